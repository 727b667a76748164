internal import Cryptography

/// A text that lets in whoever has it, such as the key to the admin API.
package struct Secret: Sendable {
  /// The text itself.
  package let text: String

  /// Takes a text that nobody can guess, and that a URL or a header can hold as it is; the name, of
  /// what it is for, is for the failure.
  package init(_ text: String, of name: String) throws(ConfigurationError) {
    guard text.utf8.count >= Self.shortest, text.utf8.allSatisfy(isUnreserved) else {
      throw .secret(name)
    }
    self.text = text
  }

  /// The fewest characters it has.
  static let shortest = 16

  /// Whether another text is the secret; how long that takes to say tells nothing of the secret.
  func isSame(_ other: String) -> Bool {
    isEqualInConstantTime(sha256(Array(text.utf8)), sha256(Array(other.utf8)))
  }
}

/// What a URL holds as it is (RFC 3986, section 2.3), and what base64 has besides.
private func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: "-._~+/=".utf8.contains(byte)
  }
}
