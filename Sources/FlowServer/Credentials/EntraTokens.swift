internal import CallAutomation
internal import CallModel
internal import Foundation
internal import HTTPTransport
internal import JSON
internal import Logging

/// The token that requests to the service bear: fetched when it is first needed, kept, and renewed
/// before it runs out, while the old one still counts.
actor EntraTokens {
  private struct Token {
    let text: String
    let renewAt: Timestamp
    let expiresAt: Timestamp
  }

  /// How long before its end a token is renewed, and the least time between two tries.
  private static let early = Milliseconds.seconds(300)
  private static let pause = Milliseconds.seconds(5)

  private let identity: EntraIdentity
  private let client: HTTPClient
  private let logger: Logger
  private let now: @Sendable () -> Timestamp
  private var token: Token?
  private var failure: String?
  private var nextTry: Timestamp?
  private var fetching: Task<Void, Never>?

  init(
    _ identity: EntraIdentity,
    client: HTTPClient,
    logger: Logger,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.identity = identity
    self.client = client
    self.logger = logger
    self.now = now
  }

  /// A token that counts now, or why there is none; never the secret.
  func current() async -> Result<String, EntraFailure> {
    if let token, now() < token.expiresAt {
      if now() >= token.renewAt { beginFetching() }
      return .success(token.text)
    }
    beginFetching()
    await fetching?.value
    if let token, now() < token.expiresAt { return .success(token.text) }
    return .failure(EntraFailure(description: failure ?? "there is no token yet"))
  }

  /// Forgets a token that the service does not take, so that the next request has another.
  func forget(_ text: String) {
    if token?.text == text { token = nil }
  }

  private func beginFetching() {
    guard fetching == nil, nextTry.map({ now() >= $0 }) ?? true else { return }
    fetching = Task {
      let result = await fetched()
      take(result)
    }
  }

  private func take(_ result: Result<Token, EntraFailure>) {
    fetching = nil
    nextTry = now() + Self.pause
    switch result {
    case .success(let token):
      self.token = token
      failure = nil
    case .failure(let failure):
      self.failure = failure.description
      logger.error(
        "Entra gives no token for the service",
        metadata: ["identity": "\(identity)", "reason": "\(failure)"]
      )
    }
  }

  private func fetched() async -> Result<Token, EntraFailure> {
    let response: HTTPResponse
    do {
      let request = identity.tokenRequest(federatedToken: try identity.federatedToken())
      response = try await client.send(request)
    } catch {
      return .failure(EntraFailure(description: "\(error)"))
    }
    let json: JSONValue?
    do { json = try parseJSON(response.body, limits: .webhook) } catch { json = nil }
    guard response.status == 200, let text = json?["access_token"]?.text, !text.isEmpty else {
      // `error_description` of RFC 6749 is for people; it quotes no secret.
      let reason = json?["error_description"]?.text ?? json?["error"]?.text ?? "no reason"
      return .failure(EntraFailure(description: "it answers \(response.status): \(reason)"))
    }
    let end = end(of: json)
    return .success(
      Token(text: text, renewAt: end + Milliseconds(-Self.early.count), expiresAt: end)
    )
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
    return now() + Self.early
  }
}

/// Why Entra gives no token.
struct EntraFailure: Error, CustomStringConvertible {
  let description: String
}

extension EntraIdentity {
  /// The token in the file of a federated identity, as it is now; nil for the others.
  fileprivate func federatedToken() throws(EntraFailure) -> String? {
    guard case .federated(_, let file) = self else { return nil }
    do {
      let text = try String(contentsOf: URL(filePath: file), encoding: .utf8)
      return text.trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw EntraFailure(description: "the file of AZURE_FEDERATED_TOKEN_FILE cannot be read")
    }
  }
}
