package import Diagnostics
internal import Foundation

/// What a run over fixtures found.
package struct FixtureReport: Sendable, CustomStringConvertible {
  /// How many cases were checked.
  package var cases = 0
  /// Each difference between what is expected and what was found, ready to print.
  package var problems: [String] = []

  /// Whether everything was as expected.
  package var isClean: Bool { problems.isEmpty }

  /// The differences, or how many cases were as expected.
  package var description: String {
    isClean ? "\(cases) cases as expected" : "\n" + problems.joined(separator: "\n")
  }

  /// Adds what another run found.
  mutating func append(_ other: FixtureReport) {
    cases += other.cases
    problems += other.problems
  }
}

/// Checks every `*.yaml` below a folder of the package against the expectations in its comments
/// (see `AnnotationReader`); cases of a file are separated by lines `---`.
///
/// A test expects the report to be clean: `#expect(report.isClean, "\(report)")`. Anything missing
/// or extra is a difference. With `UPDATE_FIXTURES` in the environment the comments are rewritten
/// instead, which is refused where `CI` is set.
package func checkFixtures(
  in folder: String,
  check: (SourceFile) -> [Diagnostic]
) throws -> FixtureReport {
  let root = packageRoot.appendingPathComponent(folder)
  var report = FixtureReport()
  let paths = try fixturePaths(below: root)
  if paths.isEmpty { report.problems.append("\(folder): no fixtures") }
  for path in paths {
    let url = root.appendingPathComponent(path)
    let text = try String(contentsOf: url, encoding: .utf8)
    let name = "\(folder)/\(path)"
    if isUpdating {
      guard !isContinuousIntegration else {
        report.problems.append("UPDATE_FIXTURES is refused where CI is set")
        return report
      }
      let updated = updateFixture(text, name: name, check: check)
      if updated != text { try updated.write(to: url, atomically: true, encoding: .utf8) }
      report.append(checkFixture(updated, name: name, check: check))
    } else {
      report.append(checkFixture(text, name: name, check: check))
    }
  }
  return report
}

/// Checks the text of one fixture file.
package func checkFixture(
  _ text: String,
  name: String,
  check: (SourceFile) -> [Diagnostic]
) -> FixtureReport {
  let cases = FixtureCase.split(text)
  var report = FixtureReport(cases: cases.count)
  for (index, fixture) in cases.enumerated() {
    let source = fixture.source(name: name, after: Array(cases[..<index]))
    let found = check(source).flatMap { FixtureExpectation.list(of: $0, in: source) }
    let differences = compare(expected: fixture.expectations(), found: found)
    if !differences.isEmpty {
      report.problems.append("\(name), the case at line \(fixture.firstLine + 1):")
      report.problems += differences.map { "  " + $0 }
    }
  }
  return report
}

/// The text of one fixture file with its expectations as they are found.
package func updateFixture(
  _ text: String,
  name: String,
  check: (SourceFile) -> [Diagnostic]
) -> String {
  var updated: [FixtureCase] = []
  for fixture in FixtureCase.split(text) {
    let firstLine = updated.reduce(0) { $0 + $1.lines.count + 1 }
    let bare = FixtureCase(firstLine: 0, lines: fixture.bare().lines)
    let source = bare.source(name: name, after: [])
    let found = check(source).flatMap { FixtureExpectation.list(of: $0, in: source) }
    let versions = [false, true].map { isAbsoluteOnly in
      let writer = AnnotationWriter(isAbsoluteOnly: isAbsoluteOnly)
      let lines = writer.annotate(bare.lines, with: found, firstLine: firstLine)
      return FixtureCase(firstLine: firstLine, lines: lines)
    }
    let isRight = { (version: FixtureCase) in
      let source = version.source(name: name, after: updated)
      let again = check(source).flatMap { FixtureExpectation.list(of: $0, in: source) }
      return compare(expected: version.expectations(), found: again).isEmpty
    }
    updated.append(versions.first(where: isRight) ?? versions[1])
  }
  return updated.map { $0.lines.joined(separator: "\n") }.joined(separator: "\n---\n")
}

private func compare(expected: [FixtureExpectation], found: [FixtureExpectation]) -> [String] {
  var missing = expected
  var extra: [FixtureExpectation] = []
  for one in found.sorted() {
    if let index = missing.firstIndex(of: one) {
      missing.remove(at: index)
    } else {
      extra.append(one)
    }
  }
  func show(_ word: String, _ expectation: FixtureExpectation) -> [String] {
    let help = expectation.help.map { ["         help: \($0)"] } ?? []
    return ["\(word) \(expectation)"] + help
  }
  return missing.flatMap { show("missing:", $0) } + extra.flatMap { show("extra:  ", $0) }
}

func fixturePaths(below root: URL) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(atPath: root.path)
    .filter { $0.hasSuffix(".yaml") }
    .sorted()
}
