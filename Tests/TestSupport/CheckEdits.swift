package import Diagnostics
internal import Foundation

/// Makes each change that a finding of a fixture offers, alone, and checks what comes of it: that
/// finding is gone, and nothing is said that was not said before.
///
/// What the changed lines were and are is in the folder's `edits.txt`, where a reader sees whether they
/// mean what was meant.
///
/// What was said before is known by its code and its place, which the change moves.
/// `revealed` has what only comes to light when a finding is mended, as `code: message`, by what the
/// finding says.
package func checkEdits(
  in folder: String,
  revealed: [String: Set<String>] = [:],
  check: (SourceFile) -> [Diagnostic]
) throws -> FixtureReport {
  let root = packageRoot.appendingPathComponent(folder)
  var report = FixtureReport()
  var edits = ""
  for path in try fixturePaths(below: root) {
    let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    for fixture in FixtureCase.split(text) {
      let source = fixture.bare().source(name: "\(folder)/\(path)", after: [])
      report.cases += 1
      report.problems += problems(of: source, revealed, check)
      edits += changedLines(of: source, check)
    }
  }
  if !edits.isEmpty {
    report.problems += try checkGolden("\(folder)/edits.txt", edits).map { [$0] } ?? []
  }
  return report
}

/// What each finding of a case says, and the lines that each of its changes makes of others.
private func changedLines(of source: SourceFile, _ check: (SourceFile) -> [Diagnostic]) -> String {
  check(source).flatMap { finding in
    finding.fixes.filter { $0.span.file == source.id }
      .map { changedLines(of: finding, $0, in: source) }
  }.joined()
}

/// What a finding says, and the lines that a change makes of others.
func changedLines(of finding: Diagnostic, _ edit: Diagnostic.Fix, in source: SourceFile) -> String {
  let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false) }
  let (old, new) = (lines(source.text), lines(source.applying([edit]).text))
  let changes = new.difference(from: old).map { change in
    switch change {
    case .remove(let line, let text, _): (line, 0, "- \(text.drop { $0 == " " })")
    case .insert(let line, let text, _): (line, 1, "+ \(text.drop { $0 == " " })")
    }
  }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  return "\(finding.message)\n\(changes.joined(separator: "\n"))\n\n"
}

/// The changes of a case that do not mend, each with what is said after it.
private func problems(
  of source: SourceFile,
  _ revealed: [String: Set<String>],
  _ check: (SourceFile) -> [Diagnostic]
) -> [String] {
  let before = check(source)
  return before.flatMap { finding in
    finding.fixes.filter { $0.span.file == source.id }
      .compactMap { problem(of: $0, for: finding, before, in: source, revealed, check) }
  }
}

/// What is said after a change that was not said `before` it; nil where it mends its finding and no more
/// comes of it.
func problem(
  of edit: Diagnostic.Fix,
  for finding: Diagnostic,
  _ before: [Diagnostic],
  in source: SourceFile,
  _ revealed: [String: Set<String>],
  _ check: (SourceFile) -> [Diagnostic]
) -> String? {
  let change = Change(edit, of: source)
  let others = before.filter { $0 != finding }
  let wrong = check(change.text).filter { found in
    !revealed[finding.message, default: []].contains("\(found.code.rawValue): \(found.message)")
      && !others.contains { change.isSame($0, as: found) }
  }
  guard !wrong.isEmpty else { return nil }
  return """
    \(source.name): `\(edit.title)` for `\(finding.message)` brings
    \(wrong.map { "  \($0.code.rawValue): \($0.message)" }.joined(separator: "\n"))
    \(change.text.text)
    """
}

/// A text before and after a change.
private struct Change {
  let text: SourceFile
  private let edit: Diagnostic.Fix
  private let place: Range<Int>

  init(_ edit: Diagnostic.Fix, of source: SourceFile) {
    let fixed = source.applying([edit])
    var files = SourceFiles()
    text = files.add(name: source.name, text: fixed.text)
    place = fixed.places[0]
    self.edit = edit
  }

  /// Whether what is said after the change was said before it: it has the code, and its place.
  func isSame(_ before: Diagnostic, as after: Diagnostic) -> Bool {
    let old = before.primary.span
    let new = after.primary.span
    return before.code == after.code
      && moved(old.start, atEdge: place.lowerBound) <= new.end
      && new.start <= moved(old.end, atEdge: place.upperBound)
  }

  private func moved(_ offset: Int, atEdge edge: Int) -> Int {
    if offset >= edit.span.end { return offset + place.upperBound - edit.span.end }
    return offset <= edit.span.start ? offset : edge
  }
}
