internal import CallAutomation
internal import CallModel
internal import FlowRuntime
internal import HTTPTransport
internal import JSON
internal import Logging
internal import Metrics

/// Takes what Event Grid delivers: ringing calls, and its handshakes (FACTS.md (d)).
///
/// 200 means that every call in the delivery is on disk. Any 4xx loses a call, and 503 waits longer
/// than it rings: what cannot be taken now is held for up to 8 s, then answered 500, which Event
/// Grid tries again after 10 s (SEMANTICS.md, rule 19).
///
/// Only a redelivery can be too old to be taken: the first delivery comes while it rings, so one
/// that seems old tells that a clock is off, and a machine whose clock is off must not turn callers
/// away.
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
  let metrics: WebhookMetrics
  private let clock: ClockWatch

  /// Makes the route.
  init(
    host: CallHost,
    store: FlowStore,
    health: Health,
    time: HostTime,
    logger: Logger,
    metrics: any MetricsFactory
  ) {
    self.host = host
    self.store = store
    self.health = health
    self.time = time
    self.logger = logger
    self.metrics = WebhookMetrics(metrics)
    clock = ClockWatch(against: "Event Grid", limit: HostLimits.ringAge, logger, metrics)
  }

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
      logger.warning("delivery cannot be read", metadata: ["reason": "\(failure)"])
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
    note(malformed)
    guard malformed.isEmpty || malformed.count < delivery.events.count else {
      return .malformed("no event of the delivery can be understood")
    }
    let events = delivery.events.compactMap(\.success)
    let calls = ringingCalls(in: events, isRedelivery: isRedelivery)
    let recordings = events.compactMap(\.recording)
    note(recordings)
    let deadline = time.now + Self.holding
    let isSettled = await withTaskGroup(of: Bool.self) { group in
      for call in calls { group.addTask { await offer(call, until: deadline) } }
      for status in recordings { group.addTask { await offer(status.files, until: deadline) } }
      return await group.reduce(true) { $0 && $1 }
    }
    guard isSettled else {
      metrics.deliveryWasRefused()
      return .error(500, "notTaken", "the event cannot be taken now; deliver it again")
    }
    return .taken
  }

  /// The calls of a delivery that a flow takes; all else is noted, and needs no further delivery.
  private func ringingCalls(
    in events: [EventGridEvent],
    isRedelivery: Bool
  ) -> [RingingCall] {
    var calls: [RingingCall] = []
    var unrouted: [IncomingCall] = []
    for event in events {
      switch event.content {
      case .incomingCall(let incoming):
        if let flow = store.flow(for: incoming.to) {
          let isTooOld = isTooOld(event, isRedelivery: isRedelivery)
          calls.append(RingingCall(incoming: incoming, isTooOld: isTooOld, flow: flow))
        } else {
          unrouted.append(incoming)
        }
      case .recordingFileStatus, .other, .validation: break
      }
    }
    note(unrouted: unrouted)
    return calls
  }

  /// Whether the call needs no further delivery.
  private func offer(_ call: RingingCall, until deadline: Timestamp) async -> Bool {
    let id = callID(for: call.incoming)
    return await offer(until: deadline) {
      call.isTooOld
        ? await host.abandon(call.incoming, as: id, on: call.flow)
        : await host.begin(call.incoming, as: id, on: call.flow)
    }
  }

  /// Whether the files need no further delivery: their call has them, or there is none.
  private func offer(_ files: RecordingFiles, until deadline: Timestamp) async -> Bool {
    await offer(until: deadline) {
      let outcome = await host.deliver(files)
      return outcome == .unknownCall ? .ended : outcome
    }
  }

  private func offer(
    until deadline: Timestamp,
    _ deliver: () async -> DeliveryOutcome
  ) async -> Bool {
    while true {
      let outcome = await deliver()
      guard outcome.mayBeOfferedAgain else { return outcome.isSettled }
      guard time.now < deadline, health.station != .draining,
        await time.sleep(for: HostLimits.offerAgain)
      else { return false }
    }
  }

  private func isTooOld(_ event: EventGridEvent, isRedelivery: Bool) -> Bool {
    guard let rungAt = event.time else { return false }
    guard !isRedelivery else { return time.now - rungAt > HostLimits.ringAge }
    clock.note(offBy: rungAt - time.now)
    return false
  }

  // A delivery is one line of the log for each thing that is to be said of it, whatever it holds:
  // who posts it must not fill the log.

  private func note(_ failures: [MalformedEvent]) {
    guard let first = failures.first else { return }
    metrics.eventsWereMalformed(failures.count)
    logger.warning(
      "events cannot be understood",
      metadata: ["count": "\(failures.count)", "first": "\(first)"]
    )
  }

  private func note(unrouted calls: [IncomingCall]) {
    guard let first = calls.first else { return }
    metrics.callsWereUnrouted(calls.count)
    logger.warning(
      "no flow takes this call",
      metadata: [
        "count": "\(calls.count)", "to": "\(first.to.rawID)",
        "correlation_id": "\(first.correlationID)",
      ]
    )
  }

  private func note(_ recordings: [RecordingFileStatus]) {
    guard let first = recordings.first else { return }
    var metadata: Logger.Metadata = [
      "count": "\(recordings.count)", "recording_id": "\(first.recordingID)",
    ]
    // Nobody tells of them again: `flowctl recordings` takes these of a flow that does not ask.
    let file = first.files.files.first
    metadata["content"] = file.map { "\($0.content)" }
    metadata["delete"] = file?.delete.map { "\($0)" }
    logger.info("recording is ready", metadata: metadata)
  }
}

extension EventGridEvent {
  /// What it says of a recording's files, if it does.
  fileprivate var recording: RecordingFileStatus? {
    if case .recordingFileStatus(let status) = content { status } else { nil }
  }
}

/// A call that rings and the flow that takes it.
private struct RingingCall: Sendable {
  let incoming: IncomingCall
  let isTooOld: Bool
  let flow: PinnedProgram
}

extension HTTPRequest {
  /// Whether it calls itself the handshake of Event Grid's own schema (FACTS.md (d)).
  var isHandshake: Bool { headers["aeg-event-type"] == "SubscriptionValidation" }

  /// Whether Event Grid has delivered this before; it counts from 0 (FACTS.md (d)).
  fileprivate var isRedelivery: Bool {
    headers["aeg-delivery-count"].flatMap { Int($0) }.map { $0 > 0 } ?? false
  }
}

extension DeliveryOutcome {
  /// Whether delivering it again would change nothing.
  fileprivate var isSettled: Bool {
    switch self {
    case .committed, .duplicate, .mismatch, .ended, .unwanted: true
    case .unknownCall, .unavailable: false
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
