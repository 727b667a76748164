/// The text with its clauses replaced by values, as the extension `strings` has it.
func formatted(_ pattern: String, _ values: [CELValue]) throws(CELFailure) -> String {
  var formatter = Formatter(values: values)
  var scalars = pattern.unicodeScalars[...]
  while let scalar = scalars.popFirst() {
    guard scalar == "%" else {
      formatter.output.unicodeScalars.append(scalar)
      continue
    }
    // `%%` is a percent sign and takes no value.
    if scalars.first == "%" {
      scalars.removeFirst()
      formatter.output.unicodeScalars.append("%")
      continue
    }
    try formatter.clause(&scalars)
    // After each clause: `%s` of a long list, many times over, must stop at the limit and not after
    // the memory is gone.
    try requireLength(formatter.output.utf8.count)
  }
  return formatter.output
}

/// Writes a format clause by clause, taking one value for each.
private struct Formatter {
  let values: [CELValue]
  var output = ""
  private var next = 0

  init(values: [CELValue]) {
    self.values = values
  }

  /// Reads a clause after its `%` and writes the next value.
  mutating func clause(_ scalars: inout Substring.UnicodeScalarView) throws(CELFailure) {
    var precision: Int?
    if scalars.first == "." {
      scalars.removeFirst()
      var number = 0
      while let digit = scalars.first.flatMap({ Int(String($0)) }) {
        // Held just above the limit, so that digits without end cannot overflow.
        number = min(number * 10 + digit, CELLimits.formatPrecision + 1)
        scalars.removeFirst()
      }
      precision = number
    }
    guard let letter = scalars.popFirst() else {
      throw CELFailure(.malformedValue, "this format ends inside a clause")
    }
    guard precision ?? 0 <= CELLimits.formatPrecision else {
      throw CELFailure(.limit, "a precision of more than \(CELLimits.formatPrecision) digits")
    }
    guard next < values.count else {
      throw CELFailure(.indexOutOfRange, "this format has more clauses than there are values")
    }
    let value = values[next]
    next += 1
    output += try text(of: value, letter, precision)
  }

  private func text(
    of value: CELValue,
    _ letter: Unicode.Scalar,
    _ precision: Int?
  ) throws(CELFailure) -> String {
    switch letter {
    case "s": return try spoken(value, depth: 0)
    case "d": return try decimal(value)
    // Six digits if none are asked for, as C has it and the suite asks.
    case "f": return try fixed(value, precision ?? 6)
    case "e": return try scientific(value, precision ?? 6)
    case "b": return try binary(value)
    case "o": return try digits(value, radix: 8, clause: "o")
    case "x": return try hexadecimal(value, isUppercase: false)
    case "X": return try hexadecimal(value, isUppercase: true)
    default: throw CELFailure(.malformedValue, "`%\(letter)` is no clause of a format")
    }
  }

  private func decimal(_ value: CELValue) throws(CELFailure) -> String {
    // `%d` of a double is its shortest text: NaN and infinity are values too (the suite of
    // `strings`).
    if case .double(let number) = value { return doubleText(number) }
    return try digits(value, radix: 10, clause: "d")
  }

  private func digits(
    _ value: CELValue,
    radix: Int,
    clause: String
  ) throws(CELFailure) -> String {
    switch value {
    case .int(let number): return String(number, radix: radix)
    case .uint(let number): return String(number, radix: radix)
    case .null, .bool, .double, .string, .bytes, .timestamp, .duration, .list, .map, .optional,
      .record, .type:
      throw refusal(value, clause)
    }
  }

  private func binary(_ value: CELValue) throws(CELFailure) -> String {
    if case .bool(let flag) = value { return flag ? "1" : "0" }
    return try digits(value, radix: 2, clause: "b")
  }

  private func hexadecimal(
    _ value: CELValue,
    isUppercase: Bool
  ) throws(CELFailure) -> String {
    let text: String
    switch value {
    // Texts by their UTF-8 bytes, numbers by their value.
    case .string(let string): text = hexadecimal(Array(string.utf8))
    case .bytes(let bytes): text = hexadecimal(bytes)
    case .int, .uint, .null, .bool, .double, .timestamp, .duration, .list, .map, .optional,
      .record, .type:
      text = try digits(value, radix: 16, clause: "x")
    }
    return isUppercase ? text.uppercased() : text
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func fixed(_ value: CELValue, _ precision: Int) throws(CELFailure) -> String {
    let number = try number(value, "f")
    // NaN and infinity have no digits.
    return number.isFinite ? fixedText(number, precision) : doubleText(number)
  }

  private func scientific(_ value: CELValue, _ precision: Int) throws(CELFailure) -> String {
    let number = try number(value, "e")
    return number.isFinite ? scientificText(number, precision) : doubleText(number)
  }

  /// A number for `%f` and `%e`; whole numbers beyond 2^53 lose their last digits there.
  private func number(_ value: CELValue, _ clause: String) throws(CELFailure) -> Double {
    switch value {
    case .double(let number): return number
    case .int(let number): return Double(number)
    case .uint(let number): return Double(number)
    case .null, .bool, .string, .bytes, .timestamp, .duration, .list, .map, .optional, .record,
      .type:
      throw refusal(value, clause)
    }
  }

  private func refusal(_ value: CELValue, _ clause: String) -> CELFailure {
    CELFailure(.noSuchOverload, "`%\(clause)` does not take a \(value.spokenTypeName)")
  }

  /// The form of `%s`.
  private func spoken(_ value: CELValue, depth: Int) throws(CELFailure) -> String {
    // A value that was built at run time can lie deeper than any expression.
    guard depth < CELLimits.valueDepth else {
      throw CELFailure(.limit, "a value more than \(CELLimits.valueDepth) deep")
    }
    switch value {
    case .null: return "null"
    case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .type(let name): return name
    case .list(let values):
      var parts: [String] = []
      for value in values { parts.append(try spoken(value, depth: depth + 1)) }
      return "[\(parts.joined(separator: ", "))]"
    case .map(let map): return try spoken(map, depth: depth)
    case .string, .int, .uint, .double, .bool, .timestamp, .duration:
      return value.text() ?? ""
    // What they hold is not for everyone to read: an identifier has a chosen field instead.
    case .optional, .record: throw refusal(value, "s")
    }
  }

  /// Entries stand in the order of the keys' texts, as the suite has it.
  private func spoken(_ map: CELMap, depth: Int) throws(CELFailure) -> String {
    var parts: [(key: String, value: String)] = []
    for entry in map.entries {
      parts.append(
        (try spoken(entry.key, depth: depth + 1), try spoken(entry.value, depth: depth + 1))
      )
    }
    parts.sort { isTextBefore($0.key, $1.key) }
    return "{\(parts.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
  }
}
