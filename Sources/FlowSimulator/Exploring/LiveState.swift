internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage

/// A state of a call, from which it can go on.
struct LiveState: Sendable {
  var run: ScenarioRun
  /// Whether the service, or a recording, has failed on the way: once in a call, it does.
  var hasFault = false

  /// Where a call comes to.
  enum Stop: Hashable, Sendable {
    /// Something can happen.
    case choice
    /// It is over.
    case over
    /// It is not over, and nothing will ever happen.
    case stuck
    /// It cannot go on.
    case failed(SimulationFailure)
  }

  /// How far back a machine looks where it does not keep a time to come: the longest is the patience
  /// for an invitation (SEMANTICS.md 1.6).
  private static let memory = Milliseconds.seconds(180)

  /// What decides how the call goes on, as bytes that are equal for states that go on alike.
  ///
  /// `clock` is what of the time of day the flow goes by. Left out, beside what the machine and the
  /// emulator leave out, is what lines have done that is done with.
  func key(_ reads: RecordReads, clock: Int64) throws(FieldFailure) -> [UInt8] {
    let simulation = run.simulation
    let likeness = Likeness(
      moment: simulation.now.milliseconds,
      memory: Self.memory.count,
      tellsDurations: reads.areOfTime
    )
    var output = FieldOutput(likeness)
    try output.append(clock)
    try output.append(hasFault)
    try simulation.call.machine.writeLikeness(
      at: simulation.now,
      to: &output,
      reading: reads
    )
    try output.append(simulation.openRequests.count)
    for request in simulation.openRequests {
      output.append(number: request.effect.ordinal, of: .operation)
      try output.append(request.deadline)
    }
    try output.append(simulation.refusals.map(\.command.rawValue))
    try output.append(simulation.recordingBreak != nil)
    try output.append(simulation.losesFiles)
    try output.append(simulation.flags)
    if let number = simulation.number {
      try simulation.emulator.writeLikeness(of: number, to: &output)
    }
    return output.bytes
  }

  /// Lets time pass until somebody can do something and nothing is on its way, or the call is over.
  mutating func advance() -> Stop {
    let limit = run.simulation.now + SimulatorLimits.horizon
    while true {
      if let failure = run.simulation.failure { return .failed(failure) }
      if run.simulation.isClosed { return .over }
      if run.simulation.isSettled, run.simulation.hasChoice { return .choice }
      guard run.simulation.step(until: limit) else {
        return run.simulation.call.machine.phase == .gone ? .over : .stuck
      }
    }
  }

  /// The same call where the server has started again; nil where it cannot be gone on with.
  func startedAgain() -> LiveState? {
    var state = self
    state.run.simulation.beginWay()
    state.run.simulation.restart()
    return state.advance() == .choice ? state : nil
  }

  /// Lets time pass until something happens that somebody waits for, and then as far as `advance`;
  /// whether that was nothing but the end of the longest duration of a call.
  mutating func pass() -> (stop: Stop, outlasts: Bool) {
    guard let due = run.simulation.nextAwaited else {
      let limit = run.simulation.now + SimulatorLimits.horizon
      while run.simulation.call.machine.phase != .gone, run.simulation.step(until: limit) {}
      return (advance(), true)
    }
    while run.simulation.now < due, run.simulation.step(until: due) {}
    return (advance(), false)
  }
}

extension Simulation {
  /// Whether nothing is on its way between the flow and the service.
  fileprivate var isSettled: Bool {
    let isUnderWay = pending.contains { item in
      !openRequests.contains { $0.turn == item.what.turn && $0.answer == nil }
    }
    if isUnderWay { return false }
    if let number, emulator.hasPosts(of: number) || emulator.isBeingAnswered(in: number) {
      return false
    }
    if let next = nextAwaited, next - now < SimulatorLimits.moment { return false }
    return hasOpenRequest || !(lane?.isBusy ?? false)
  }

  /// Whether a request of the flow waits for an answer.
  var hasOpenRequest: Bool { openRequests.contains { $0.answer == nil } }

  fileprivate var hasChoice: Bool {
    if hasOpenRequest { return true }
    guard let number, call.machine.phase != .gone else { return false }
    if !emulator.ringing(in: number).isEmpty { return true }
    if !emulator.openQuestions(in: number).isEmpty { return true }
    return call.machine.phase == .connected && emulator.isAtRest(number)
  }

  /// When something happens next that somebody waits for, but for the longest duration of a call;
  /// nil if nothing will.
  fileprivate var nextAwaited: Timestamp? {
    [call.machine.nextLook, pending.first?.due, number.flatMap { emulator.nextLive(in: $0) }]
      .compactMap(\.self).min()
  }

  /// Whether the caller is alone in the call and hears nothing, and only somebody outside, or a long
  /// time, could change that.
  var isCallerStranded: Bool {
    guard isCallerInQuiet, !hasOpenRequest, let number, emulator.ringing(in: number).isEmpty,
      call.machine.awaitedKeys.isEmpty
    else { return false }
    return nextAwaited.map { $0 - now > SimulatorLimits.stranding } ?? true
  }

  /// Forgets what is known of the way to here.
  mutating func beginWay() {
    inputs = 0
    asked = []
    unexpectedRefusals = []
    handled = handled.map { _ in [] }
    quiet = QuietSpan()
    coverage = CoverageMarks()
    log = NoticeLog()
    // Places of operations that nobody waits for any more.
    let awaited = Set(call.machine.operationOrdinals)
    places = places.filter { awaited.contains($0.key) }
  }
}
