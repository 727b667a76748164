internal import CallModel
package import FlowEngine

/// What became of something that was given to a call.
package enum DeliveryOutcome: Hashable, Sendable {
  /// It is committed: acknowledging it loses nothing.
  case committed
  /// The call began before: a duplicate, which changes nothing.
  case duplicate
  /// An event of another leg than the call's: recorded in the log only (SEMANTICS.md, rule 2).
  case mismatch
  /// There is no such call, and never was.
  case unknownCall
  /// The call is over: a no-op.
  case ended
  /// A signal that the call does not take as it is now (SEMANTICS.md, rule 12).
  case unwanted(SignalVerdict)
  /// The call's mailbox is full; the others are not concerned.
  case busy
  /// It could not be committed, or the host is stopping: to be offered again.
  case unavailable(JournalError)
}

/// Something in a call's mailbox.
struct Letter: Sendable {
  /// What it says.
  enum Message: Sendable {
    /// It rings; the program is what the call will keep.
    case begin(CallBeginning, PinnedProgram)
    /// It rang too long ago; only noted.
    case abandon(IncomingCall, PinnedProgram)
    /// Things that happened to it, handled one after the other and committed together.
    case inputs([CallInput.Content])
    /// Another system posts a signal; who posts it is told whether the call takes it.
    case signal(PostedSignal)
    /// A timer is due.
    case timer(TimerID)
    /// What was dispatched from that position has come back.
    case settled(position: Int, CallInput.Content)
    /// The host has started again.
    case recover
    /// The host has started again, and nothing of the call is under way: it is read whether it is
    /// still there.
    case look
  }

  /// What it says.
  let message: Message
  /// Told once what became of it.
  let reply: @Sendable (DeliveryOutcome) -> Void
}

extension Letter.Message {
  /// Whether a lane waits for it to be dealt with before it goes on.
  var isFromLane: Bool {
    switch self {
    case .settled: true
    case .begin, .abandon, .inputs, .signal, .timer, .recover, .look: false
    }
  }
}
