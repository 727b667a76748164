import Diagnostics
package import FlowLanguage
import FlowSyntax
import JSON

/// Makes a flow of another product's document; the flow validates whatever the document holds.
///
/// Throws where the document is not what it is said to be.
package func importFlow(
  _ source: ImportSource,
  _ bytes: [UInt8],
  zones: any ZoneRules
) throws(ImportFailure) -> ImportedFlow {
  let decoded = decodeUTF8(bytes)
  let file = SourceFile(id: FileID(0), name: "document", text: withoutSurrogates(decoded.text))
  guard decoded.badByte == nil else {
    throw failure("it is not UTF-8", at: file.span.startPoint, in: file)
  }
  if source != .swml {
    do throws(JSONFailure) {
      _ = try parseJSON(
        bytes,
        limits: JSONLimits(bytes: SyntaxLimits.fileBytes, depth: 60, values: 100_000)
      )
    } catch {
      let place = error.offset.map { Span(file: file.id, start: $0, end: $0) }
      throw failure(reason(error), at: place ?? file.span.startPoint, in: file)
    }
  }
  let (document, findings) = parseYAML(file)
  if let error = findings.first(where: { $0.severity == .error }) {
    throw failure(error.message, at: error.primary.span, in: file)
  }
  guard let root = document.root, root.entries != nil else {
    throw failure("it is no object", at: file.span.startPoint, in: file)
  }
  var draft = FlowDraft(file)
  switch source {
  case .studio: try readStudio(root, into: &draft)
  case .connect: try readConnect(root, into: &draft)
  case .swml: try readSWML(root, into: &draft)
  }
  return draft.settled(zones)
}

/// Why a text is no JSON, for people who are told the place beside it.
private func reason(_ failure: JSONFailure) -> String {
  guard case .unexpected(_, let expected) = failure else { return failure.description }
  return "it is no JSON: here goes \(expected)"
}

/// What is thrown about a place.
func failure(_ text: String, at span: Span, in file: SourceFile) -> ImportFailure {
  let position = file.position(of: span.start)
  return ImportFailure(line: position.line, column: position.column, text: text)
}

/// JSON's two escapes for a character beyond 16 bits, as the one escape that YAML has.
private func withoutSurrogates(_ text: String) -> String {
  guard text.contains("\\ud") || text.contains("\\uD") else { return text }
  return text.replacing(/\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/) { match in
    guard let high = UInt32(match.1, radix: 16), let low = UInt32(match.2, radix: 16) else {
      return String(match.0)
    }
    let hexadecimal = String(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), radix: 16)
    return "\\U" + String(repeating: "0", count: 8 - hexadecimal.count) + hexadecimal
  }
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
}
