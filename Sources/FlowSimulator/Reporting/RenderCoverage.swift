internal import Diagnostics
internal import FlowLanguage
internal import JSON

/// The forms in which `flowctl test` says which branches are taken.
package enum CoverageFormat: String, CaseIterable, Sendable {
  /// For people: what is missing, with its place.
  case text
  /// One page, with the flows' texts and graphs.
  case html
  /// What `lcov` and its like read.
  case lcov
  /// Cobertura's XML.
  case cobertura
  /// For programs: `schemas/coverage.schema.json`.
  case json
}

/// Which branches are taken, in a form, with a line break at the end.
package func renderCoverage(_ report: CoverageReport, as format: CoverageFormat) -> String {
  switch format {
  case .text: coverageText(report)
  case .html: coverageHTML(report)
  case .lcov: coverageLCOV(report)
  case .cobertura: coverageCobertura(report)
  case .json: coverageJSON(report)
  }
}

/// For people: what is missing, as `file:line:column: outcome busy of addAgent never happens`.
private func coverageText(_ report: CoverageReport) -> String {
  var text = ""
  for flow in report.flows {
    guard flow.steps.contains(where: { $0.count > 0 }) else {
      text += "\(flow.source.relativeName): no scenario runs this flow\n"
      continue
    }
    for row in flow.branches where row.count == 0 {
      text += "\(flow.source.relativeName):\(row.position.line):\(row.position.column): "
      text += "\(row.what) \(row.missing)\n"
    }
    for row in flow.steps where row.count == 0 {
      text += "\(flow.source.relativeName):\(row.position.line):\(row.position.column): "
      text += "\(row.what) \(row.missing)\n"
    }
  }
  if !text.isEmpty { text += "\n" }
  let width = report.flows.map(\.program.name.count).max() ?? 0
  for flow in report.flows {
    let name = flow.program.name
    text += name + String(repeating: " ", count: width - name.count)
    text += "  \(shown(flow.percent)) of \(flow.branches.count) branches\n"
  }
  return text
    + "\(report.shownPercent): \(report.takenCount) of \(report.branchCount) branches are taken\n"
}

/// What `lcov` reads: a line of a flow is a step, its branches are those written there.
///
/// Source: geninfo(1), "Tracefile format".
private func coverageLCOV(_ report: CoverageReport) -> String {
  var text = ""
  for flow in report.flows {
    text += "TN:flowctl\nSF:\(flow.source.relativeName)\n"
    for (number, row) in flow.branches.enumerated() {
      // A branch of a step that never ran is `-`, which readers tell from one that was not taken.
      text += "BRDA:\(row.position.line),\(number),0,\(row.count)\n"
    }
    text += "BRF:\(flow.branches.count)\nBRH:\(flow.takenCount)\n"
    let lines = flow.lines
    for (line, count) in lines { text += "DA:\(line),\(count)\n" }
    text += "LF:\(lines.count)\nLH:\(lines.count { $0.count > 0 })\nend_of_record\n"
  }
  return text
}

/// Cobertura's XML.
///
/// Source: `coverage-04.dtd`.
private func coverageCobertura(_ report: CoverageReport) -> String {
  let lines = report.flows.flatMap(\.lines)
  let (ran, all) = (lines.count { $0.count > 0 }, lines.count)
  let branchRate = rate(report.takenCount, report.branchCount)
  var text = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
    <coverage line-rate="\(rate(ran, all))" branch-rate="\(branchRate)" lines-covered="\(ran)" \
    lines-valid="\(all)" branches-covered="\(report.takenCount)" \
    branches-valid="\(report.branchCount)" complexity="0" version="1" timestamp="0">
      <sources><source>.</source></sources>
      <packages>
        <package name="flows" line-rate="\(rate(ran, all))" branch-rate="\(branchRate)" complexity="0">
          <classes>

    """
  for flow in report.flows { text += classElement(flow) }
  return text + "      </classes>\n    </package>\n  </packages>\n</coverage>\n"
}

private func classElement(_ flow: CoverageReport.Flow) -> String {
  let name = xmlAttribute(flow.program.name)
  let lines = flow.lines
  let lineRate = rate(lines.count { $0.count > 0 }, lines.count)
  let branchRate = rate(flow.takenCount, flow.branches.count)
  var text = """
            <class name="\(name)" filename="\(xmlAttribute(flow.source.relativeName))" \
    line-rate="\(lineRate)" branch-rate="\(branchRate)" complexity="0">
              <methods/>
              <lines>

    """
  let byLine = Dictionary(grouping: flow.branches) { $0.position.line }
  let counts = Dictionary(
    lines.map { ($0.line, $0.count) },
    uniquingKeysWith: { first, _ in first }
  )
  for line in Set(byLine.keys).union(counts.keys).sorted() {
    let branches = byLine[line] ?? []
    let hits = counts[line] ?? branches.map(\.count).max() ?? 0
    text += "            <line number=\"\(line)\" hits=\"\(hits)\" branch=\"\(!branches.isEmpty)\""
    if !branches.isEmpty {
      let taken = branches.count { $0.count > 0 }
      let percent = taken * 100 / branches.count
      text += " condition-coverage=\"\(percent)% (\(taken)/\(branches.count))\""
    }
    text += "/>\n"
  }
  return text + "          </lines>\n        </class>\n"
}

private func rate(_ part: Int, _ whole: Int) -> String {
  guard whole > 0, part < whole else { return "1.0" }
  return "0." + String(10_000 + part * 10_000 / whole).dropFirst()
}

/// For programs, as `schemas/coverage.schema.json` describes.
private func coverageJSON(_ report: CoverageReport) -> String {
  let document: JSONValue = [
    "version": 1,
    "branches": .integer(report.branchCount), "taken": .integer(report.takenCount),
    "flows": .array(
      report.flows.map { flow in
        [
          "flow": .string(flow.program.name), "file": .string(flow.source.relativeName),
          "branches": .array(flow.branches.map(json)), "steps": .array(flow.steps.map(json)),
        ]
      }
    ),
  ]
  return document.text(in: .pretty) + "\n"
}

private func json(_ row: CoverageReport.Row) -> JSONValue {
  [
    "id": .string(row.id),
    "line": .integer(row.position.line), "column": .integer(row.position.column),
    "what": .string(row.what), "count": .integer(row.count),
  ]
}

extension CoverageReport.Flow {
  /// The lines with steps, each with how often the one that ran most ran.
  var lines: [(line: Int, count: Int)] {
    var counts: [Int: Int] = [:]
    for row in steps { counts[row.position.line] = max(counts[row.position.line] ?? 0, row.count) }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
