/// Reads a whole JSON document, strictly as RFC 8259 has it.
///
/// What the RFC leaves open: a byte order mark is refused; so is a number with fraction or exponent
/// beyond the range of a double; the last of several members of one name counts; half a surrogate
/// pair, in an escape, becomes U+FFFD rather than costing the document.
package func parseJSON(
  _ bytes: [UInt8],
  limits: JSONLimits
) throws(JSONFailure) -> JSONValue {
  guard bytes.count <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
  var reader = JSONReader(bytes: bytes, limits: limits)
  let value = try reader.value(depth: 0)
  reader.skipSpace()
  guard reader.offset == bytes.count else { throw reader.unexpected("the end") }
  return value
}

/// A place in a JSON text.
struct JSONReader {
  let bytes: [UInt8]
  let limits: JSONLimits
  /// The byte that comes next.
  var offset = 0
  /// How many values were begun.
  private var count = 0

  init(bytes: [UInt8], limits: JSONLimits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// The next byte; 0, which no JSON has, at the end.
  var next: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  func unexpected(_ expected: String) -> JSONFailure {
    .unexpected(offset: offset, expected: expected)
  }

  mutating func skipSpace() {
    while next == UInt8(ascii: " ") || next == UInt8(ascii: "\n") || next == UInt8(ascii: "\r")
      || next == UInt8(ascii: "\t")
    {
      offset += 1
    }
  }

  mutating func consume(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONFailure) -> JSONValue {
    skipSpace()
    count += 1
    guard count <= limits.values else { throw .tooMany(offset: offset, limit: limits.values) }
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
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
  ) throws(JSONFailure) -> JSONValue {
    guard bytes[offset...].starts(with: word.description.utf8) else {
      throw unexpected("a JSON value")
    }
    offset += word.utf8CodeUnitCount
    return value
  }

  private mutating func object(depth: Int) throws(JSONFailure) -> JSONObject {
    guard depth <= limits.depth else { throw .tooDeep(offset: offset, limit: limits.depth) }
    offset += 1
    var object = JSONObject()
    skipSpace()
    if consume(UInt8(ascii: "}")) { return object }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a member's name") }
      let name = try string()
      skipSpace()
      guard consume(UInt8(ascii: ":")) else { throw unexpected("a colon") }
      object[name] = try value(depth: depth)
      skipSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "}")) else { throw unexpected("a comma or }") }
    return object
  }

  private mutating func array(depth: Int) throws(JSONFailure) -> [JSONValue] {
    guard depth <= limits.depth else { throw .tooDeep(offset: offset, limit: limits.depth) }
    offset += 1
    var elements: [JSONValue] = []
    skipSpace()
    if consume(UInt8(ascii: "]")) { return elements }
    repeat {
      elements.append(try value(depth: depth))
      skipSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "]")) else { throw unexpected("a comma or ]") }
    return elements
  }
}
