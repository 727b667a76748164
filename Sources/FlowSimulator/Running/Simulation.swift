internal import CEL
internal import CallAutomation
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// One call of a flow against the emulated service, under one virtual clock, in one thread.
///
/// The machine, the outbox, the lane and what is made of an answer are those of the server, and the
/// service is the emulator: what a request says is encoded, and what the service posts is decoded, as
/// on the wire. Only the wire itself is missing.
struct Simulation: Sendable {
  /// What happens at a time of its own.
  indirect enum Pending: Sendable {
    /// A command is tried again.
    case tries(LaneTurn)
    /// An item of the lane has this result.
    case ends(LaneTurn, CallInput.Content)
    /// A try of a flow's request has this result.
    case answers(LaneTurn, SendResult)
    /// A flow's request is tried again.
    case asks(LaneTurn)
    /// Something comes late, or once more.
    case arrives(Delivery)
  }

  let program: Program
  let scenario: Scenario
  let prompts: HeardPrompts
  let callID: CallID
  var emulator: CallEmulator
  /// The emulator's number of the call; nil before it was placed.
  var number: Int?
  var call: ActiveCall
  var lane: Lane?
  /// What of the lane is to be carried out now, in order.
  var ready: [LaneTurn] = []
  var isCarryingOut = false
  var now: Timestamp
  /// What is to happen, the soonest first; among equals the first that was planned.
  var pending: [(due: Timestamp, what: Pending)] = []
  /// The tries of what is under way, by the lane's number of it.
  var tries: [Int: Tries] = [:]
  /// The flow's requests that have no answer yet, in their order.
  var openRequests: [OpenRequest] = []
  /// Answers that lines have given before there was a request.
  var waitingAnswers: [(answer: ScenarioAnswer, line: Span)] = []
  /// What lines have the service refuse, with where they stand, until it has.
  var refusals: [(command: CallCommand.Kind, refusal: ServiceRefusal, line: Span)] = []
  var flags: [String: CELValue] = [:]
  /// All that has happened, as a journal would have it; nil where nobody asks for it.
  var past: [PastInput]?
  /// What the service was asked for, in order.
  var sent: [CallCommand.Kind] = []
  /// What the flow has done.
  var log = NoticeLog()
  var account = Account()
  /// How much the flow had done, and when, when a line last did something.
  private(set) var lastLine: (notices: Int, time: Timestamp)?
  var coverage = CoverageMarks()
  /// What the service has taken.
  var taken: Set<OperationContext> = []
  /// Where each operation was asked for.
  var places: [Int: StepPlace] = [:]
  /// The step that has begun last.
  var place: StepPlace?
  /// Who does nothing when they are rung, for a line says what they do.
  var isHeld: @Sendable (Identifier) -> Bool = { _ in false }
  var inputs = 0
  /// The line that has the next recording not start.
  var recordingBreak: Span?
  /// Whether the files of the call's recordings cannot be fetched.
  var losesFiles = false
  /// How often files of a recording got ready.
  var readyCount = 0
  /// What goes wrong besides; nil in the ordinary course.
  var perturbation: Perturbation?
  /// The kinds of commands that the service was asked for.
  var asked: Set<CallCommand.Kind> = []
  /// What the service refused without a line that says so.
  var unexpectedRefusals: [String] = []
  /// How long the caller hears nothing.
  var quiet = QuietSpan()
  /// The inputs with what came of them; nil where nobody asks.
  var handled: [HandledInput]?
  /// What a test of this program spoils after each turn, to see that it is noticed.
  var plant: Plant?
  /// What cannot go on as it is.
  var failure: SimulationFailure?
  private var hasEnded = false

  /// Prepares a call; nothing has happened.
  init(_ scenario: Scenario, of program: Program, prompts: HeardPrompts) {
    self.scenario = scenario
    self.program = program
    self.prompts = prompts
    var configuration = EmulatorConfiguration(eventGridURL: "https://flow.test/api/incomingCall")
    configuration.accessKey = nil
    configuration.keepsTraces = false
    emulator = CallEmulator(configuration)
    now = scenario.at
    callID = CallID(String(repeating: "a", count: 32))
    call = ActiveCall(CallMachine(callID: callID))
  }

  /// Lets the call come, or has the flow begin it.
  mutating func begin() {
    account.begin(at: now)
    if let arguments = scenario.call.arguments {
      deliver([.started(arguments: arguments)])
    } else {
      var script = CallerScript(caller: scenario.call.from)
      script.to = scenario.call.to
      script.onBehalfOf = scenario.call.onBehalfOf
      number = emulator.place(script, at: now)
      account.note(now, "call", "\(scenario.call.from.rawID) calls \(scenario.call.to.rawID)")
    }
  }

  /// When something happens next; nil if nothing will.
  var nextDue: Timestamp? {
    [emulator.nextDue, pending.first?.due, call.outbox.nextDue].compactMap(\.self).min()
  }

