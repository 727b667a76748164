package import CallModel
package import FlowEngine

/// What became of something that was given to a call.
package enum DeliveryOutcome: Hashable, Sendable {
  /// It is committed: acknowledging it loses nothing.
  case committed
  /// The call began before: a duplicate, which changes nothing.
  case duplicate
  /// Events of another leg than the call's were among it, which are for the log only (SEMANTICS.md,
  /// rule 2); what else there was is committed.
  case mismatch(OtherLegs)
  /// There is no such call, and never was.
  case unknownCall
  /// The call is over: a no-op.
  case ended
  /// A signal that the call does not take as it is now (SEMANTICS.md, rule 12).
  case unwanted(SignalVerdict)
  /// It could not be committed, or the host is stopping: to be offered again.
  case unavailable(JournalError)
}

/// Events that named another leg than the call's.
package struct OtherLegs: Hashable, Sendable {
  /// How many they were.
  package let count: Int
  /// The leg that the first of them named.
  package let first: CallConnectionID
  /// The call's.
  package let bound: CallConnectionID
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
