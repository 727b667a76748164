internal import CallModel
internal import FlowEngine

/// Brings letters to calls.
struct PostOffice: Sendable {
  let registry: MailboxRegistry
  let time: HostTime
  let log: CallLog
  let metrics = RuntimeMetrics()

  /// Puts a letter into a call's mailbox; `reply` is told once, now or later.
  func post(
    _ message: Letter.Message,
    to id: CallID,
    reply: @escaping @Sendable (DeliveryOutcome) -> Void
  ) {
    switch registry.post(Letter(message: message, reply: reply), to: id, at: time.now) {
    case .posted: break
    case .closed: reply(.unavailable(.closed))
    case .full:
      log.busy(id)
      metrics.mailboxWasFull()
      reply(.busy)
    }
  }

  /// Puts a letter into a call's mailbox and waits until it is dealt with.
  func send(_ message: Letter.Message, to id: CallID) async -> DeliveryOutcome {
    await withCheckedContinuation { continuation in
      post(message, to: id) { continuation.resume(returning: $0) }
    }
  }

  /// Brings a letter until it is taken, or the host stops.
  func insist(_ message: Letter.Message, to id: CallID) async -> DeliveryOutcome {
    while true {
      let outcome = await send(message, to: id)
      guard outcome.mayBeOfferedAgain, await time.sleep(for: HostLimits.offerAgain) else {
        return outcome
      }
    }
  }

  /// Brings a timer; `again` is called if it could not be taken.
  func fire(_ timer: StoredTimer, again: @escaping @Sendable () -> Void) {
    post(.timer(timer.id), to: timer.callID) { outcome in
      if outcome.mayBeOfferedAgain { again() }
    }
  }
}

extension DeliveryOutcome {
  /// Whether it is committed, or of no use any more.
  var isDealtWith: Bool {
    switch self {
    case .committed, .duplicate, .mismatch, .unknownCall, .ended, .unwanted: true
    case .busy, .unavailable: false
    }
  }

  /// Whether offering it again may help.
  package var mayBeOfferedAgain: Bool {
    switch self {
    case .busy: true
    case .unavailable(let error): error != .closed
    case .committed, .duplicate, .mismatch, .unknownCall, .ended, .unwanted: false
    }
  }
}
