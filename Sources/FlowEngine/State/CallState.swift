import CEL
import CallModel
import FieldCoding
import FlowLanguage

/// All that is known of a call: what is stored after each input (SEMANTICS.md 1.1).
struct CallState: Hashable, Sendable {
  /// Delivered events, to know a second delivery.
  ///
  /// They stand first, since every event changes them: where a state is compared with the one before,
  /// that is seen at once.
  var seenEvents = SeenEvents()
  /// Our id of the call.
  var callID: CallID
  /// Who calls whom, or nil before the first input.
  var call: CallFacts?
  /// How far the call is.
  private(set) var phase = CallPhase.ringing
  /// Who is in the call.
  var parties = PartyList()
  /// What the recording does.
  var recording = Recording()
  /// What is sent to sockets.
  var feeds = FeedTable()
  /// What is played without the flow waiting for it.
  var media = MediaQueue()
  /// Where the flow is; the last one runs.
  var frames = FrameStack()
  /// Whether the flow has ended, and the call goes on without it.
  var flowHasEnded = false
  /// What was asked and is not settled, by ordinal.
  var operations = OperationTable()
  /// The variables that have a value.
  var variables: [String: CELValue] = [:]
  /// The flags that operators have given values of their own, as the last input left them.
  var flags: [String: CELValue] = [:]
  /// What the steps have come to.
  var records = StepRecords()
  /// The flows that are run, each by the one before it; the first by the flow of the call.
  var flows: [RunningFlow] = []
  /// Signals that no `wait` has taken yet, in the order they came.
  var signals: [BufferedSignal] = []
  /// The language of the call.
  var locale = ""
  /// The failure that the flow's `on: failed:` deals with.
  var failure: FailureRecord?
  /// What ends the call, once that is decided.
  var ended: EndRecord?
  /// What is awaited while the phase is `closing`.
  var closing: Closing?
  /// The recordings there were, and their files.
  var recordings = RecordingLog()
  /// Why the call counts as over, until a read says whether it is.
  var presumedEnd: PresumedEnd?
  /// Whether `on: callEnded:` has begun; it begins once.
  var callEndedHasBegun = false
  /// Whether the operator has asked for the call's end.
  var isHangUpRequested = false
  /// The timers the host was told of.
  var timers: [SetTimer] = []
  /// What is counted.
  var counters = Counters()
  /// The last read's answer, to know a second delivery.
  var lastRead: CallInput?
  /// The time of the last input; time never goes backwards.
  var lastTime = Timestamp(milliseconds: .min)
  /// When the service was last heard of.
  var lastHeard = Timestamp(milliseconds: .min)
  /// When it got how far.
  var milestones = CallMilestones()
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// A call of which nothing is known yet.
  init(callID: CallID) {
    self.callID = callID
  }
}

extension CallState: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = CallState(callID: try fields(1, "callID", \.callID))
    value.call = try fields(2, "call", \.call)
    value.phase = try fields(3, "phase", \.phase, default: .ringing)
    value.parties = try fields(4, "parties", \.parties, default: PartyList())
    value.recording = try fields(5, "recording", \.recording, default: Recording())
    value.media = try fields(6, "media", \.media, default: MediaQueue())
    value.frames = try fields(7, "frames", \.frames, default: FrameStack())
    value.flowHasEnded = try fields(8, "flowHasEnded", \.flowHasEnded)
    value.operations = try fields(9, "operations", \.operations, default: OperationTable())
    value.variables = try fields(10, "variables", \.variables)
    value.records = try fields(11, "records", \.records, default: StepRecords())
    value.signals = try fields(12, "signals", \.signals)
    value.locale = try fields(13, "locale", \.locale, default: "")
    value.failure = try fields(14, "failure", \.failure)
    value.ended = try fields(15, "ended", \.ended)
    value.closing = try fields(16, "closing", \.closing)
    value.callEndedHasBegun = try fields(17, "callEndedHasBegun", \.callEndedHasBegun)
    value.isHangUpRequested = try fields(18, "isHangUpRequested", \.isHangUpRequested)
    value.timers = try fields(19, "timers", \.timers)
    value.counters = try fields(20, "counters", \.counters, default: Counters())
    value.seenEvents = try fields(21, "seenEvents", \.seenEvents, default: SeenEvents())
    value.lastRead = try fields(22, "lastRead", \.lastRead)
    value.lastTime = try fields(23, "lastTime", \.lastTime)
    value.lastHeard = try fields(24, "lastHeard", \.lastHeard)
    value.feeds = try fields(320, "feeds", \.feeds, default: FeedTable())
    value.presumedEnd = try fields(380, "presumedEnd", \.presumedEnd)
    value.recordings = try fields(381, "recordings", \.recordings, default: RecordingLog())
    value.flows = try fields(400, "flows", \.flows)
    value.flags = try fields(420, "flags", \.flags)
    value.milestones = try fields(
      540,
      "milestones",
      \.milestones,
      default: CallMilestones()
    )
    return value
  }
}

