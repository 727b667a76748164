internal import CallAutomation
internal import CallModel
internal import Foundation
internal import HTTPTransport
internal import JSON
internal import Logging

/// The token that requests to the service bear: fetched when it is first needed, kept, and renewed
/// before it runs out, while the old one still counts.
struct EntraTokens: Sendable {
  /// How long before its end a token is renewed, and the least time between two tries.
  private static let early = Milliseconds.seconds(300)
  private static let pause = Milliseconds.seconds(5)

  private let token: Fetched<EntraToken>
  private let now: @Sendable () -> Timestamp

  init(
    _ identity: EntraIdentity,
    client: HTTPClient,
    logger: Logger,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.now = now
    let source = EntraSource(identity: identity, client: client, logger: logger, now: now)
    token = Fetched(now: now, pause: { _ in Self.pause }, fetch: source.fetched)
  }

  /// A token that counts now, or why there is none; never the secret.
  func current() async -> Result<String, FetchFailure> {
    if let token = await valid {
      if token.expiresAt - now() <= Self.early { await self.token.begin() }
      return .success(token.text)
    }
    await token.finish()
    if let token = await valid { return .success(token.text) }
    return .failure(await token.failure ?? FetchFailure(description: "there is no token yet"))
  }

  /// Forgets a token that the service does not take, so that the next request has another.
  func forget(_ text: String) async {
    await token.forget { $0.text == text }
  }

  private var valid: EntraToken? {
    get async {
      guard let token = await token.held?.value, now() < token.expiresAt else { return nil }
      return token
    }
  }
}

/// A token, and the end of its life.
private struct EntraToken: Sendable {
  let text: String
  let expiresAt: Timestamp
}

/// Where Entra gives tokens of an identity.
private struct EntraSource: Sendable {
  let identity: EntraIdentity
  let client: HTTPClient
  let logger: Logger
  let now: @Sendable () -> Timestamp

  /// What a token counts that does not say how long.
  private static let shortest = Milliseconds.seconds(300)

  @Sendable func fetched() async -> Result<EntraToken, FetchFailure> {
    do throws(FetchFailure) {
      return .success(try await token())
    } catch {
      logger.error(
        "Entra gives no token for the service",
        metadata: ["identity": "\(identity)", "reason": "\(error)"]
      )
      return .failure(FetchFailure(description: "\(identity) is given no token: \(error)"))
    }
  }

  private func token() async throws(FetchFailure) -> EntraToken {
    let request = identity.tokenRequest(federatedToken: try identity.federatedToken())
    let response: HTTPResponse
    do throws(HTTPClientError) {
      response = try await client.send(request)
    } catch {
      throw FetchFailure(description: error.description)
    }
    let json = webhookJSON(response.body)
    guard response.status == 200, let text = json?["access_token"]?.text, !text.isEmpty else {
      // `error_description` of RFC 6749 is for people; it quotes no secret.
      let reason = json?["error_description"]?.text ?? json?["error"]?.text ?? "no reason"
      let who = request.url.prefix { $0 != "?" }
      throw FetchFailure(description: "\(who) answers \(response.status): \(reason)")
    }
    return EntraToken(text: text, expiresAt: end(of: json))
  }

  /// The end of a token: `expires_in` seconds from now, or `expires_on` seconds since 1970.
  ///
  /// Both come as numbers and as texts. Without either a token counts five minutes.
  private func end(of json: JSONValue?) -> Timestamp {
    func seconds(_ name: String) -> Double? {
      json?[name].flatMap { $0.double ?? $0.text.flatMap(Double.init) }
    }
    if let left = seconds("expires_in"), (0...1e9).contains(left) {
      return now() + Milliseconds(Int64(left * 1000))
    }
    if let end = seconds("expires_on"), (0...1e11).contains(end) {
      return Timestamp(milliseconds: Int64(end * 1000))
    }
    return now() + Self.shortest
  }
}

extension EntraIdentity {
  /// The token in the file of a federated identity, as it is now; nil for the others.
  fileprivate func federatedToken() throws(FetchFailure) -> String? {
    guard case .federated(_, let file) = self else { return nil }
    do {
      let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw FetchFailure(description: "the file of AZURE_FEDERATED_TOKEN_FILE cannot be read")
    }
  }
}
