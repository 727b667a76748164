internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import HTTPTransport
internal import Logging

/// The keys of one authority: fetched when they are first needed, kept, and fetched anew when a
/// token names one that is not known, or after some hours.
///
/// Whoever sends tokens of made-up keys makes it fetch at most every ten seconds, and waits for
/// none of it in between. Keys that were fetched once count until others are: an authority that
/// cannot be reached turns nobody away whose key is known.
actor KeyCache {
  /// What is known of a key.
  enum Answer {
    case key(RSAPublicKey)
    /// The authority does not publish it.
    case unknown
    /// The authority cannot be asked.
    case unavailable
  }

  private struct Known {
    let keys: SigningKeys
    let since: Timestamp
  }

  /// How long keys are used before they are fetched anew.
  private static let refreshAfter = Milliseconds.seconds(6 * 3600)
  /// The least time between two fetches, and the most after failures.
  private static let pauses = (least: Milliseconds.seconds(10), most: Milliseconds.seconds(120))
  private static let fetchTimeout = Duration.seconds(5)

  private let configurationURL: String
  private let client: HTTPClient
  private let now: @Sendable () -> Timestamp
  private let logger: Logger
  private var known: Known?
  private var failures = 0
  private var nextFetch: Timestamp?
  private var fetching: Task<Void, Never>?

  init(
    _ configurationURL: String,
    client: HTTPClient,
    logger: Logger,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.configurationURL = configurationURL
    self.client = client
    self.now = now
    self.logger = logger
  }

  /// Looks a key up, and fetches keys where that can help.
  func key(named name: String) async -> Answer {
    if let known, let key = known.keys[name] {
      if now() - known.since > Self.refreshAfter { beginFetching() }
      return .key(key)
    }
    beginFetching()
    await fetching?.value
    guard let known else { return .unavailable }
    if let key = known.keys[name] { return .key(key) }
    // A key that came after the last fetch cannot be told from one that never was.
    return failures > 0 ? .unavailable : .unknown
  }

  private func beginFetching() {
    guard fetching == nil, nextFetch.map({ now() >= $0 }) ?? true else { return }
    fetching = Task {
      let result = await fetched()
      take(result)
    }
  }

  private func take(_ result: Result<SigningKeys, KeyFailure>) {
    fetching = nil
    switch result {
    case .success(let keys):
      known = Known(keys: keys, since: now())
      failures = 0
    case .failure(let failure):
      failures += 1
      logger.error(
        "the keys of callback tokens cannot be fetched",
        metadata: ["url": "\(failure.url)", "reason": "\(failure.reason)"]
      )
    }
    let pause = Self.pauses.least.count << Int64(min(failures, 6))
    nextFetch = now() + Milliseconds(min(pause, Self.pauses.most.count))
  }

  private func fetched() async -> Result<SigningKeys, KeyFailure> {
    do throws(KeyFailure) {
      let configuration = try await body(of: configurationURL)
      guard let issuer = TokenIssuer(configuration: configuration) else {
        throw KeyFailure(url: configurationURL, reason: "it is no OpenID configuration")
      }
      guard issuer.keysURL.hasPrefix("https://") || configurationURL.hasPrefix("http://") else {
        throw KeyFailure(url: issuer.keysURL, reason: "keys are fetched by https")
      }
      guard let keys = SigningKeys(keySet: try await body(of: issuer.keysURL)), keys.count > 0
      else { throw KeyFailure(url: issuer.keysURL, reason: "it has no keys for RS256") }
      return .success(keys)
    } catch {
      return .failure(error)
    }
  }

  private func body(of url: String) async throws(KeyFailure) -> [UInt8] {
    let request = HTTPClientRequest(method: "GET", url: url, timeout: Self.fetchTimeout)
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try await client.send(request)
    } catch {
      throw KeyFailure(url: url, reason: error.description)
    }
    guard response.status == 200 else {
      throw KeyFailure(url: url, reason: "it answers \(response.status)")
    }
    return response.body
  }
}

/// Why keys were not fetched.
private struct KeyFailure: Error {
  let url: String
  let reason: String
}
