internal import CallAutomation
internal import CallModel
internal import FlowRuntime
internal import HTTPTransport
internal import Logging

/// Takes what Event Grid delivers: ringing calls, and its handshakes (FACTS.md (d)).
///
/// 200 means that every call in the delivery is on disk. Any 4xx loses a call, and 503 waits longer
/// than it rings: what cannot be taken now is held for up to 8 s, then answered 500, which Event
/// Grid tries again after 10 s (SEMANTICS.md, rule 19).
///
/// A call to a party that no flow routes is logged, counted and answered 200: a subscription
/// without a filter brings every call of the resource, and who else answers those is not this
/// server's concern.
struct IncomingCallRoute: Sendable {
  /// How long a delivery is held.
  static let holding = Milliseconds(8_000)

  let host: CallHost
  let store: FlowStore
  let health: Health
  let time: HostTime
  let logger: Logger
  let metrics = WebhookMetrics()

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
  func take(_ request: HTTPRequest) async -> HTTPResponse {
    let delivery: EventGridDelivery
    switch decodeEventGrid(request.body) {
    case .success(let decoded): delivery = decoded
    case .failure(let failure):
      logger.warning("delivery is not JSON", metadata: ["reason": "\(failure)"])
      return .malformed(failure.description)
    }
    if let code = delivery.validationCode {
      let answer = JSONValue.members(["validationResponse": .string(code)])
      return .json(200, answer.bytes)
    }
    return await take(delivery)
  }

  private func take(_ delivery: EventGridDelivery) async -> HTTPResponse {
    let malformed = delivery.events.compactMap(\.failure)
    for failure in malformed { note(failure) }
    guard malformed.isEmpty || malformed.count < delivery.events.count else {
      return .malformed("no event of the delivery can be understood")
    }
    let deadline = time.now + Self.holding
    let isTaken = await withTaskGroup(of: Bool.self) { group in
      for case .success(let event) in delivery.events {
        group.addTask { await take(event, until: deadline) }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    guard isTaken else {
      metrics.deliveryWasRefused()
      return .error(500, "notTaken", "the call cannot be taken now; deliver it again")
    }
    return .taken
  }

  /// Whether the event needs no further delivery.
  private func take(_ event: EventGridEvent, until deadline: Timestamp) async -> Bool {
    switch event.content {
    case .incomingCall(let incoming):
      guard let flow = store.flow(for: incoming.to) else {
        noteUnrouted(incoming)
        return true
      }
      return await take(incoming, rungAt: event.time, on: flow, until: deadline)
    case .recordingFileStatus(let status):
      logger.info("recording is ready", metadata: ["recording_id": "\(status.recordingID)"])
      return true
    case .other(let type):
      logger.debug("event of no concern", metadata: ["type": "\(type)"])
      return true
    case .validation: return true
    }
  }

  private func take(
    _ incoming: IncomingCall,
    rungAt: Timestamp?,
    on flow: PinnedProgram,
    until deadline: Timestamp
  ) async -> Bool {
    let id = callID(for: incoming)
    let isTooOld = rungAt.map { time.now - $0 > HostLimits.ringAge } ?? false
    while true {
      let outcome =
        isTooOld
        ? await host.abandon(incoming, as: id, on: flow)
        : await host.begin(incoming, as: id, on: flow)
      guard outcome.mayBeOfferedAgain else { return outcome.isSettled }
      guard time.now < deadline, health.station != .draining,
        await time.sleep(for: HostLimits.offerAgain)
      else { return false }
    }
  }

  private func note(_ failure: MalformedEvent) {
    metrics.eventWasMalformed()
    logger.warning("event cannot be understood", metadata: ["reason": "\(failure)"])
  }

  private func noteUnrouted(_ incoming: IncomingCall) {
    metrics.callWasUnrouted()
    logger.warning(
      "no flow takes this call",
      metadata: ["to": "\(incoming.to.rawID)", "correlation_id": "\(incoming.correlationID)"]
    )
  }
}

extension DeliveryOutcome {
  /// Whether delivering it again would change nothing.
  fileprivate var isSettled: Bool {
    switch self {
    case .committed, .duplicate, .mismatch, .ended: true
    case .unknownCall, .busy, .unavailable: false
    }
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
