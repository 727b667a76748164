internal import Diagnostics

extension Parser {
  /// The number at the token; `start` lies before its sign.
  mutating func parseNumber(isNegative: Bool, from start: Int) -> Node {
    let kind = token.kind
    let range = start..<token.range.upperBound
    let written = text(token.range)
    advance()
    guard let value = number(written, kind, isNegative: isNegative) else {
      let type = kind == .double ? "double" : kind == .uint ? "uint" : "int"
      report(
        range,
        "`\(text(range))` is beyond what `\(type)` holds",
        help: kind == .int ? "write it as a double, with `.0` after it" : nil
      )
      return make(.invalid, range)
    }
    return make(.literal(value), range)
  }

  private func number(_ written: String, _ kind: Token.Kind, isNegative: Bool) -> CELValue? {
    if kind == .double {
      // `1e999` would silently be infinite.
      guard let value = Double(written), value.isFinite else { return nil }
      return .double(isNegative ? -value : value)
    }
    let digits = kind == .uint ? written.dropLast() : written[...]
    let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
    let magnitude = UInt64(
      isHexadecimal ? digits.dropFirst(2) : digits,
      radix: isHexadecimal ? 16 : 10
    )
    guard let magnitude else { return nil }
    if kind == .uint { return .uint(magnitude) }
    // The one int whose digits alone are none.
    if isNegative, magnitude == Int64.min.magnitude { return .int(.min) }
    return Int64(exactly: magnitude).map { .int(isNegative ? -$0 : $0) }
  }

  /// The text or bytes at the token.
  mutating func parseString(_ form: StringForm) -> Node {
    let range = token.range
    advance()
    // The lexer has said so.
    guard form.isClosed else { return make(.invalid, range) }
    let contents = range.lowerBound + form.opening..<range.upperBound - form.closing
    var reader = EscapeReader(bytes: bytes, range: contents, isBytes: form.isBytes)
    // A raw text has no escapes, so that patterns need not double their backslashes.
    if form.isRaw { reader.takeAll() } else { reader.readAll() }
    for problem in reader.problems { report(problem.range, problem.message) }
    guard reader.problems.isEmpty else { return make(.invalid, range) }
    return make(
      .literal(
        form.isBytes
          ? .bytes(reader.output) : .string(String(decoding: reader.output, as: UTF8.self))
      ),
      range
    )
  }
}

/// Undoes the escapes of a literal.
private struct EscapeReader {
  /// An escape that means nothing.
  struct Problem {
    let range: Range<Int>
    let message: String
  }

  let bytes: [UInt8]
  let range: Range<Int>
  let isBytes: Bool
  private(set) var output: [UInt8] = []
  private(set) var problems: [Problem] = []
  private var position = 0

  init(bytes: [UInt8], range: Range<Int>, isBytes: Bool) {
    self.bytes = bytes
    self.range = range
    self.isBytes = isBytes
    position = range.lowerBound
  }

  /// Takes everything as it stands.
  mutating func takeAll() {
    output = Array(bytes[range])
  }

  mutating func readAll() {
    output.reserveCapacity(range.count)
    while position < range.upperBound {
      if bytes[position] == UInt8(ascii: "\\") {
        readEscape()
      } else {
        output.append(bytes[position])
        position += 1
      }
    }
  }

  private mutating func readEscape() {
    let start = position
    position += 1
    guard position < range.upperBound else { return refuse(start) }
    let letter = bytes[position]
    position += 1
    if let meaning = Self.meanings[letter] { return output.append(meaning) }
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): append(number(digits: 2, radix: 16), from: start)
    // Bytes have no `\u`: it would be unclear in which encoding (cel-spec, "String and Bytes
    // Values").
    case UInt8(ascii: "u") where !isBytes: append(number(digits: 4, radix: 16), from: start)
    case UInt8(ascii: "U") where !isBytes: append(number(digits: 8, radix: 16), from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "3"):
      position -= 1
      append(number(digits: 3, radix: 8), from: start)
    default:
      // The rest of a character that takes several bytes belongs to the escape that is refused.
      while position < range.upperBound, bytes[position] & 0b1100_0000 == 0b1000_0000 {
        position += 1
      }
      refuse(start)
    }
  }

  /// What the letter after a backslash stands for.
  private static let meanings: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "?"): UInt8(ascii: "?"), UInt8(ascii: "\""): UInt8(ascii: "\""),
    UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "`"): UInt8(ascii: "`"),
  ]

  private mutating func number(digits: Int, radix: Int) -> UInt32? {
    let end = position + digits
    guard end <= range.upperBound else { return nil }
    let written = String(decoding: bytes[position..<end], as: UTF8.self)
    // `UInt32` would take a sign, too.
    guard written.utf8.allSatisfy(\.isHexDigit), let number = UInt32(written, radix: radix) else {
      return nil
    }
    position = end
    return number
  }

  private mutating func append(_ number: UInt32?, from start: Int) {
    guard let number else { return refuse(start) }
    if isBytes {
      guard let byte = UInt8(exactly: number) else { return refuse(start) }
      output.append(byte)
    } else {
      // Surrogates are no characters.
      guard let scalar = Unicode.Scalar(number) else { return refuse(start) }
      output.append(contentsOf: Array(String(scalar).utf8))
    }
  }

  private mutating func refuse(_ start: Int) {
    let escape = start..<min(position, range.upperBound)
    let written = String(decoding: bytes[escape], as: UTF8.self)
    problems.append(Problem(range: escape, message: "`\(written)` is not an escape"))
  }
}
