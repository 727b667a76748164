internal import CallAutomation
internal import Cryptography

/// A text that lets in whoever has it, such as the key to the admin API.
package struct Secret: Sendable {
  /// The text itself.
  package let text: String

  /// Takes a text that nobody can guess, and that a URL or a header can hold as it is; the name, of
  /// what it is for, is for the failure.
  package init(_ text: String, of name: String) throws(ConfigurationError) {
    guard text.utf8.count >= Self.shortest, isWrittenAsItIs(text) else {
      throw .secret(name)
    }
    self.text = text
  }

  /// The fewest characters it has.
  static let shortest = 16

  /// Whether another text is the secret; how long that takes to say tells nothing of the secret.
  func isSame(_ other: String) -> Bool {
    isSameInConstantTime(text, other)
  }
}

/// Whether a text has only what a URL holds as it is (RFC 3986, section 2.3), and what base64 has
/// besides.
private func isWrittenAsItIs(_ text: String) -> Bool {
  let unreserved = text.filter { !"+/=".contains($0) }
  return percentEncoded(unreserved) == unreserved
}
