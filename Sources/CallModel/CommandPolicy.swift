/// What may be done when an answer does not come (SEMANTICS.md 1.6).
package enum RetryClass: String, Sendable, CaseIterable {
  /// Carries a `Repeatability-Request-ID`: resent blindly.
  case repeatable
  /// Asking twice leaves the same state: resent; "already so" is success.
  case setting
  /// Heard by somebody: resent only if it certainly did not arrive; otherwise reconciled.
  case once
}

/// All that decides how a command is dealt with beside what it says: its row in the table of
/// SEMANTICS.md 1.5.
///
/// The engine and the host read the row and never ask which command it is; how a command is written
/// for the service is a row in CallAutomation. A new command is a row in each.
package struct CommandPolicy: Hashable, Sendable {
  /// What may be done when an answer does not come.
  ///
  /// Source: FACTS.md (a), "Repeatability headers", for which operations take them.
  package let retry: RetryClass
  /// When it is not sent again any longer.
  package let deadline: Deadline
  /// How long its end is awaited.
  package let watchdog: Watchdog
  /// What ends it.
  package let end: End
  /// What is done when its end does not come in time.
  package let overdue: Overdue
  /// What is read when neither answer nor event explains it, and decides then.
  package let read: Read
  /// What a definite refusal means.
  package let refused: Refused
  /// What is done about one of which neither event nor read tells.
  package let lost: LossReaction
  /// What is done about one that nobody waits for any more.
  package let disposal: Disposal
  /// What about it is not for everyone's eyes.
  package let secret: Secret
  /// Whether the body of its answer says something that later steps need.
  package let answerTells: Bool
  /// Whether other media of the same party can keep it from beginning (FACTS.md (g): 412/8583).
  package let contends: Bool
  /// Whether the call can do without it: no step waits long for its answer (SEMANTICS.md, rule 51).
  package let isDispensable: Bool

  /// A row; what it leaves out is what most commands do.
  init(
    retry: RetryClass,
    deadline: Deadline = .usual,
    watchdog: Watchdog = .deadline,
    end: End,
    overdue: Overdue,
    read: Read = .call,
    refused: Refused = .fails,
    lost: LossReaction = .nothing,
    disposal: Disposal = .nothing,
    secret: Secret = .nothing,
    answerTells: Bool = false,
    contends: Bool = false,
    isDispensable: Bool = false
  ) {
    self.retry = retry
    self.deadline = deadline
    self.watchdog = watchdog
    self.end = end
    self.overdue = overdue
    self.read = read
    self.refused = refused
    self.lost = lost
    self.disposal = disposal
    self.secret = secret
    self.answerTells = answerTells
    self.contends = contends
    self.isDispensable = isDispensable
  }

  /// When a command is not sent again any longer (SEMANTICS.md 1.6).
  package enum Deadline: Hashable, Sendable {
    /// A while after it was asked.
    case usual
    /// Counted from the ring: later nobody is there to be answered.
    case ring
    /// Longer: no caller is left on a line nobody holds.
    case ending
  }

  /// How long the end of a command is awaited.
  package enum Watchdog: Hashable, Sendable {
    /// Until shortly after its deadline.
    case deadline
    /// So long.
    case seconds(Int)
    /// As long as somebody is rung, and some time for the event.
    case ringing
    /// As long as what is said, and for a question the time to answer.
    case media
  }

  /// What ends a command with a success.
  package enum End: Hashable, Sendable {
    /// The answer.
    case answer
    /// An event that settles it (`EventPolicy.settles`).
    case event
    /// The end of the call.
    case endOfCall
    /// What the answer has begun lasts until something else ends it.
    case nothing
  }

  /// What is done when the end of a command does not come in time.
  package enum Overdue: Hashable, Sendable {
    /// The call is read, and decides.
    case reads
    /// Nobody has answered: that is the end.
    case timesOut
    /// It has failed in an unknown way.
    case fails
  }

  /// What a read has to tell of a command.
  package enum Read: Hashable, Sendable {
    /// Whether the call is still there.
    case call
    /// Who is in it.
    case participants
    /// Whether and how the party it is about is in it.
    case party
    /// What the recording does.
    case recording
  }

  /// What a definite refusal of a command means.
  package enum Refused: Hashable, Sendable {
    /// The step has failed, and nothing else.
    case fails
    /// The step has failed with what the far side said: busy, declined and the like.
    case failsAsCall
    /// The same, and there is no call.
    case failsAsCallAndLosesIt
    /// The step has failed, unless whom it is about is not in the call: that is what was asked.
    case succeedsIfAbsent
    /// There is no call.
    case losesCall
    /// There is no call if the service does not know it; else it still rings.
    case losesUnknownCall
    /// The call is over if the service does not know it; else it is asked again later.
    case endsCall
    /// What it says of the recording.
    case recording
  }

  /// What is done about a command of which neither event nor read tells.
  package enum LossReaction: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// The call counts as never connected, and is ended in case it is.
    case losesCall
    /// What may be heard is cut off.
    case cutsOff
    /// Who may still join is not forgotten.
    case mayJoin
    /// What the recording does is not known any more.
    case recording
  }

  /// What is done about a command that nobody waits for any more (SEMANTICS.md 1.2, "Disposal").
  package enum Disposal: Hashable, Sendable {
    /// Nothing; its events change the state only.
    case nothing
    /// What plays or listens is cut off.
    case cutsOff
    /// Who is rung is not wanted any more.
    case cancelsInvitation
    /// Keys are not listened to any more.
    case stopsTones
  }

  /// What about a command is not for everyone's eyes.
  package enum Secret: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// The key to the ringing call.
    case ringKey
  }
}

extension CallCommand {
  /// How the command is dealt with.
  package var policy: CommandPolicy { kind.policy }
}

extension CommandPolicy {
  /// Whether a failure of it says how whoever was rung took it.
  package var failsAsCall: Bool { refused == .failsAsCall || refused == .failsAsCallAndLosesIt }

  /// Whether somebody hears it: what may not be asked twice.
  package var isHeard: Bool { retry == .once }

  /// Whether it ends the call for us: it overtakes what was not sent, and is tried to the last.
  package var endsCall: Bool { end == .endOfCall }
}
