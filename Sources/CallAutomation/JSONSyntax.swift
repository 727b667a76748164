/// How much JSON is read from the network.
package struct JSONLimits: Sendable {
  /// The most bytes of a document.
  package let bytes: Int
  /// The most arrays and objects within each other.
  package let depth: Int

  /// Makes limits.
  package init(bytes: Int, depth: Int) {
    self.bytes = bytes
    self.depth = depth
  }

  /// What a webhook may bring: a whole Event Grid batch is 1 MB (FACTS.md (d)).
  package static let webhook = JSONLimits(bytes: 1_100_000, depth: 64)
}

/// Why bytes are not JSON that is read.
package enum JSONSyntaxFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// More bytes than the limit.
  case tooLarge(limit: Int)
  /// Deeper than the limit.
  case tooDeep(limit: Int)
  /// Not UTF-8.
  case notUTF8
  /// Something else than was expected, by the offset of its byte.
  case unexpected(offset: Int, expected: String)

  /// What is wrong, for people; the text is not quoted.
  package var description: String {
    switch self {
    case .tooLarge(let limit): "the body is larger than \(limit) bytes"
    case .tooDeep(let limit): "the JSON is nested deeper than \(limit) levels"
    case .notUTF8: "the body is not UTF-8"
    case .unexpected(let offset, let expected): "byte \(offset) of the body is not \(expected)"
    }
  }
}

/// Reads a whole JSON document (RFC 8259).
package func parseJSON(
  _ bytes: [UInt8],
  limits: JSONLimits = .webhook
) throws(JSONSyntaxFailure) -> JSONValue {
  guard bytes.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
  guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
  var reader = JSONReader(bytes: bytes, depthLimit: limits.depth)
  let value = try reader.value(depth: 0)
  reader.skipSpace()
  guard reader.isAtEnd else { throw reader.unexpected("the end") }
  return value
}

/// A place in a JSON text that is UTF-8.
private struct JSONReader {
  let bytes: [UInt8]
  let depthLimit: Int
  var offset = 0

  init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  var isAtEnd: Bool { offset == bytes.count }

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func unexpected(_ expected: String) -> JSONSyntaxFailure {
    .unexpected(offset: offset, expected: expected)
  }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONSyntaxFailure) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(
    _ word: StaticString,
    _ value: JSONValue
  ) throws(JSONSyntaxFailure) -> JSONValue {
    guard bytes[offset...].starts(with: word.description.utf8) else {
      throw unexpected("a JSON value")
    }
    offset += word.utf8CodeUnitCount
    return value
  }

  private mutating func object(depth: Int) throws(JSONSyntaxFailure) -> JSONValue {
    guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
    offset += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a member's name") }
      let name = try string()
      skipSpace()
      guard take(":") else { throw unexpected("a colon") }
      members[name] = try value(depth: depth)
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected("a comma or }") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONSyntaxFailure) -> JSONValue {
    guard depth <= depthLimit else { throw .tooDeep(limit: depthLimit) }
    offset += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array(elements) }
    repeat {
      elements.append(try value(depth: depth))
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected("a comma or ]") }
    return .array(elements)
  }

  private mutating func number() throws(JSONSyntaxFailure) -> JSONValue {
    let start = offset
    let isNegative = take("-")
    let leadingZero = next == UInt8(ascii: "0")
    let wholeDigits = digits()
    guard wholeDigits > 0, !leadingZero || wholeDigits == 1 else {
      throw unexpected("a JSON value")
    }
    var isWhole = true
    if take(".") {
      isWhole = false
      guard digits() > 0 else { throw unexpected("a digit") }
    }
    if take("e") || take("E") {
      isWhole = false
      _ = take("+") || take("-")
      guard digits() > 0 else { throw unexpected("a digit") }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isWhole, let integer = Int(text) {
      // Minus zero has no integer of its own.
      return isNegative && integer == 0 ? .number(-0.0) : .integer(integer)
    }
    guard let number = Double(text), number.isFinite else { throw unexpected("a number in range") }
    return .number(number)
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    return offset - start
  }
}

extension JSONReader {
  private mutating func string() throws(JSONSyntaxFailure) -> String {
    offset += 1
    var text: [UInt8] = []
    var start = offset
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        text.append(contentsOf: bytes[start..<offset])
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[start..<offset])
        offset += 1
        text.append(contentsOf: String(try escaped()).utf8)
        start = offset
      case 0..<0x20:
        throw unexpected("a character of a text")
      default:
        offset += 1
      }
    }
    throw unexpected("the end of a text")
  }

  /// The character of the escape whose backslash was just passed.
  private mutating func escaped() throws(JSONSyntaxFailure) -> Unicode.Scalar {
    guard let byte = next else { throw unexpected("an escape") }
    let simple: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
      UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
      UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let scalar = simple[byte] {
      offset += 1
      return scalar
    }
    guard byte == UInt8(ascii: "u") else { throw unexpected("an escape") }
    offset += 1
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    return try surrogatePair(from: unit)
  }

  /// The character of two surrogates; a lone one becomes U+FFFD rather than costing the event.
  private mutating func surrogatePair(
    from high: UInt16
  ) throws(JSONSyntaxFailure) -> Unicode.Scalar {
    let retreat = offset
    guard UTF16.isLeadSurrogate(high), take("\\"), take("u") else {
      offset = retreat
      return "\u{FFFD}"
    }
    let low = try codeUnit()
    guard UTF16.isTrailSurrogate(low) else {
      offset = retreat
      return "\u{FFFD}"
    }
    let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private mutating func codeUnit() throws(JSONSyntaxFailure) -> UInt16 {
    guard offset + 4 <= bytes.count,
      bytes[offset..<offset + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    offset += 4
    return unit
  }
}
