internal import CallModel
internal import FlowEngine

/// Something for a call, on its way through the inbox of the call's shard.
struct Letter: Sendable {
  /// What it says.
  enum Message: Sendable {
    /// It rings, or is begun here; the program is what the call will keep.
    case begin(CallBeginning, PinnedProgram)
    /// It rang too long ago; only noted.
    case abandon(IncomingCall, PinnedProgram)
    /// Things that happened to it, handled one after the other and committed together.
    case inputs([CallInput.Content])
    /// Another system posts a signal; who posts it is told whether the call takes it.
    case signal(PostedSignal)
    /// A timer is due, or the call is to begin.
    case wake
    /// What was dispatched from that position has come back.
    case settled(position: Int, CallInput.Content)
    /// The host has started again.
    case recover
    /// The host has started again, and nothing of the call is under way: it is read whether it is
    /// still there.
    case look
  }

  /// The call.
  let callID: CallID
  /// What it says.
  let message: Message
  /// Told once what became of it.
  let reply: @Sendable (DeliveryOutcome) -> Void
}

extension Letter {
  /// Whether a lane waits for it to be dealt with before it goes on.
  var isFromLane: Bool {
    if case .settled = message { true } else { false }
  }
}
