internal import CallAutomation
internal import CallModel
internal import FlowRuntime
internal import Logging
internal import Metrics

/// Takes the calls that ring and the recordings that are ready, of a delivery by Event Grid.
///
/// Only a redelivery can be too old to be taken: the first delivery comes while it rings, so one
/// that seems old tells that a clock is off, and a machine whose clock is off must not turn callers
/// away.
///
/// A call to a party that no flow routes is logged, counted and needs no further delivery: a
/// subscription without a filter brings every call of the resource, and who else answers those is
/// not this server's concern.
struct IncomingCalls: Sendable {
  /// How long a delivery is held.
  static let holding = Milliseconds(8_000)

  let host: CallHost
  let store: FlowStore
  let health: Health
  let time: HostTime
  let logger: Logger
  let metrics: WebhookMetrics
  private let clock: ClockWatch

  /// Makes who takes them.
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

  /// Whether the events need no further delivery: what they tell of is on disk, or of no use.
  func take(_ events: [EventGridEvent], isRedelivery: Bool) async -> Bool {
    let calls = ringingCalls(in: events, isRedelivery: isRedelivery)
    let recordings = events.compactMap(\.recording)
    note(recordings)
    let deadline = time.now + Self.holding
    let isSettled = await withTaskGroup(of: Bool.self) { group in
      for call in calls { group.addTask { await offer(call, until: deadline) } }
      for status in recordings { group.addTask { await offer(status.files, until: deadline) } }
      return await group.reduce(true) { $0 && $1 }
    }
    if !isSettled { metrics.deliveryWasRefused() }
    return isSettled
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

  /// Tells of events that cannot be understood.
  func note(_ failures: [MalformedEvent]) {
    guard let first = failures.first else { return }
    metrics.eventsWereMalformed(failures.count)
    logger.warning(
      "events cannot be understood",
      metadata: ["count": .number(failures.count), "first": "\(first)"]
    )
  }

  private func note(unrouted calls: [IncomingCall]) {
    guard let first = calls.first else { return }
    metrics.callsWereUnrouted(calls.count)
    logger.warning(
      "no flow takes this call",
      metadata: [
        "count": .number(calls.count), "to": "\(first.to.rawID)",
        "correlation_id": "\(first.correlationID)",
      ]
    )
  }

  private func note(_ recordings: [RecordingFileStatus]) {
    guard let first = recordings.first else { return }
    var metadata: Logger.Metadata = [
      "count": .number(recordings.count), "recording_id": "\(first.recordingID)",
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

extension DeliveryOutcome {
  /// Whether delivering it again would change nothing.
  fileprivate var isSettled: Bool {
    switch self {
    case .committed, .duplicate, .mismatch, .ended, .unwanted: true
    case .unknownCall, .unavailable: false
    }
  }
}
