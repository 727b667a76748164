internal import Diagnostics
internal import FlowLanguage

/// Which branches are taken, as one page that needs nothing else: for each flow its graph, with what
/// is taken and what is not in colours, and its text, with what is missing marked in its line.
func coverageHTML(_ report: CoverageReport) -> String {
  var page = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Coverage of flows: \(report.shownPercent)</title>
    <style>\(pageStyle)</style>
    </head>
    <body>
    <h1>\(report.shownPercent) of the branches are taken</h1>
    <p>\(report.takenCount) of \(report.branchCount), in \(report.flows.count) flows</p>
    <table>
    <tr><th>flow</th><th>taken</th><th>branches</th><th></th></tr>

    """
  for flow in report.flows {
    let name = xmlContent(flow.program.name)
    page += """
      <tr><td><a href="#\(name)">\(name)</a></td><td>\(flow.takenCount)</td>\
      <td>\(flow.branches.count)</td><td><meter value="\(flow.takenCount)" \
      max="\(max(1, flow.branches.count))"></meter> \(shown(flow.percent))</td></tr>

      """
  }
  page += "</table>\n"
  for flow in report.flows { page += section(flow) }
  return page + "</body>\n</html>\n"
}

private func section(_ flow: CoverageReport.Flow) -> String {
  let name = xmlContent(flow.program.name)
  let steps = Dictionary(
    zip(flow.program.lists.values.flatMap(\.steps).sorted { $0.number < $1.number }, flow.steps)
      .map { ($0.path, $1.count) },
    uniquingKeysWith: { first, _ in first }
  )
  let branches = Set(flow.program.branches.rows.map(\.id))
  let picture = FlowPicture(of: flow.program).svg { path in
    if let count = steps[path] { return count > 0 ? "taken" : "missed" }
    guard branches.contains(path) else { return nil }
    return (flow.taken[path] ?? 0) > 0 ? "taken" : "missed"
  }
  return """
    <section id="\(name)">
    <h2>\(name) <small>\(shown(flow.percent)), \(xmlContent(flow.source.relativeName))</small></h2>
    <details open><summary>graph</summary><div class="graph">\(picture)</div></details>
    <table class="text">\(lines(of: flow))</table>
    </section>

    """
}

/// The text, a row for each line: its number, how often its steps ran, the line, what is missing.
private func lines(of flow: CoverageReport.Flow) -> String {
  let counts = Dictionary(flow.lines.map { ($0.line, $0.count) }, uniquingKeysWith: { $1 })
  let missing = Dictionary(grouping: flow.branches.filter { $0.count == 0 }) { $0.position.line }
  let taken = Dictionary(grouping: flow.branches.filter { $0.count > 0 }) { $0.position.line }
  var text = ""
  for (index, line) in flow.source.text.split(separator: "\n", omittingEmptySubsequences: false)
    .enumerated()
  {
    let number = index + 1
    let isMissed = counts[number] == 0 || missing[number] != nil
    let style = isMissed ? "missed" : counts[number] != nil || taken[number] != nil ? "taken" : ""
    let notes = (missing[number] ?? []).map { xmlContent("\($0.what) \($0.missing)") }
    text += """
      <tr class="\(style)"><td class="number">\(number)</td>\
      <td class="count">\(counts[number].map { "\($0)×" } ?? "")</td>\
      <td class="line">\(xmlContent(String(line)))</td>\
      <td class="note">\(notes.joined(separator: "<br>"))</td></tr>

      """
  }
  return text
}

private let pageStyle = """

  body { font: 15px system-ui, sans-serif; margin: 2rem; color: #0f172a; background: #ffffff; }
  h2 small { font-weight: normal; color: #64748b; font-size: 0.7em; }
  th { text-align: left; font-weight: 600; }
  td, th { padding: 0.15rem 0.8rem 0.15rem 0; vertical-align: top; }
  .graph { overflow-x: auto; margin: 0.5rem 0; }
  .text { border-collapse: collapse; font: 13px ui-monospace, Menlo, Consolas, monospace; }
  .text td { padding: 0 0.6rem; white-space: pre; }
  .number, .count { color: #94a3b8; text-align: right; }
  .note { color: #b91c1c; font-family: system-ui, sans-serif; }
  tr.taken .line { background: #dcfce7; }
  tr.missed .line { background: #fee2e2; }
  svg text.taken { fill: #15803d; }
  svg text.missed { fill: #b91c1c; text-decoration: underline dotted; }
  svg .arrow.taken { stroke: #16a34a; }
  svg .tip.taken { fill: #16a34a; }
  svg .arrow.missed { stroke: #dc2626; stroke-dasharray: 2 3; }
  svg .tip.missed { fill: #dc2626; }
  @media (prefers-color-scheme: dark) {
    body { color: #e2e8f0; background: #0f172a; }
    a { color: #93c5fd; }
    tr.taken .line { background: #14532d; }
    tr.missed .line { background: #7f1d1d; }
    .note { color: #fca5a5; }
    svg text.taken { fill: #86efac; }
    svg text.missed { fill: #fca5a5; }
  }

  """
