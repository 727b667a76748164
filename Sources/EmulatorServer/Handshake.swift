internal import CallAutomation
internal import CallEmulator
internal import Foundation
internal import HTTPTransport
internal import JSON
internal import Synchronization

/// The handshake by which Event Grid makes sure that a webhook wants its deliveries, in the form of
/// the subscription's schema (FACTS.md (d), "Handshake"): once, before the first delivery; one that
/// fails comes again before the next.
final class Handshake: Sendable {
  private let schema: EventGridSchema
  private let isDone = Mutex(false)

  init(schema: EventGridSchema) {
    self.schema = schema
  }

  /// Why the webhook is not one that wants deliveries; nil where it is.
  func failure(of url: String, _ client: HTTPClient) async -> String? {
    guard !isDone.withLock({ $0 }) else { return nil }
    let failure: String?
    do throws(HTTPClientError) {
      failure =
        switch schema {
        case .eventGrid: try await failureOfValidation(url, client)
        case .cloudEvents: try await failureOfOrigin(url, client)
        }
    } catch {
      failure = error.description
    }
    guard let failure else {
      isDone.withLock { $0 = true }
      return nil
    }
    return "the handshake failed, and Event Grid would make no subscription: \(failure)"
  }

  /// Event Grid's own schema: a code that is to come back.
  private func failureOfValidation(
    _ url: String,
    _ client: HTTPClient
  ) async throws(HTTPClientError) -> String? {
    let code = UUID().uuidString.lowercased()
    let event = EventGridHandshake.validation(id: UUID().uuidString.lowercased(), code: code)
    let headers: HTTPHeaders = [
      "Content-Type": "application/json; charset=utf-8",
      "aeg-event-type": "SubscriptionValidation",
    ]
    let answer = try await send("POST", url, headers, event.bytes(), client)
    guard answer.status == 200 else { return "it answers \(answer.status), not 200" }
    return EventGridHandshake.isAnswer(answer.body, to: code)
      ? nil : "its `validationResponse` is not the validation's code"
  }

  /// CloudEvents: an origin that is to be allowed.
  private func failureOfOrigin(
    _ url: String,
    _ client: HTTPClient
  ) async throws(HTTPClientError) -> String? {
    let origin = EventGridHandshake.origin
    let headers: HTTPHeaders = ["WebHook-Request-Origin": origin, "WebHook-Request-Rate": "120"]
    let answer = try await send("OPTIONS", url, headers, [], client)
    guard answer.status == 200 else { return "it answers \(answer.status), not 200" }
    return EventGridHandshake.allows(answer.headers["WebHook-Allowed-Origin"])
      ? nil : "its WebHook-Allowed-Origin is not \(origin)"
  }

  private func send(
    _ method: String,
    _ url: String,
    _ headers: HTTPHeaders,
    _ body: [UInt8],
    _ client: HTTPClient
  ) async throws(HTTPClientError) -> HTTPResponse {
    let timeout = Duration.seconds(30)
    return try await client.send(
      HTTPClientRequest(method: method, url: url, headers: headers, body: body, timeout: timeout)
    )
  }
}
