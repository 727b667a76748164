package import Diagnostics
internal import Foundation

/// Writes what the help of each finding of a fixture says to write, where it can be meant to stand, and
/// checks what comes of it as of a change (`checkEdits`): help that no place makes right is a problem.
///
/// Only help that says all of it is written: one text in back quotes behind `write` or `did you mean`,
/// without `…`. Most of it is said of a part of what is to be written otherwise, so the smallest range
/// around the finding is taken that makes the flow right. Which line that makes of which is in the
/// folder's `helps.txt`, where a reader sees whether it means what was meant.
///
/// `apart` has what is said of findings whose help is not for one place on their line, by its beginning.
package func checkHelp(
  in folder: String,
  apart: [String],
  revealed: [String: Set<String>] = [:],
  check: (SourceFile) -> [Diagnostic]
) throws -> FixtureReport {
  let root = packageRoot.appendingPathComponent(folder)
  var report = FixtureReport()
  var written = ""
  for path in try fixturePaths(below: root) {
    let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    for fixture in FixtureCase.split(text) {
      let source = fixture.bare().source(name: "\(folder)/\(path)", after: [])
      let before = check(source)
      for finding in before where finding.fixes.isEmpty {
        guard let replacement = finding.help?.wholeText,
          !apart.contains(where: finding.message.hasPrefix)
        else { continue }
        report.cases += 1
        if let edit = edit(of: finding, before, writing: replacement, in: source, revealed, check) {
          written += changedLines(of: finding, edit, in: source)
        } else {
          report.problems.append("\(source.name): `\(finding.message)`: \(finding.help ?? "")")
        }
      }
    }
  }
  if !written.isEmpty {
    report.problems += try checkGolden("\(folder)/helps.txt", written).map { [$0] } ?? []
  }
  return report
}

/// The smallest change that writes a text around a finding and mends it; nil where there is none.
private func edit(
  of finding: Diagnostic,
  _ before: [Diagnostic],
  writing replacement: String,
  in source: SourceFile,
  _ revealed: [String: Set<String>],
  _ check: (SourceFile) -> [Diagnostic]
) -> Diagnostic.Fix? {
  ranges(around: finding.primary.span, in: source, for: replacement).lazy
    .map { Diagnostic.Fix("write it", at: $0, replacement: replacement) }
    .first { problem(of: $0, for: finding, before, in: source, revealed, check) == nil }
}

/// The ranges in a place, and those of its line that hold it, which begin and end between words: first
/// those of which most is kept in what is written instead.
private func ranges(
  around span: Span,
  in source: SourceFile,
  for replacement: String
) -> [Span] {
  let bytes = Array(source.text.utf8)
  func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || Character(Unicode.Scalar(byte)).isLetter
      || Character(Unicode.Scalar(byte)).isNumber
  }
  /// Whether one word, or a sign, ends here and another begins.
  func isEdge(_ place: Int) -> Bool {
    place == 0 || place == bytes.count || !isWord(bytes[place - 1]) || !isWord(bytes[place])
  }
  let start = bytes[..<span.start].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
  let end = bytes[span.end...].firstIndex(of: 0x0A) ?? bytes.count
  let starts = (start...span.start).reversed().filter { $0 == span.start || isEdge($0) }
  let ends = (span.end...end).filter { $0 == span.end || isEdge($0) }
  var pairs: [(steps: Int, span: Span)] = []
  for (left, start) in starts.prefix(40).enumerated() {
    for (right, end) in ends.prefix(40).enumerated() {
      pairs.append((left + right, Span(file: span.file, start: start, end: end)))
    }
  }
  let holding = pairs.sorted { ($0.steps, $1.span.start) < ($1.steps, $0.span.start) }.prefix(400)
    .map(\.span)
  let edges = (span.start...span.end).filter { $0 == span.start || $0 == span.end || isEdge($0) }
    .prefix(40)
  let inside = edges.flatMap { start in
    edges.filter { $0 > start }.map { Span(file: span.file, start: start, end: $0) }
  }
  func words(_ text: some Sequence<UInt8>) -> Set<[UInt8]> {
    Set(text.split { !isWord($0) }.map { Array($0) })
  }
  let written = words(replacement.utf8)
  let ranked = ([span] + inside + holding).enumerated().map { index, span in
    let old = words(bytes[span.start..<span.end])
    let lost = old.subtracting(written).count
    return (rank: (lost, -old.intersection(written).count, index), span: span)
  }
  return ranked.sorted { $0.rank < $1.rank }.map(\.span)
}

extension String {
  /// What a help says to write, where it says all of it: ``write `x` `` and ``did you mean `x`?``.
  fileprivate var wholeText: String? {
    wholeMatch(of: /(?:[^`]*: )?(?:write|did you mean) `([^`…]+)`\??/).map { String($0.1) }
  }
}
