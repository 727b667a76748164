/// The two alphabets of RFC 4648.
package enum Base64Alphabet: Sendable {
  /// Section 4: `+` and `/`, padded with `=`.
  case standard
  /// Section 5: `-` and `_`, without padding.
  case url
}

/// Why a text is not base64.
package enum Base64Failure: Error, Hashable, Sendable, CustomStringConvertible {
  /// A character outside the alphabet, by its UTF-8 offset.
  case character(offset: Int)
  /// A length no number of bytes has, or padding that is missing, too long or within the text.
  case length

  /// What is wrong, for people; the text itself, which may be a secret, is not quoted.
  package var description: String {
    switch self {
    case .character(let offset): "character \(offset + 1) is not of the base64 alphabet"
    case .length: "the length or the padding with = is wrong"
    }
  }
}

/// The bytes as base64 text.
package func encodeBase64(_ bytes: [UInt8], _ alphabet: Base64Alphabet = .standard) -> String {
  let digits = alphabet.digits
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    bits <<= UInt32(8 * (3 - group.count))
    for place in 0...group.count {
      text.append(digits[Int(bits >> UInt32(18 - 6 * place) & 63)])
    }
    if alphabet == .standard {
      text.append(contentsOf: repeatElement(padding, count: 3 - group.count))
    }
  }
  return String(decoding: text, as: UTF8.self)
}

/// The bytes of a base64 text; padding is required in the standard alphabet and optional in the
/// other.
package func decodeBase64(
  _ text: String,
  _ alphabet: Base64Alphabet = .standard
) throws(Base64Failure) -> [UInt8] {
  let characters = Array(text.utf8)
  let paddings = characters.reversed().prefix { $0 == padding }.count
  guard paddings <= 2, paddings == 0 || characters.count % 4 == 0,
    alphabet == .url || characters.count % 4 == 0
  else { throw .length }
  let digits = characters.dropLast(paddings)
  guard digits.count % 4 != 1 else { throw .length }

  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 4 * 3 + 2)
  var bits: UInt32 = 0
  var bitCount = 0
  for (offset, character) in digits.enumerated() {
    guard let value = alphabet.value(of: character) else { throw .character(offset: offset) }
    bits = bits << 6 | value
    bitCount += 6
    guard bitCount >= 8 else { continue }
    bitCount -= 8
    bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
  }
  return bytes
}

private let padding = UInt8(ascii: "=")

extension Base64Alphabet {
  fileprivate var digits: [UInt8] {
    switch self {
    case .standard: Self.standardDigits
    case .url: Self.urlDigits
    }
  }

  fileprivate func value(of character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case digits[62]: 62
    case digits[63]: 63
    default: nil
    }
  }

  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
  private static let standardDigits = Array((letters + "+/").utf8)
  private static let urlDigits = Array((letters + "-_").utf8)
}
