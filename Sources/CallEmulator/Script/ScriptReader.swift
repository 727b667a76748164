package import CallModel
internal import CivilTime
package import Diagnostics
package import FlowSyntax

/// Reads values of a caller script, or of a test of a flow, by the type expected, and collects what
/// is wrong.
package struct ScriptReader {
  /// What is wrong so far.
  package private(set) var findings: [Diagnostic] = []

  /// Makes a reader that has read nothing.
  package init() {}

  /// Notes a finding.
  package mutating func report(_ finding: Diagnostic) {
    findings.append(finding)
  }

  /// Notes an error.
  package mutating func report(
    _ code: DiagnosticCode,
    _ message: String,
    _ span: Span,
    help: String? = nil
  ) {
    findings.append(Diagnostic(code, message, at: span, help: help))
  }

  /// The values of a mapping's fields by name; what has another name is reported, and counts as the
  /// one that was meant: the one it is spelt like, or that other languages have it for.
  package mutating func fields(
    of node: SyntaxNode,
    _ what: String,
    _ names: [String],
    orIn foreign: [String: String] = [:]
  ) -> [String: SyntaxNode]? {
    guard let entries = node.entries else {
      report(.wrongShape, "\(what) is a mapping of \(quoted(names))", node.span)
      return nil
    }
    var fields: [String: SyntaxNode] = [:]
    for entry in entries {
      let name = entry.key.text
      if names.contains(name) {
        fields[name] = entry.value
      } else {
        let nearest = foreign[name] ?? nearestName(to: name, among: names)
        if let nearest, !entries.contains(where: { $0.key.text == nearest }) {
          fields[nearest] = entry.value
        }
        report(
          .unknownField,
          "\(what) has no field `\(name)`",
          entry.key.span,
          help: nearest.map { "did you mean `\($0)`?" } ?? "its fields are \(quoted(names))"
        )
      }
    }
    return fields
  }

  private func quoted(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  /// The elements of a list; one element alone counts as a list of it.
  package mutating func list<Element>(
    _ node: SyntaxNode?,
    _ read: (inout ScriptReader, SyntaxNode) -> Element?
  ) -> [Element] {
    guard let node else { return [] }
    var elements: [Element] = []
    for item in node.items ?? [node] {
      if let element = read(&self, item) { elements.append(element) }
    }
    return elements
  }

  /// A text that is not empty.
  package mutating func text(_ node: SyntaxNode) -> String? {
    guard let scalar = node.scalar, !scalar.text.isEmpty else {
      report(.wrongShape, "a text is expected here", node.span)
      return nil
    }
    return scalar.text
  }

  /// A number as people write it, or any raw id.
  package mutating func party(_ node: SyntaxNode) -> Identifier? {
    guard let text = text(node) else { return nil }
    if Identifier.isE164(text) { return .phoneNumber(text) }
    let identifier = Identifier(rawID: text)
    guard identifier.kind != .unknown else {
      report(
        .malformedValue,
        "`\(text)` is neither a number nor a raw id",
        node.span,
        help: "write a number as +14255550123, any other party by its raw id"
      )
      return nil
    }
    return identifier
  }

  /// Keys.
  package mutating func tones(_ node: SyntaxNode) -> [Tone]? {
    guard let text = text(node) else { return nil }
    guard let tones = Tone.parse(text) else {
      report(
        .malformedValue,
        "`\(text)` is not keys",
        node.span,
        help: "keys are 0 to 9, A to D, * and # (star and pound without quotes)"
      )
      return nil
    }
    return tones
  }

  /// One of several words.
  package mutating func word<Word: RawRepresentable & CaseIterable>(
    _ node: SyntaxNode,
    as type: Word.Type
  ) -> Word? where Word.RawValue == String {
    guard let text = text(node) else { return nil }
    let words = Word.allCases.map(\.rawValue)
    guard let word = Word(rawValue: text) else {
      let nearest = nearestName(to: text, among: words)
      let list = words.map { "`\($0)`" }.joined(separator: ", ")
      report(
        .malformedValue,
        "`\(text)` is none of \(list)",
        node.span,
        help: nearest.map { "did you mean `\($0)`?" }
      )
      return nil
    }
    return word
  }

  /// `true`; anything else than a truth value is reported.
  mutating func silence(_ node: SyntaxNode) -> Bool {
    guard let text = text(node) else { return false }
    if text == "true" { return true }
    report(
      .malformedValue,
      "`silence` is `true` or left out",
      node.span
    )
    return false
  }

  /// A number from 1.
  package mutating func count(_ node: SyntaxNode) -> Int? {
    guard let text = text(node) else { return nil }
    guard let count = Int(text), count >= 1 else {
      report(
        .malformedValue,
        "`\(text)` is no whole number from 1",
        node.span,
        help: "write it in digits"
      )
      return nil
    }
    return count
  }

  /// A length of time: `500ms`, `20s`, `1m30s`, at most a day.
  package mutating func duration(_ node: SyntaxNode) -> Milliseconds? {
    guard let text = text(node) else { return nil }
    guard let nanoseconds = readDuration(text, .descending) else {
      report(
        .malformedValue,
        "`\(text)` is no length of time",
        node.span,
        help: "write it as 500ms, 20s, 1m30s or 1h"
      )
      return nil
    }
    let duration = Milliseconds(nanoseconds / 1_000_000)
    guard duration <= .seconds(86_400) else {
      report(.valueOutOfRange, "`\(text)` is longer than a day", node.span)
      return nil
    }
    return duration
  }
}
