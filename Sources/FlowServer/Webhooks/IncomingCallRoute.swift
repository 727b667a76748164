internal import CallAutomation
internal import HTTPTransport
internal import JSON
internal import Logging

/// Takes what Event Grid delivers: ringing calls, and its handshakes (FACTS.md (d)).
///
/// 200 means that every call in the delivery is on disk. Any 4xx loses a call, and 503 waits longer
/// than it rings: what cannot be taken now is held for up to 8 s, then answered 500, which Event
/// Grid tries again after 10 s (SEMANTICS.md, rule 19).
struct IncomingCallRoute: Sendable {
  let calls: IncomingCalls

  /// Where it is; a handshake of the CloudEvents schema needs no proof of who sends it.
  var routes: [Route] {
    [
      Route(
        "/api/incomingCall",
        access: .eventGrid,
        serves: .answers(
          bodyLimit: JSONLimits.webhook.bytes,
          ["POST": { request, _ in await respond(to: request) }]
        )
      ),
      Route(
        "/api/incomingCall",
        access: .everybody,
        serves: .answers(bodyLimit: 0, ["OPTIONS": { request, _ in shakeHands(request) }])
      ),
    ]
  }

  /// Answers the handshake of the CloudEvents schema (HTTP 1.1 Web Hooks for Event Delivery).
  func shakeHands(_ request: HTTPRequest) -> HTTPResponse {
    guard let origin = request.headers["WebHook-Request-Origin"] else {
      return .malformed("the header WebHook-Request-Origin is missing")
    }
    var response = HTTPResponse(status: 200)
    response.headers["WebHook-Allowed-Origin"] = origin
    if request.headers.contains("WebHook-Request-Rate") {
      response.headers["WebHook-Allowed-Rate"] = "*"
    }
    return response
  }

  /// Takes a delivery.
  func respond(to request: HTTPRequest) async -> HTTPResponse {
    let delivery: EventGridDelivery
    switch decodeEventGrid(request.body) {
    case .success(let decoded): delivery = decoded
    case .failure(let failure):
      calls.logger.warning("delivery cannot be read", metadata: ["reason": "\(failure)"])
      return .malformed(failure.description)
    }
    if let code = delivery.validationCode {
      let answer = JSONValue.members(["validationResponse": .string(code)])
      return .json(200, answer.bytes())
    }
    // Nobody has looked at who sends what calls itself a handshake: it can be nothing else.
    guard !request.isHandshake else {
      return .malformed("a SubscriptionValidation holds a validation event")
    }
    return await accept(delivery, isRedelivery: request.isRedelivery)
  }

  private func accept(_ delivery: EventGridDelivery, isRedelivery: Bool) async -> HTTPResponse {
    let malformed = delivery.events.compactMap(\.failure)
    calls.note(malformed)
    guard malformed.isEmpty || malformed.count < delivery.events.count else {
      return .malformed("no event of the delivery can be understood")
    }
    let events = delivery.events.compactMap(\.success)
    return await calls.take(events, isRedelivery: isRedelivery) ? .taken : .notTaken
  }
}

extension HTTPRequest {
  /// Whether it calls itself the handshake of Event Grid's own schema (FACTS.md (d)).
  var isHandshake: Bool { headers["aeg-event-type"] == "SubscriptionValidation" }

  /// Whether Event Grid has delivered this before; it counts from 0 (FACTS.md (d)).
  fileprivate var isRedelivery: Bool {
    headers["aeg-delivery-count"].flatMap { Int($0) }.map { $0 > 0 } ?? false
  }
}

extension Result {
  /// The failure, if it is one.
  var failure: Failure? {
    switch self {
    case .success: nil
    case .failure(let failure): failure
    }
  }

  /// The success, if it is one.
  var success: Success? {
    switch self {
    case .success(let success): success
    case .failure: nil
    }
  }
}
