import Diagnostics
package import FlowLanguage
import FlowSyntax
import JSON

/// Makes a flow of another product's document; the flow validates whatever the document holds.
///
/// Throws where the document is not what it is said to be, or is more than a flow can hold.
package func importFlow(
  _ source: ImportSource,
  _ bytes: [UInt8],
  zones: any ZoneRules
) throws(ImportFailure) -> ImportedFlow {
  let decoded = decodeUTF8(bytes)
  let file = SourceFile(id: FileID(0), name: "document", text: decoded.text)
  guard decoded.badByte == nil else {
    throw failure("it is not UTF-8", at: file.span.startPoint, in: DocumentText(file))
  }
  let whole = try parse(DocumentText(file), isJSON: source != .swml, "it")
  let (text, root) = try unwrapped(whole.text, whole.root, source)
  guard root.entries != nil else {
    throw failure("it is no object", at: root.span.startPoint, in: text)
  }
  var draft = FlowDraft(text)
  switch source {
  case .studio: try readStudio(root, into: &draft)
  case .connect: try readConnect(root, into: &draft)
  case .swml: try readSWML(root, into: &draft)
  }
  return try draft.settled(zones)
}

/// Reads a text; `what` is what it is called where it cannot be read.
private func parse(
  _ plain: DocumentText,
  isJSON: Bool,
  _ what: String
) throws(ImportFailure) -> (text: DocumentText, root: SyntaxNode) {
  let start = plain.text.span.startPoint
  guard plain.text.text.utf8.count <= SyntaxLimits.fileBytes else {
    throw failure(
      "\(what) has \(plain.text.text.utf8.count) bytes; at most \(SyntaxLimits.fileBytes) are read",
      at: start,
      in: plain
    )
  }
  if isJSON {
    do throws(JSONFailure) {
      _ = try parseJSON(
        Array(plain.text.text.utf8),
        limits: JSONLimits(bytes: SyntaxLimits.fileBytes, depth: 60, values: 100_000)
      )
    } catch {
      let place = error.offset.map { Span(file: plain.text.id, start: $0, end: $0) }
      throw failure(reason(error, what), at: place ?? start, in: plain)
    }
  }
  let isWritten = isJSON || plain.text.text.first { !$0.isWhitespace } == "{"
  let text = isWritten ? plain.withoutSurrogates() : plain
  let (document, findings) = parseYAML(text.text)
  if let error = findings.first(where: { $0.severity == .error }) {
    throw failure(error.message, at: error.primary.span, in: text)
  }
  guard let root = document.root else { throw failure("\(what) is no object", at: start, in: text) }
  return (text, root)
}

/// The flow itself, where the document is an answer of an API that has it; where it stands there as
/// a text, what is read is that text.
private func unwrapped(
  _ text: DocumentText,
  _ root: SyntaxNode,
  _ source: ImportSource
) throws(ImportFailure) -> (DocumentText, SyntaxNode) {
  let flow: (value: SyntaxNode, key: String)?
  switch source {
  case .studio:
    let answer = root.items.flatMap { $0.count == 1 ? $0[0] : nil } ?? root
    flow = answer["states"] == nil ? answer["definition"].map { ($0, "definition") } : nil
  case .connect:
    let answer = root["ContactFlow"] ?? root["ContactFlowModule"] ?? root
    flow = root["Actions"] == nil ? answer["Content"].map { ($0, "Content") } : nil
  case .swml: flow = nil
  }
  guard let flow else { return (text, root) }
  let quote = UInt8(ascii: "\"")
  let isText =
    flow.value.scalar != nil
    && Array(text.text.text.utf8)[flow.value.span.start] == quote
  guard isText else { return (text, flow.value) }
  return try parse(text.inner(flow.value.span), isJSON: true, "what `\(flow.key)` holds")
}

/// Why a text is no JSON, for people who are told the place beside it.
private func reason(_ failure: JSONFailure, _ what: String) -> String {
  guard case .unexpected(_, let expected) = failure else { return failure.description }
  return "\(what) is no JSON: here goes \(expected)"
}

/// What is thrown about a place.
func failure(_ text: String, at span: Span, in document: DocumentText) -> ImportFailure {
  let position = document.position(of: span.start)
  return ImportFailure(line: position.line, column: position.column, text: text)
}

extension SyntaxNode {
  /// The text of a scalar.
  var text: String? { scalar?.text }

  /// The text under a key; nil where it is blank.
  func text(_ key: String) -> String? {
    guard let text = self[key]?.text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return text
  }

  /// The whole number under a key.
  func number(_ key: String) -> Int? {
    self[key]?.text.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0.rounded()) } }
  }

  /// Whether nothing is said by it: it is blank, null, or a list or an object without anything.
  var isNothing: Bool {
    if let text { return text.allSatisfy(\.isWhitespace) || (text == "null" || text == "~") }
    return (items?.isEmpty ?? true) && (entries?.isEmpty ?? true)
  }
}
