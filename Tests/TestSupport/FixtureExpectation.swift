internal import Diagnostics

/// One thing that is said about a fixture, in the form in which expectations and findings are
/// compared and printed.
///
/// Lines and columns count from 1, columns in Unicode scalars; the end is exclusive.
struct FixtureExpectation: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// What is said.
  enum Kind: Hashable, Sendable {
    /// A finding: its severity and code as written, its message, its help line.
    case finding(name: String, message: String, help: String?)
    /// The text at a related range.
    case related(String)
  }

  let start: Position
  let end: Position
  var kind: Kind

  /// As printed in a report: `3:7-14 error[unknown-field]: …`.
  var description: String {
    let last = end.line == start.line ? "\(end.column)" : "\(end.line):\(end.column)"
    return "\(start.line):\(start.column)-\(last) \(text)"
  }

  /// What stands after the range.
  var text: String {
    switch kind {
    case .finding(let name, let message, _): "\(name): \(message)"
    case .related(let text): "related: \(text)"
    }
  }

  /// The help line, if it has one.
  var help: String? {
    guard case .finding(_, _, let help) = kind else { return nil }
    return help
  }

  /// Orders by place, findings before related ranges.
  static func < (left: FixtureExpectation, right: FixtureExpectation) -> Bool {
    left.sortKey < right.sortKey
  }

  private var sortKey: (Int, Int, Int, Int, String) {
    let weight: String
    switch kind {
    case .finding: weight = "0"
    case .related: weight = "1"
    }
    return (start.line, start.column, end.line, end.column, weight + text)
  }

  /// What a finding says, as expectations: itself and its related ranges in the same file.
  static func list(of finding: Diagnostic, in file: SourceFile) -> [FixtureExpectation] {
    let name = "\(finding.severity.rawValue)[\(finding.code.rawValue)]"
    let kind = Kind.finding(name: name, message: finding.message, help: finding.help)
    let related = finding.related.filter { $0.span.file == file.id }
    return [make(finding.primary.span, kind, in: file)]
      + related.map { make($0.span, .related($0.text), in: file) }
  }

  private static func make(_ span: Span, _ kind: Kind, in file: SourceFile) -> FixtureExpectation {
    FixtureExpectation(
      start: file.position(of: span.start),
      end: file.position(of: span.end),
      kind: kind
    )
  }
}