  /// Whether nothing is left to happen to the call.
  var isClosed: Bool { call.isClosed }

  /// Lets time pass to what happens next, at most to a time; whether something happened.
  mutating func step(until limit: Timestamp) -> Bool {
    guard let due = nextDue, due <= limit, failure == nil else {
      now = max(now, limit)
      return false
    }
    quiet.pass(max(now, due) - now, isQuiet: isCallerInQuiet)
    now = max(now, due)
    for delivery in emulator.advance(to: now) { receive(delivery) }
    noteHeard()
    while let first = pending.first, first.due <= now {
      pending.removeFirst()
      carryOut(first.what)
    }
    fireTimers()
    noteHeard()
    return true
  }

  /// Gives the machine what has happened, and begins what it asks for.
  mutating func deliver(_ contents: [CallInput.Content], settling position: Int? = nil) {
    inputs += contents.count
    guard inputs <= SimulatorLimits.inputs else {
      failure = failure ?? .endless
      return
    }
    let settled = position.map { Set([$0]) } ?? []
    let before = handled == nil ? nil : call.machine
    let turn = call.handle(contents, settling: settled, at: now, reading: flags, in: program)
    keep(turn, from: before)
    note(turn)
    guard !crashes(before: turn.change) else { return restart() }
    begin(order(turn.change))
    noteEnd()
  }

  /// The server ends here, and comes back with what it has stored: what is under way is lost.
  mutating func restart() {
    tellLine("the server starts again")
    lane = nil
    ready = []
    pending.removeAll { $0.what.turn != nil }
    tries = [:]
    openRequests = []
    let before = handled == nil ? nil : call.machine
    let (turn, again) = call.recover(at: now, reading: flags, in: program)
    keep(turn, from: before)
    note(turn)
    var order = order(turn.change)
    order.added = again
    begin(order)
    noteEnd()
  }

  /// Says in the account what a line does.
  mutating func tellLine(_ text: String) {
    account.note(now, "line", text)
    lastLine = (log.notices.count, now)
  }

  /// Plans something; what was planned first comes first among equals.
  mutating func plan(_ what: Pending, at due: Timestamp) {
    let place = pending.firstIndex { $0.due > due } ?? pending.count
    pending.insert((due, what), at: place)
  }

  private mutating func fireTimers() {
    while let (id, due) = call.outbox.timers.min(by: {
      ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue)
    }),
      due <= now, failure == nil
    {
      deliver([.timer(id)])
      // A timer that the machine sets again for now would never let time pass.
      if call.outbox.timers[id].map({ $0 <= now }) ?? false { return }
    }
  }

  /// What the service posts to the flow.
  mutating func take(_ delivery: Delivery) {
    switch delivery.sender {
    case .callAutomation:
      guard case .success(let events) = decodeCallbacks(delivery.body) else { return }
      for case .success(let event) in events {
        noteEvent(event)
        deliver([.event(event)])
      }
    case .eventGrid:
      guard case .success(let told) = decodeEventGrid(delivery.body) else { return }
      for case .success(let event) in told.events {
        switch event.content {
        case .incomingCall(let incoming): deliver([.incoming(scenario.call.naming(incoming))])
        case .recordingFileStatus(let status):
          readyCount += 1
          account.note(now, "svc", "the files of a recording are ready")
          deliver([.recordingReady(status.files)])
        case .validation, .other: break
        }
      }
    }
  }

  /// Notes the end of the call, once, as those in it notice it.
  private mutating func noteEnd() {
    guard !hasEnded, call.machine.phase == .gone, let reason = call.machine.endReason else {
      return
    }
    hasEnded = true
    append(.ends(reason))
  }
}

extension ScenarioCall {
  /// The call with what the scenario says of it.
  fileprivate func naming(_ incoming: IncomingCall) -> IncomingCall {
    let isPhone = from.kind == .phoneNumber
    return IncomingCall(
      to: incoming.to,
      from: incoming.from,
      callerName: name ?? incoming.callerName,
      context: incoming.context,
      correlationID: incoming.correlationID,
      serverCallID: incoming.serverCallID,
      sipHeaders: isPhone ? headers : [:],
      voipHeaders: isPhone ? [:] : headers,
      onBehalfOf: incoming.onBehalfOf
    )
  }
}

/// Spoils a machine after an input.
typealias Plant = @Sendable (CallInput, inout CallMachine) -> Void

/// Why a scenario cannot go on, whatever its lines say.
enum SimulationFailure: Hashable, Sendable {
  /// A request of the flow has no answer.
  case unanswered(String)
  /// There is no end to what happens.
  case endless
  /// A value of the scenario cannot be computed.
  case unevaluated(String)
}

/// Where a step stands, with its flow.
struct StepPlace: Hashable, Sendable {
  let flow: String
  let path: FlowPath
}
