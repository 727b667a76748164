// The only base64 besides libcrypto's: this target imports no C.
private let alphabet = Array(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
)

/// The bytes in base64 with padding, RFC 4648 section 4.
func base64Text(_ bytes: [UInt8]) -> String {
  var output: [UInt8] = []
  output.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    // The last group may be short; the bits that are missing count as zero.
    let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
    for place in 0..<4 {
      let index = Int(bits >> UInt32(18 - 6 * place) & 0x3F)
      output.append(place <= group.count ? alphabet[index] : UInt8(ascii: "="))
    }
  }
  return String(decoding: output, as: UTF8.self)
}

/// The bytes that a base64 text means, with or without padding; nil if it is none.
func readBase64(_ text: String) -> [UInt8]? {
  var digits = Array(text.utf8)
  if digits.count.isMultiple(of: 4) {
    // Padding only where it fills up: `aGVsbG8=` and `aGVsbG8` are read, `aGVsbG8==` is not.
    for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
  }
  // One digit alone has six bits, which are no byte.
  guard digits.count % 4 != 1 else { return nil }
  var output: [UInt8] = []
  output.reserveCapacity(digits.count * 3 / 4)
  var bits: UInt32 = 0
  var count: UInt32 = 0
  for digit in digits {
    guard let value = sextet(digit) else { return nil }
    // Twelve bits at most are waiting; the mask keeps a long text from shifting them out at the
    // top.
    bits = (bits << 6 | value) & 0xFFFF
    count += 6
    if count >= 8 {
      count -= 8
      output.append(UInt8(truncatingIfNeeded: bits >> count))
    }
  }
  return output
}

private func sextet(_ digit: UInt8) -> UInt32? {
  switch digit {
  case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
  case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
  case UInt8(ascii: "+"): 62
  case UInt8(ascii: "/"): 63
  default: nil
  }
}
