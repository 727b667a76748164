/// The bytes as lower-case hexadecimal digits, two a byte.
package func encodeHexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  var text: [UInt8] = []
  for byte in bytes {
    text.append(hexadecimalDigits[Int(byte >> 4)])
    text.append(hexadecimalDigits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// The bytes of an even number of hexadecimal digits in either case; nil for any other text.
package func decodeHexadecimal(_ text: String) -> [UInt8]? {
  let digits = text.utf8.map { hexadecimalValue($0) }
  guard digits.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 2)
  for place in stride(from: 0, to: digits.count, by: 2) {
    guard let high = digits[place], let low = digits[place + 1] else { return nil }
    bytes.append(high << 4 | low)
  }
  return bytes
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)

private func hexadecimalValue(_ character: UInt8) -> UInt8? {
  switch character {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
  default: nil
  }
}
