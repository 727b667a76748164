internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import JSON
internal import Synchronization

/// The tokens that the emulated service sends with its callbacks (FACTS.md (i)), those that it gives
/// in Entra's place to who asks the service for something, and the key by which both are checked.
///
/// The key is drawn when it is first needed, and is another one in each run, under another name.
final class EmulatorTokens: Sendable {
  /// What the tokens of callbacks are for: the resource's immutable id.
  private let audience: String
  private let drawn = Mutex<NamedKey?>(nil)

  init(audience: String) {
    self.audience = audience
  }

  /// How long a token counts.
  private static let lifetime = Milliseconds.seconds(300)

  /// A key with the name that tokens give it: a digest of it, so that no two keys have one name.
  private struct NamedKey {
    let key: RSAPrivateKey
    let name: String

    init?() {
      guard let key = RSAPrivateKey() else { return nil }
      self.key = key
      name = "emulator-" + encodeHexadecimal(sha256(key.modulus).prefix(8))
    }
  }

  /// A new token for callbacks; nil where the system gives no randomness for a key.
  func token(from issuer: String, at now: Timestamp) -> String? {
    token(from: issuer, for: audience, Self.lifetime, at: now)
  }

  /// What is asked for with the service's access tokens (FACTS.md (a)).
  private static let access = TokenRules(
    issuers: ["flowctl emulate"],
    audiences: ["https://communication.azure.com"]
  )
  /// How long an access token counts: what Entra's do.
  static let accessLifetime = Milliseconds.seconds(3599)

  /// A new token for who asks the service for something; nil as above.
  func accessToken(at now: Timestamp) -> String? {
    token(from: Self.access.issuers[0], for: Self.access.audiences[0], Self.accessLifetime, at: now)
  }

  /// Why a token lets nobody ask for anything; nil where it does.
  func refusal(ofAccess text: String, at now: Timestamp) -> TokenRefusal? {
    do throws(TokenRefusal) {
      let token = try BearerToken(parsing: text)
      guard let named = key, token.keyID == named.name,
        let key = RSAPublicKey(modulus: named.key.modulus, exponent: named.key.exponent)
      else { throw .unknownKey }
      try token.check(Self.access, key: key, now: now)
      return nil
    } catch {
      return error
    }
  }

  private func token(
    from issuer: String,
    for audience: String,
    _ lifetime: Milliseconds,
    at now: Timestamp
  ) -> String? {
    guard let named = key else { return nil }
    let seconds = now.milliseconds / 1000
    let header: JSONValue = ["alg": "RS256", "typ": "JWT", "kid": .string(named.name)]
    let claims: JSONValue = [
      "iss": .string(issuer), "aud": .string(audience), "iat": .integer(Int(seconds)),
      "nbf": .integer(Int(seconds)), "exp": .integer(Int(seconds + lifetime.count / 1000)),
    ]
    let text = [header, claims].map { encodeBase64($0.bytes(), .url) }.joined(separator: ".")
    guard let signature = named.key.signature(of: Array(text.utf8)) else { return nil }
    return text + "." + encodeBase64(signature, .url)
  }

  /// Where the keys are, as OpenID Connect Discovery has it.
  func configuration(of issuer: String) -> [UInt8] {
    let document: JSONValue = [
      "issuer": .string(issuer), "jwks_uri": .string(issuer + "/calling/keys"),
      "id_token_signing_alg_values_supported": ["RS256"],
    ]
    return document.bytes()
  }

  /// The key that checks tokens, as a JSON Web Key Set.
  var keySet: [UInt8] {
    let keys = key.map { named -> [JSONValue] in
      [
        [
          "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(named.name),
          "n": .string(encodeBase64(named.key.modulus, .url)),
          "e": .string(encodeBase64(named.key.exponent, .url)),
        ]
      ]
    }
    return JSONValue.members(["keys": .array(keys ?? [])]).bytes()
  }

  private var key: NamedKey? {
    drawn.withLock { drawn in
      if drawn == nil { drawn = NamedKey() }
      return drawn
    }
  }
}
