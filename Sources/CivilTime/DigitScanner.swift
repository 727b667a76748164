/// Reads a text from the left, by bytes: digits are ASCII's only.
struct DigitScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  var isAtEnd: Bool { position == bytes.count }

  /// What is not read yet.
  var rest: String { String(decoding: bytes[position...], as: UTF8.self) }

  /// Reads a text if it comes next.
  mutating func consume(_ wanted: String) -> Bool {
    guard bytes[position...].starts(with: wanted.utf8) else { return false }
    position += wanted.utf8.count
    return true
  }

  /// Reads a sign if there is one.
  mutating func consumeSign() -> String? {
    consume("-") ? "-" : consume("+") ? "+" : nil
  }

  /// Reads a digit if it comes next.
  mutating func digit() -> Int64? {
    guard position < bytes.count else { return nil }
    let value = bytes[position] &- UInt8(ascii: "0")
    guard value <= 9 else { return nil }
    position += 1
    return Int64(value)
  }

  /// Reads a number of exactly so many digits, at most 18.
  mutating func number(digits count: Int) -> Int? {
    var number: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return Int(number)
  }
}
