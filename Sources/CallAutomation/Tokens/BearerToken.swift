package import CallModel
package import Cryptography
internal import JSON

/// A JSON Web Token as it came, not yet believed (RFC 7519, in the compact form of RFC 7515).
///
/// The service sends one with each callback and each media socket (FACTS.md (i)); Entra issues
/// others of the same form to Event Grid.
package struct BearerToken: Sendable {
  /// The algorithm its header claims.
  let algorithm: String
  /// The name of the key that it claims to be signed with.
  package let keyID: String
  /// What it claims.
  let claims: JSONObject
  /// What is signed: header and claims as they came.
  let signedBytes: [UInt8]
  let signature: [UInt8]

  /// Reads a token of at most 16 KiB.
  package init(parsing text: String) throws(TokenRefusal) {
    guard text.utf8.count <= Self.longest else { throw .malformed }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformed }
    let header = try Self.members(parts[0])
    guard let algorithm = header["alg"]?.text, let keyID = header["kid"]?.text else {
      throw .malformed
    }
    self.algorithm = algorithm
    self.keyID = keyID
    claims = try Self.members(parts[1])
    signedBytes = Array("\(parts[0]).\(parts[1])".utf8)
    signature = try Self.bytes(parts[2])
  }

  /// A text that it claims, not yet believed; nil where it claims none of the name.
  package func claim(_ name: String) -> String? { claims[name]?.text }

  /// The longest that is read, in bytes.
  private static let longest = 16 * 1024

  private static func members(_ part: Substring) throws(TokenRefusal) -> JSONObject {
    let bytes = try bytes(part)
    do {
      guard let members = try parseJSON(bytes, limits: .webhook).objectMembers else {
        throw TokenRefusal.malformed
      }
      return members
    } catch {
      throw .malformed
    }
  }

  private static func bytes(_ part: Substring) throws(TokenRefusal) -> [UInt8] {
    do { return try decodeBase64(String(part), .url) } catch { throw .malformed }
  }
}

/// What a token must claim to be let in.
package struct TokenRules: Hashable, Sendable {
  /// Who may have issued it; one of these.
  package let issuers: [String]
  /// Whom it must be for; one of these.
  package let audiences: [String]

  /// Makes rules.
  package init(issuers: [String], audiences: [String]) {
    self.issuers = issuers
    self.audiences = audiences
  }

  /// Whether an audience is one of these: ids are the same in capitals.
  func isMeant(_ audience: String) -> Bool {
    audiences.contains { $0.lowercased() == audience.lowercased() }
  }

  /// How far the clocks of who issued it and of who checks it may be apart (FACTS.md (i): "small").
  package static let clockSkew = Milliseconds.seconds(120)
}

/// Why a token does not let anybody in; for operators, never for who sent it.
package enum TokenRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is none.
  case missing
  /// It is no token.
  case malformed
  /// It is signed in a way that is not RS256.
  case algorithm
  /// Nobody publishes a key of that name.
  case unknownKey
  /// It was signed by somebody else, or changed since.
  case signature
  /// Somebody else issued it.
  case issuer
  /// It is for somebody else, whom it names.
  case audience(String)
  /// It counts no more, or not yet; by the clock of who checks it.
  case lifetime

  /// What is wrong with it.
  package var description: String {
    switch self {
    case .missing: "there is no token"
    case .malformed: "the token cannot be read"
    case .algorithm: "the token is not signed with RS256"
    case .unknownKey: "the token is signed with a key that its issuer does not publish"
    case .signature: "the token's signature is wrong"
    case .issuer: "somebody else issued the token"
    case .audience: "the token is for another resource"
    case .lifetime: "the token is too old, or not valid yet"
    }
  }
}

extension BearerToken {
  /// Refuses the token unless the key signed it and it keeps the rules at that time.
  ///
  /// The signature comes first: what nobody vouches for is not looked at.
  package func check(
    _ rules: TokenRules,
    key: RSAPublicKey,
    now: Timestamp
  ) throws(TokenRefusal) {
    guard algorithm == "RS256" else { throw .algorithm }
    guard key.isSignature(signature, of: signedBytes) else { throw .signature }
    guard let issuer = claims["iss"]?.text, rules.issuers.contains(issuer) else { throw .issuer }
    guard audiences.contains(where: rules.isMeant) else {
      throw .audience(audiences.joined(separator: ", "))
    }
    let skew = TokenRules.clockSkew
    guard let expiry = time("exp"), now - expiry <= skew else { throw .lifetime }
    if claims["nbf"] != nil {
      guard let start = time("nbf"), start - now <= skew else { throw .lifetime }
    }
  }

  /// One audience, or a list of them (RFC 7519, section 4.1.3).
  private var audiences: [String] {
    switch claims["aud"] {
    case .array(let elements)?: elements.compactMap(\.text)
    case let value?: value.text.map { [$0] } ?? []
    case nil: []
    }
  }

  /// A time in seconds since 1970, whole or not (RFC 7519, section 2).
  private func time(_ claim: String) -> Timestamp? {
    guard let seconds = claims[claim]?.double, abs(seconds) < 1e12 else { return nil }
    return Timestamp(milliseconds: Int64(seconds * 1000))
  }
}
