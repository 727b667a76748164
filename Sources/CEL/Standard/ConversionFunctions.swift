// cel-spec, "Type conversions": nothing is converted by itself, and what the target cannot hold
// fails instead of being clipped.
/// Conversions between types.
let conversionFunctions: [CELFunction] = [
  CELFunction(
    "int",
    "A whole number from another number, a text in decimal, or the seconds of a timestamp.",
    example: .init("int('42') + int(1.9)", "43"),
    .of { (value: Int64) in value },
    .of(canFail: true) { (value: UInt64) throws(CELFailure) in
      try converted(Int64(exactly: value), value, "int")
    },
    .of(canFail: true) { (value: Double) throws(CELFailure) in
      try converted(wholeNumber(value), value, "int")
    },
    .of(canFail: true) { (text: String) throws(CELFailure) in
      try read(isDecimal(text, signed: true) ? Int64(text) : nil, text, "int")
    },
    // Whole seconds, rounded down, before 1970 too.
    .of { (time: CELTimestamp) in time.seconds }
  ),
  CELFunction(
    "uint",
    "An unsigned whole number from another number or a text in decimal.",
    example: .init("uint('42')", "42u"),
    .of { (value: UInt64) in value },
    .of(canFail: true) { (value: Int64) throws(CELFailure) in
      try converted(UInt64(exactly: value), value, "uint")
    },
    .of(canFail: true) { (value: Double) throws(CELFailure) in
      try converted(unsignedNumber(value), value, "uint")
    },
    .of(canFail: true) { (text: String) throws(CELFailure) in
      try read(isDecimal(text, signed: false) ? UInt64(text) : nil, text, "uint")
    }
  ),
  CELFunction(
    "double",
    "A floating-point number from another number or a text.",
    example: .init("double('1.5') + double(1)", "2.5"),
    .of { (value: Double) in value },
    .of { (value: Int64) in Double(value) },
    .of { (value: UInt64) in Double(value) },
    .of(canFail: true) { (text: String) throws(CELFailure) in
      try read(readDouble(text), text, "double")
    }
  ),
  CELFunction(
    "bool",
    "A truth value from `1 t true TRUE True` or `0 f false FALSE False`.",
    example: .init("bool('true')", "true"),
    .of { (value: Bool) in value },
    .of(canFail: true) { (text: String) throws(CELFailure) in
      try read(truthWords[text], text, "bool")
    }
  ),
  CELFunction(
    "string",
    "The value as a text.",
    example: .init("string(1.5) + string(true) + string(duration('90s'))", "'1.5true90s'"),
    cost: .linear,
    .of { (value: String) in value },
    .of { (value: Int64) in String(value) },
    .of { (value: UInt64) in String(value) },
    .of { (value: Double) in doubleText(value) },
    .of { (value: Bool) in value ? "true" : "false" },
    .of { (value: CELTimestamp) in timestampText(value) },
    .of { (value: CELDuration) in durationText(value) },
    .of(canFail: true) { (value: Bytes) throws(CELFailure) in
      guard let text = String(validating: value.bytes, as: UTF8.self) else {
        throw CELFailure(.malformedValue, "these bytes are not UTF-8")
      }
      return text
    }
  ),
  CELFunction(
    "bytes",
    "The UTF-8 bytes of a text.",
    example: .init("bytes('é')", "b'\\303\\251'"),
    cost: .linear,
    .of { (value: Bytes) in value },
    .of { (text: String) in Bytes(Array(text.utf8)) }
  ),
  CELFunction(
    "timestamp",
    "A point in time from RFC 3339, or from seconds since 1970.",
    example: .init("timestamp('1970-01-01T00:01:00Z') == timestamp(60)", "true"),
    .of { (value: CELTimestamp) in value },
    .of(canFail: true) { (text: String) throws(CELFailure) in
      try read(readTimestamp(text), text, "timestamp")
    },
    .of(canFail: true) { (seconds: Int64) throws(CELFailure) in
      try converted(CELTimestamp(seconds: seconds), seconds, "timestamp")
    }
  ),
  CELFunction(
    "duration",
    "A length of time from numbers with `h m s ms us ns`.",
    example: .init("duration('1h30m') == duration('5400s')", "true"),
    .of { (value: CELDuration) in value },
    .of(canFail: true) { (text: String) throws(CELFailure) in
      try read(readDuration(text), text, "duration")
    }
  ),
  CELFunction(
    "type",
    "The type of the value, as a value.",
    example: .init("type(1) == int", "true"),
    CELOverload(
      [.parameter("T")],
      .type,
      .unary { value throws(CELFailure) in .type(value.typeName) }
    )
  ),
  CELFunction(
    "dyn",
    "The value, of which the checker then assumes nothing.",
    example: .init("dyn(1) == 1.0", "true"),
    CELOverload([.parameter("T")], .dyn, .unary { value throws(CELFailure) in value })
  ),
]

/// The words of Go's `ParseBool`, which cel-spec takes over.
private let truthWords = [
  "1": true, "t": true, "true": true, "TRUE": true, "True": true,
  "0": false, "f": false, "false": false, "FALSE": false, "False": false,
]

private func converted<Value>(
  _ value: Value?,
  _ source: some CustomStringConvertible,
  _ type: String
) throws(CELFailure) -> Value {
  guard let value else { throw .overflow("`\(type)(\(source))`") }
  return value
}

private func read<Value>(
  _ value: Value?,
  _ text: String,
  _ type: String
) throws(CELFailure) -> Value {
  guard let value else {
    // A text from outside may be a mebibyte, and the message goes to a log.
    let shown = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60)))
    throw CELFailure(.malformedValue, "`\(shown)` is no \(type)")
  }
  return value
}

/// Whether the text is digits, after a sign where one may stand.
private func isDecimal(_ text: String, signed: Bool) -> Bool {
  let digits = signed && (text.hasPrefix("-") || text.hasPrefix("+")) ? text.dropFirst() : text[...]
  return !digits.isEmpty && digits.utf8.allSatisfy(\.isDigit)
}

/// The whole part of a double that lies strictly between the limits of `int`.
private func wholeNumber(_ value: Double) -> Int64? {
  let limit = 0x1p63
  // 2^63 itself is a double and no int; -2^63 is both, and cel-go refuses it with the rest.
  guard value > -limit, value < limit else { return nil }
  return Int64(value)
}

private func unsignedNumber(_ value: Double) -> UInt64? {
  guard value >= 0, value < 0x1p64 else { return nil }
  return UInt64(value)
}

/// Reads a double in decimal; Swift's own reading also takes hexadecimal and other words.
func readDouble(_ text: String) -> Double? {
  switch text {
  // The words that `string` writes, so that a text reads back.
  case "NaN": return .nan
  case "Infinity", "+Infinity", "Inf", "+Inf": return .infinity
  case "-Infinity", "-Inf": return -.infinity
  default:
    let allowed = text.utf8.allSatisfy {
      $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
        || $0 | 0x20 == UInt8(ascii: "e")
    }
    return allowed ? Double(text) : nil
  }
}
