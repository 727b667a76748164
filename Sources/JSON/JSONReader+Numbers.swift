extension JSONReader {
  /// Reads a number; what is none at all is no value.
  mutating func number() throws(JSONFailure) -> JSONValue {
    let start = offset
    let isNegative = consume(UInt8(ascii: "-"))
    let leadingZero = next == UInt8(ascii: "0")
    let wholeDigits = skipDigits()
    guard wholeDigits > 0, !leadingZero || wholeDigits == 1 else {
      throw unexpected("a JSON value")
    }
    let hasFraction = consume(UInt8(ascii: "."))
    if hasFraction, skipDigits() == 0 { throw unexpected("a digit") }
    let hasExponent = consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E"))
    if hasExponent {
      _ = consume(UInt8(ascii: "+")) || consume(UInt8(ascii: "-"))
      if skipDigits() == 0 { throw unexpected("a digit") }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard hasFraction || hasExponent else { return integer(text, isNegative: isNegative) }
    guard let number = Double(text), number.isFinite else { throw unexpected("a number in range") }
    return .number(number)
  }

  private func integer(_ digits: String, isNegative: Bool) -> JSONValue {
    guard let value = Int(digits) else { return .wideInteger(JSONWideInteger(digits: digits)) }
    // Minus zero has no integer of its own.
    return isNegative && value == 0 ? .number(-0.0) : .integer(value)
  }

  private mutating func skipDigits() -> Int {
    let start = offset
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { offset += 1 }
    return offset - start
  }
}
