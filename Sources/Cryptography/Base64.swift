internal import CCrypto

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
  // libcrypto counts in C's int, so the text is made in pieces that end without padding.
  var text: [UInt8] = []
  text.reserveCapacity((bytes.count + 2) / 3 * 4)
  for start in stride(from: 0, to: bytes.count, by: encodedPiece) {
    let piece = Array(bytes[start..<min(start + encodedPiece, bytes.count)])
    // A terminating zero follows the text.
    var digits = [UInt8](repeating: 0, count: (piece.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&digits, piece, Int32(piece.count))
    text.append(contentsOf: digits.prefix(Int(count)))
  }
  if alphabet == .url { text = text.filter { $0 != padding }.map(urlDigit) }
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
  // libcrypto takes white space for nothing, and says of what is wrong only that it is.
  if let offset = characters.dropLast(paddings).firstIndex(where: { !alphabet.contains($0) }) {
    throw .character(offset: offset)
  }
  guard paddings <= 2, paddings == 0 || characters.count % 4 == 0,
    alphabet == .url || characters.count % 4 == 0
  else { throw .length }
  var digits = Array(characters.dropLast(paddings))
  guard digits.count % 4 != 1 else { throw .length }
  if alphabet == .url { digits = digits.map(standardDigit) }
  let missing = (4 - digits.count % 4) % 4
  digits.append(contentsOf: repeatElement(padding, count: missing))

  var bytes: [UInt8] = []
  bytes.reserveCapacity(digits.count / 4 * 3)
  for start in stride(from: 0, to: digits.count, by: decodedPiece) {
    let piece = Array(digits[start..<min(start + decodedPiece, digits.count)])
    var decoded = [UInt8](repeating: 0, count: piece.count / 4 * 3)
    guard EVP_DecodeBlock(&decoded, piece, Int32(piece.count)) == decoded.count else {
      throw .length
    }
    bytes.append(contentsOf: decoded)
  }
  // It decodes padding as zeros.
  bytes.removeLast(missing)
  return bytes
}

private let padding = UInt8(ascii: "=")
private let encodedPiece = 3 * 1 << 20
private let decodedPiece = 4 * 1 << 20

private func urlDigit(_ digit: UInt8) -> UInt8 {
  switch digit {
  case UInt8(ascii: "+"): UInt8(ascii: "-")
  case UInt8(ascii: "/"): UInt8(ascii: "_")
  default: digit
  }
}

private func standardDigit(_ digit: UInt8) -> UInt8 {
  switch digit {
  case UInt8(ascii: "-"): UInt8(ascii: "+")
  case UInt8(ascii: "_"): UInt8(ascii: "/")
  default: digit
  }
}

extension Base64Alphabet {
  fileprivate func contains(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "+"), UInt8(ascii: "/"): self == .standard
    case UInt8(ascii: "-"), UInt8(ascii: "_"): self == .url
    default: false
    }
  }
}
