import CEL
import CallModel
import FlowLanguage

/// All that is known of a call: what is stored after each input (SEMANTICS.md 1.1).
struct CallState: Hashable, Sendable, Codable {
  /// Our id of the call.
  var callID: CallID
  /// Who calls whom, or nil before the first input.
  var call: CallFacts?
  /// How far the call is.
  var phase = CallPhase.ringing
  /// Who is in the call.
  var parties = PartyList()
  /// What the recording does.
  var recording = Recording()
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
  /// What the steps have come to.
  var records = StepRecords()
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
  /// Whether `on: callEnded:` has begun; it begins once.
  var callEndedHasBegun = false
  /// Whether the operator has asked for the call's end.
  var isHangUpRequested = false
  /// The timers the host was told of.
  var timers: [SetTimer] = []
  /// What is counted.
  var counters = Counters()
  /// Delivered events, to know a second delivery.
  var seenEvents = SeenEvents()
  /// The last read's answer, to know a second delivery.
  var lastRead: CallInput?
  /// The time of the last input; time never goes backwards.
  var lastTime = Timestamp(milliseconds: .min)
  /// When the service was last heard of.
  var lastHeard = Timestamp(milliseconds: .min)

  /// A call of which nothing is known yet.
  init(callID: CallID) {
    self.callID = callID
  }
}

/// Who calls whom, as the first input said.
struct CallFacts: Hashable, Sendable, Codable {
  /// Who began the call.
  enum Direction: String, Hashable, Sendable, Codable {
    case inbound, outbound
  }

  let direction: Direction
  let from: Identifier
  let to: Identifier
  let callerName: String?
  /// The key to the ringing call; dropped as soon as the call is taken or refused.
  var context: IncomingCallContext?
  let correlationID: CorrelationID
  let sipHeaders: [String: String]
  let voipHeaders: [String: String]
  var connectionID: CallConnectionID?
  var serverCallID: ServerCallID?
  let startedAt: Timestamp
}

/// A signal that no `wait` has taken yet.
struct BufferedSignal: Hashable, Sendable, Codable {
  let name: String
  let fields: CELValue
}

/// The failure that the flow's `on: failed:` deals with.
struct FailureRecord: Hashable, Sendable, Codable {
  /// The step's id, or its structural path.
  let step: String
  let outcome: Outcome
  let reason: StepReason
}

/// A timer the host was told of.
struct SetTimer: Hashable, Sendable, Codable {
  let id: TimerID
  let due: Timestamp
}

/// What is counted in a call.
struct Counters: Hashable, Sendable, Codable {
  /// Inputs that changed something.
  var inputs = 0
  /// How often the flow's `on: failed:` has run.
  var flowFailures = 0
}
