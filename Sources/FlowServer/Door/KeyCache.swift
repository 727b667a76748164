internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import HTTPTransport
internal import Logging

/// The keys of one authority: fetched when they are first needed, kept, and fetched anew when a
/// token names one that is not known, or after some hours.
///
/// Whoever sends tokens of made-up keys makes it fetch at most every ten seconds; in between nobody
/// can tell a made-up key from a new one. After a failure it is tried again in a second, then in two,
/// in four. Keys that were fetched once count until others are: an authority that cannot be reached
/// turns nobody away whose key is known.
struct KeyCache: Sendable {
  /// What is known of a key.
  enum Answer {
    case key(RSAPublicKey)
    /// The authority does not publish it.
    case unknown
    /// Whether the authority publishes it cannot be told now: it cannot be asked, or was a moment ago.
    case unavailable
  }

  /// How long keys are used before they are fetched anew.
  private static let refreshAfter = Milliseconds.seconds(6 * 3600)
  /// The least time between two fetches.
  private static let pause = Milliseconds.seconds(10)
  /// The least time after a failure, which doubles, and the most.
  private static let failurePauses = (
    least: Milliseconds.seconds(1), most: Milliseconds.seconds(120)
  )

  private let keys: Fetched<SigningKeys>
  private let now: @Sendable () -> Timestamp

  init(
    _ configurationURL: String,
    client: HTTPClient,
    logger: Logger,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.now = now
    let source = KeySource(configurationURL: configurationURL, client: client, logger: logger)
    keys = Fetched(
      now: now,
      pause: { failures in
        guard failures > 0 else { return Self.pause }
        let pause = Self.failurePauses.least.count << Int64(min(failures - 1, 7))
        return Milliseconds(min(pause, Self.failurePauses.most.count))
      },
      fetch: source.fetched
    )
  }

  /// Fetches keys where there are none yet; why that came to nothing, or nil.
  func prepare() async -> FetchFailure? {
    guard await keys.held == nil else { return nil }
    await keys.finish()
    return await keys.held == nil ? keys.failure : nil
  }

  /// Looks a key up, and fetches keys where that can help.
  func key(named name: String) async -> Answer {
    if let held = await keys.held, let key = held.value[name] {
      if now() - held.since > Self.refreshAfter { await keys.begin() }
      return .key(key)
    }
    return await fetchedKey(named: name)
  }

  /// Looks a key up again that did not sign what names it: an authority may have put another one in
  /// its place, as an emulator that is started anew with a key of the same name.
  ///
  /// Where it was asked a moment ago there is none: an authority that rotates its keys gives the new
  /// one another name.
  func key(named name: String, insteadOf wrong: RSAPublicKey) async -> Answer {
    let answer = await fetchedKey(named: name)
    guard case .key(wrong) = answer else { return answer }
    return await keys.failure == nil ? .unknown : .unavailable
  }

  private func fetchedKey(named name: String) async -> Answer {
    let time = now()
    await keys.finish()
    guard let held = await keys.held else { return .unavailable }
    if let key = held.value[name] { return .key(key) }
    // A key that came after the last fetch cannot be told from one that never was.
    return await keys.failure == nil && held.asked >= time ? .unknown : .unavailable
  }
}

/// Where an authority publishes its keys.
private struct KeySource: Sendable {
  let configurationURL: String
  let client: HTTPClient
  let logger: Logger

  private static let timeout = Duration.seconds(5)

  @Sendable func fetched() async -> Result<SigningKeys, FetchFailure> {
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
      logger.error(
        "the keys of callback tokens cannot be fetched",
        metadata: ["url": "\(error.url)", "reason": "\(error.reason)"]
      )
      return .failure(FetchFailure(description: "\(error.url): \(error.reason)"))
    }
  }

  private func body(of url: String) async throws(KeyFailure) -> [UInt8] {
    let request = HTTPClientRequest(method: "GET", url: url, timeout: Self.timeout)
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
