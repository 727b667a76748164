internal import CallAutomation
internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import HTTPTransport
internal import JSON
internal import Logging

/// Takes what the service tells of a call, at the path that names the call (SEMANTICS.md, rule 2).
///
/// 200 means that all events of the body are on disk, or are of no use: of another leg, or for a
/// call that is over. 404 means that there never was such a call, 503 that it is to be delivered
/// again. An event that cannot be understood is logged and does not spoil the others.
///
/// A call that rings can come this way too, and is taken as Event Grid's is: the same call twice is
/// one (FACTS.md (b), "Callback sources").
struct CallbackRoute: Sendable {
  let host: CallHost
  let incomingCalls: IncomingCalls
  let logger: Logger
  let metrics: WebhookMetrics

  /// Where it is: a path of its own for recordings, whose events name no leg.
  var routes: [Route] {
    ["/api/callbacks/*", "/api/callbacks/*/recording"].map { path in
      Route(
        path,
        access: .callAutomation,
        serves: .answers(
          bodyLimit: JSONLimits.webhook.bytes,
          ["POST": { await respond(to: $0, for: $1[0]) }]
        )
      )
    }
  }

  /// Takes a body for a call.
  func respond(to request: HTTPRequest, for text: Substring) async -> HTTPResponse {
    let id = CallID(String(text))
    guard id.isWellFormed else { return unknownCall(id) }
    switch decodeCallbacks(request.body) {
    case .success(let decoded):
      guard decoded.contains(where: isRinging) else { return await deliver(decoded, to: id) }
      guard await takeRingingCalls(of: request.body) else { return .notTaken }
      return await deliver(decoded.filter { !isRinging($0) }, to: id)
    case .failure(let failure):
      var metadata: Logger.Metadata = .call(id, await host.flow(of: id))
      metadata["reason"] = "\(failure)"
      logger.warning("callback cannot be read", metadata: metadata)
      return .malformed(failure.description)
    }
  }

  private func isRinging(_ event: Result<CallEvent, MalformedEvent>) -> Bool {
    guard case .success(let event) = event, case .unrecognized(let type) = event.content else {
      return false
    }
    return type == ringing
  }

  /// Whether the calls that ring in a body need no further delivery.
  private func takeRingingCalls(of body: [UInt8]) async -> Bool {
    guard case .success(let delivery) = decodeEventGrid(body) else { return true }
    incomingCalls.note(delivery.events.compactMap(\.failure).filter { $0.type == ringing })
    return await incomingCalls.take(delivery.events.compactMap(\.success), isRedelivery: false)
  }

  private func deliver(
    _ decoded: [Result<CallEvent, MalformedEvent>],
    to id: CallID
  ) async -> HTTPResponse {
    let events = decoded.compactMap(\.success)
    var idle = IdleEvents(malformed: decoded.compactMap(\.failure), unknown: events)
    guard !events.isEmpty else {
      await note(idle, of: id)
      return decoded.isEmpty ? .taken : .malformed("no event of the body can be understood")
    }
    let outcome = await host.deliver(events.map { CallInput.Content.event($0) }, to: id)
    if case .mismatch(let others) = outcome { idle.others = others }
    await note(idle, of: id)
    switch outcome {
    case .committed, .duplicate, .mismatch, .ended, .unwanted: return .taken
    case .unknownCall: return unknownCall(id)
    case .unavailable:
      metrics.deliveryWasRefused()
      return .unavailable("the event cannot be stored now")
    }
  }

  /// One line, whatever the body holds: who posts it must not fill the log.
  private func note(_ idle: IdleEvents, of id: CallID) async {
    metrics.eventsWereMalformed(idle.malformed.count)
    metrics.eventsWereUnknown(idle.unknown.count)
    guard !idle.isEmpty else { return }
    let call: Logger.Metadata = .call(id, await host.flow(of: id))
    logger.log(
      level: idle.level,
      "events of a callback change nothing",
      metadata: idle.metadata.merging(call) { $1 }
    )
  }

  private func unknownCall(_ id: CallID) -> HTTPResponse {
    metrics.callWasUnknown()
    logger.debug("callback for an unknown call", metadata: ["call": "\(id.digest)"])
    return .error(404, "unknownCall", "there is no such call")
  }
}

/// The type of an event that is no call's own.
private let ringing = "Microsoft.Communication.IncomingCall"
