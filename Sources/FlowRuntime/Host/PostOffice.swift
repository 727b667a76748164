internal import CallModel
internal import FlowEngine

/// Brings letters to calls.
struct PostOffice: Sendable {
  let shards: Shards
  let time: HostTime

  /// Puts a letter into the inbox of the call's shard; `reply` is told once, now or later.
  func post(
    _ message: Letter.Message,
    to id: CallID,
    reply: @escaping @Sendable (DeliveryOutcome) -> Void
  ) {
    shards.home(of: id).post(Letter(callID: id, message: message, reply: reply))
  }

  /// Brings a letter and waits until it is dealt with.
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

  /// Wakes a call; `again` is called if that could not be taken.
  func wake(_ id: CallID, again: @escaping @Sendable () -> Void) {
    post(.wake, to: id) { outcome in
      if outcome.mayBeOfferedAgain { again() }
    }
  }
}
