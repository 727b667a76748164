import CallModel
import FieldCoding

/// What is played without the flow waiting for it, and when we last cut media off
/// (SEMANTICS.md, rule 24).
struct MediaQueue: Hashable, Sendable {
  /// The background plays that are not over, in the order they began.
  private(set) var background: [BackgroundPlay] = []
  /// When all media was last cancelled by us, or nil.
  private(set) var cancelledAt: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// How media that is about to begin gets its way.
  enum Preemption {
    /// It queues, or nothing plays.
    case queues
    /// It interrupts what plays.
    case interrupts
    /// All media has to be cancelled first.
    case cancels
  }

  /// How media for some, or for everyone, gets its way.
  ///
  /// A looping background play is interrupted where both are for everyone, else cancelled first;
  /// one that is not repeated is cancelled only where both are for the same ears of one party,
  /// since those cannot queue.
  func preemption(by audience: [Identifier]) -> Preemption {
    let isInTheWay = background.contains { play in
      if play.loop { return !(play.to.isEmpty && audience.isEmpty) }
      return !play.to.isEmpty && play.to == audience
    }
    if isInTheWay { return .cancels }
    return background.contains { $0.loop && $0.to.isEmpty } ? .interrupts : .queues
  }

  /// Whether something is played to a party alone.
  func isPlaying(toOnly party: Identifier) -> Bool {
    background.contains { $0.to.contains { $0.isSameParty(as: party) } }
  }

  /// How long a prompt has to wait for background plays before it.
  func queueTime(to audience: [Identifier], at now: Timestamp) -> Milliseconds {
    guard audience.isEmpty else { return Milliseconds(0) }
    let ends = background.filter { !$0.loop && $0.to.isEmpty }.map(\.end)
    return ends.max().map { max($0 - now, Milliseconds(0)) } ?? Milliseconds(0)
  }

  /// Whether a refusal for media in conflict can be the effect of our own cancel.
  func isCancelRecent(at now: Timestamp) -> Bool {
    cancelledAt.map { now <= $0 + EngineTimes.conflictWindow } ?? false
  }

  /// Forgets what decides nothing at a time: a cancel that is long ago, and when loops would have ended.
  mutating func forgetPast(at now: Timestamp) {
    if !isCancelRecent(at: now) { cancelledAt = nil }
    for index in background.indices where background[index].loop { background[index].end = now }
  }

  /// Notes a play that goes on while the flow does.
  mutating func add(
    _ ordinal: Int,
    _ play: PlayCommand,
    of step: String? = nil,
    at now: Timestamp
  ) {
    background.append(
      BackgroundPlay(
        ordinal: ordinal,
        to: play.to,
        loop: play.loop,
        end: now + play.sources.estimate,
        step: step
      )
    )
  }

  /// Whether an operation's play has begun and is not over, nor cut off by us.
  func plays(_ ordinal: Int) -> Bool {
    background.contains { $0.ordinal == ordinal }
  }

  /// Whether the step of an id plays something in the background.
  func plays(of step: String) -> Bool {
    background.contains { $0.step == step }
  }

  /// Notes that nothing plays any more and nothing can: the call is over for the flow.
  mutating func forgetAll() {
    self = MediaQueue()
  }

  /// Notes that a background play is over.
  mutating func forget(_ ordinal: Int) {
    background.removeAll { $0.ordinal == ordinal }
  }

  /// Notes that plays for everyone are interrupted; gives those that are over by it.
  mutating func interrupt() -> [Int] {
    drop { $0.to.isEmpty }
  }

  /// Notes that all media is cancelled; gives the plays that are over by it.
  mutating func cancel(at now: Timestamp) -> [Int] {
    cancelledAt = now
    return drop { _ in true }
  }

  /// Notes that an attempt is cut off whose operation is still to be heard of.
  mutating func cutOff(at now: Timestamp) {
    cancelledAt = now
  }

  private mutating func drop(_ isOver: (BackgroundPlay) -> Bool) -> [Int] {
    let over = background.filter(isOver).map(\.ordinal)
    background.removeAll { over.contains($0.ordinal) }
    return over
  }
}

extension MediaQueue: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      background: fields(1, "background", \.background),
      cancelledAt: fields(2, "cancelledAt", \.cancelledAt)
    )
  }
}

/// A play that the flow does not wait for, or music of a waiting step.
struct BackgroundPlay: Hashable, Sendable {
  /// The operation that plays it.
  let ordinal: Int
  /// Who hears it; empty for everyone.
  let to: [Identifier]
  /// Whether it is repeated until it is cancelled.
  let loop: Bool
  /// When it is over by our estimate; for one that is not repeated.
  fileprivate(set) var end: Timestamp
  /// The id of the step that plays it, if it has one.
  let step: String?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension BackgroundPlay: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      ordinal: fields(1, "ordinal") { StoredOrdinal($0.ordinal) }.stored,
      to: fields(2, "to", \.to),
      loop: fields(3, "loop", \.loop),
      end: fields(4, "end", \.end),
      step: fields(5, "step", \.step)
    )
  }
}
