internal import CallAutomation
internal import Cryptography
internal import FlowRuntime
internal import HTTPTransport
internal import Logging

/// Lets in who bears a token of an authority.
struct TokenDoor: Sendable {
  /// What became of a request at the door.
  enum Verdict: Equatable {
    case admitted
    case refused(TokenRefusal)
    /// The keys cannot be fetched: who comes may be right, and is to come again.
    case undecided
  }

  let rules: TokenRules
  let keys: KeyCache
  let time: HostTime

  init(_ authority: TokenAuthority, client: HTTPClient, time: HostTime, logger: Logger) {
    rules = authority.rules
    keys = KeyCache(authority.configurationURL, client: client, logger: logger) { time.now }
    self.time = time
  }

  /// Checks the token of a request.
  func verdict(on request: HTTPRequest) async -> Verdict {
    do throws(TokenRefusal) {
      guard let text = request.bearerToken else { throw .missing }
      let token = try BearerToken(parsing: text)
      switch await keys.key(named: token.keyID) {
      case .key(let key): return try await verdict(on: token, key: key)
      case .unknown: throw .unknownKey
      case .unavailable: return .undecided
      }
    } catch {
      return .refused(error)
    }
  }

  /// Checks a token with the key that it names, and with the one that has come in that one's place.
  private func verdict(
    on token: BearerToken,
    key: RSAPublicKey
  ) async throws(TokenRefusal) -> Verdict {
    do throws(TokenRefusal) {
      try token.check(rules, key: key, now: time.ofMachine)
      return .admitted
    } catch {
      guard error == .signature else { throw error }
    }
    switch await keys.key(named: token.keyID, insteadOf: key) {
    case .key(let newer): try token.check(rules, key: newer, now: time.ofMachine)
    case .unknown: throw .signature
    case .unavailable: return .undecided
    }
    return .admitted
  }
}

extension HTTPRequest {
  /// The token that the request bears (RFC 6750, section 2.1).
  var bearerToken: String? {
    guard let value = headers["Authorization"] else { return nil }
    let parts = value.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
    return String(parts[1])
  }
}