extension CallState {
  /// The call is further than it was; it never goes back (SEMANTICS.md 1.1).
  mutating func advance(to next: CallPhase) {
    if phase.isBefore(next) { phase = next }
  }

  /// Nobody is in the call any more, nothing plays and nothing is recorded.
  mutating func forgetWhatIsOver() {
    parties = PartyList()
    recording.forgetAll()
    media.forgetAll()
    feeds = FeedTable()
  }

  /// A call is placed: who is rung is its caller (SEMANTICS.md, rule 3).
  mutating func place(from source: Identifier?, to target: Identifier) {
    call?.from = source ?? .nobody
    call?.to = target
    parties.begin(caller: target)
    advance(to: .connecting)
  }

  /// A call that others have is joined: it has no caller (LANGUAGE 8).
  mutating func join() {
    call?.direction = .joined
    advance(to: .connecting)
  }

  /// Whether it is others' call, who go on without us.
  var isJoined: Bool { call?.direction == .joined }
}

extension Identifier {
  /// Who calls, or is called, as long as nobody is said to be.
  static let nobody = Identifier(rawID: "")
}

/// Who calls whom, as the first input said, or the step that placed the call.
struct CallFacts: Hashable, Sendable {
  /// Who began the call; a joined one, others did.
  enum Direction: String, Hashable, Sendable {
    case inbound, outbound, joined
  }

  fileprivate(set) var direction: Direction
  fileprivate(set) var from: Identifier
  fileprivate(set) var to: Identifier
  let callerName: String?
  /// The key to the ringing call; dropped as soon as the call is taken or refused.
  var context: IncomingCallContext?
  let correlationID: CorrelationID
  let sipHeaders: [String: String]
  let voipHeaders: [String: String]
  var connectionID: CallConnectionID?
  var serverCallID: ServerCallID?
  let startedAt: Timestamp
  /// Whom the caller meant, where the call was sent on from there.
  var onBehalfOf: Identifier?
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension CallFacts {
  /// Forgets the names of the call, and when it began.
  mutating func forgetNames(keepingTime: Bool) {
    self = CallFacts(
      direction: direction,
      from: from,
      to: to,
      callerName: callerName,
      context: context,
      correlationID: CorrelationID(""),
      sipHeaders: sipHeaders,
      voipHeaders: voipHeaders,
      connectionID: connectionID,
      serverCallID: serverCallID,
      startedAt: keepingTime ? startedAt : Timestamp(milliseconds: .min),
      onBehalfOf: onBehalfOf
    )
  }
}

extension CallFacts.Direction: FieldWord {}

extension CallFacts: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      direction: fields(1, "direction", \.direction),
      from: fields(2, "from", \.from),
      to: fields(3, "to", \.to),
      callerName: fields(4, "callerName", \.callerName),
      context: fields(5, "context", \.context),
      correlationID: fields(6, "correlationID", \.correlationID),
      sipHeaders: fields(7, "sipHeaders", \.sipHeaders),
      voipHeaders: fields(8, "voipHeaders", \.voipHeaders),
      connectionID: fields(9, "connectionID", \.connectionID),
      serverCallID: fields(10, "serverCallID", \.serverCallID),
      startedAt: fields(11, "startedAt", \.startedAt),
      onBehalfOf: fields(12, "onBehalfOf", \.onBehalfOf)
    )
  }
}

/// A signal that no `wait` has taken yet.
struct BufferedSignal: Hashable, Sendable {
  let name: String
  let fields: CELValue
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension BufferedSignal: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      name: fields(1, "name", \.name),
      fields: fields(2, "fields", \.fields)
    )
  }
}

/// The failure that the flow's `on: failed:` deals with.
struct FailureRecord: Hashable, Sendable {
  /// The step's id, or its structural path.
  let step: String
  let outcome: Outcome
  let reason: StepReason
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension FailureRecord: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      step: fields(1, "step", \.step),
      outcome: fields(2, "outcome", \.outcome),
      reason: fields(3, "reason", \.reason)
    )
  }
}

/// A timer the host was told of.
struct SetTimer: Hashable, Sendable {
  let id: TimerID
  let due: Timestamp
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension SetTimer: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      id: fields(1, "id", \.id),
      due: fields(2, "due", \.due)
    )
  }
}

/// What is counted in a call.
struct Counters: Hashable, Sendable {
  /// Inputs that changed something.
  var inputs = 0
  /// How often the flow's `on: failed:` has run.
  var flowFailures = 0
  /// How many calls it has had begin later.
  var scheduledCalls = 0
  /// What a later version stored.
  var unknownFields = UnknownFields()
}

extension Counters: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      inputs: fields(1, "inputs", \.inputs, default: 0),
      flowFailures: fields(2, "flowFailures", \.flowFailures, default: 0),
      scheduledCalls: fields(3, "scheduledCalls", \.scheduledCalls, default: 0)
    )
  }
}
