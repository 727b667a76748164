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
  /// It could not be committed, or the host is stopping: to be offered again.
  case unavailable(JournalError)
}

extension DeliveryOutcome {
  /// Whether it is committed, or of no use any more.
  var isDealtWith: Bool {
    switch self {
    case .committed, .duplicate, .mismatch, .unknownCall, .ended, .unwanted: true
    case .unavailable: false
    }
  }

  /// Whether offering it again may help.
  package var mayBeOfferedAgain: Bool {
    switch self {
    case .unavailable(let error): error != .closed
    case .committed, .duplicate, .mismatch, .unknownCall, .ended, .unwanted: false
    }
  }
}
