package import Cryptography
internal import JSON

/// Where an issuer of tokens publishes its keys (OpenID Connect Discovery 1.0, section 3).
package struct TokenIssuer: Hashable, Sendable {
  /// What its tokens name as their issuer.
  package let issuer: String
  /// Where its keys are.
  package let keysURL: String

  /// Reads an OpenID configuration; nil where it is none.
  package init?(configuration body: [UInt8]) {
    guard let document = webhookJSON(body), let issuer = document["issuer"]?.text,
      let keysURL = document["jwks_uri"]?.text
    else { return nil }
    self.issuer = issuer
    self.keysURL = keysURL
  }
}

/// The keys with which an issuer signs, by name (a JSON Web Key Set, RFC 7517, section 5).
///
/// Keys of another kind, for another use or without a name are left out, as the RFC says.
package struct SigningKeys: Sendable {
  private let keys: [String: RSAPublicKey]

  /// Reads a key set; nil where it is none.
  ///
  /// At most 100 keys are kept.
  package init?(keySet body: [UInt8]) {
    guard let elements = webhookJSON(body)?["keys"]?.elements else { return nil }
    var keys: [String: RSAPublicKey] = [:]
    for element in elements.prefix(100) {
      guard let key = NamedKey(element) else { continue }
      keys[key.name] = key.key
    }
    self.keys = keys
  }

  /// How many there are.
  package var count: Int { keys.count }

  /// The key of that name.
  package subscript(name: String) -> RSAPublicKey? { keys[name] }
}

private struct NamedKey {
  let name: String
  let key: RSAPublicKey

  init?(_ element: JSONValue) {
    guard element["kty"]?.text == "RSA", let name = element["kid"]?.text,
      element["use"].map({ $0.text == "sig" }) ?? true,
      let modulus = element["n"]?.text.flatMap(Self.number),
      let exponent = element["e"]?.text.flatMap(Self.number),
      let key = RSAPublicKey(modulus: modulus, exponent: exponent)
    else { return nil }
    self.name = name
    self.key = key
  }

  private static func number(_ text: String) -> [UInt8]? {
    do { return try decodeBase64(text, .url) } catch { return nil }
  }
}
