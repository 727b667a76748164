internal import CEL
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
package import FlowLanguage
internal import JSON

/// Runs a scenario against its flow, line by line, in virtual time.
///
/// The same scenario of the same flow gives the same result. It ends: what it may bring its call, and
/// how much time may pass, is limited (`SimulatorLimits`).
package func runScenario(_ scenario: Scenario, of program: Program) -> ScenarioResult {
  var run = ScenarioRun(scenario, of: program)
  return run.result()
}

/// A scenario under way.
struct ScenarioRun {
  var simulation: Simulation
  private let scenario: Scenario
  /// The line that is at hand.
  private var place = 0
  /// Whether what comes before the next expectation does not matter.
  private var isSkipping = false
  /// The last line's span, for what goes wrong after it.
  private var line: ScenarioLine?

  init(_ scenario: Scenario, of program: Program) {
    self.scenario = scenario
    simulation = Simulation(scenario, of: program, prompts: HeardPrompts(program))
  }

  mutating func result() -> ScenarioResult {
    let failure = run()
    return ScenarioResult(
      name: scenario.name,
      span: scenario.span,
      failure: failure,
      account: simulation.account,
      coverage: simulation.coverage,
      duration: simulation.now - scenario.at
    )
  }

  private mutating func run() -> ScenarioFailure? {
    arrangeHolds()
    simulation.begin()
    for index in scenario.lines.indices {
      place = index
      let line = scenario.lines[index]
      self.line = line
      arrangeHolds()
      if let failure = run(line) { return failure }
    }
    return runOut()
  }

  private mutating func run(_ line: ScenarioLine) -> ScenarioFailure? {
    switch line.content {
    case .skips:
      isSkipping = true
      return nil
    case .happens(let happening, let after):
      // A reaction's time counts from when the party is rung.
      let isReaction = if case .reacts = happening { true } else { false }
      if !isReaction, let failure = pass(after) { return failure }
      return perform(happening, after)
    case .does(let expectation):
      defer { isSkipping = false }
      return expect(expectation)
    }
  }

  /// Lets a call that has ended run out, so that what it does after its end is seen too.
  private mutating func runOut() -> ScenarioFailure? {
    guard simulation.call.machine.phase == .gone else { return simulationFailure() }
    let limit = simulation.now + .seconds(120)
    while !simulation.isOver, simulation.step(until: limit) {}
    return simulationFailure()
  }

  /// Tells the simulation who waits for a line when they are rung from here on.
  private mutating func arrangeHolds() {
    let coming = scenario.lines[place...]
    let caller = scenario.call.arguments == nil ? scenario.call.from : nil
    simulation.isHeld = { party in
      holds(party, in: coming, isCaller: party == caller || caller == nil)
    }
  }
}

/// Whether a line among those to come says what a party does about being rung now: one that comes
/// before the party is rung again.
private func holds(
  _ party: Identifier,
  in lines: ArraySlice<ScenarioLine>,
  isCaller: Bool
) -> Bool {
  func isMeant(_ named: ScenarioParty) -> Bool {
    switch named {
    case .caller: isCaller
    case .identifier(let identifier): identifier == party
    }
  }
  var rings = 0
  for line in lines {
    switch line.content {
    case .happens(.reacts(_, let named), _): if isMeant(named) { return true }
    case .does(.rings(let parties)):
      if parties.contains(where: isMeant) { rings += 1 }
    case .does(.transfers(let named)): if isMeant(named) { rings += 1 }
    case .happens, .does, .skips: break
    }
    if rings > 1 { return false }
  }
  return false
}

/// What happens.
extension ScenarioRun {
  private mutating func perform(_ happening: Happening, _ after: Milliseconds) -> ScenarioFailure? {
    switch happening {
    case .waits: return nil
    case .presses(let tones, let party, let isEarly):
      if !isEarly,
        let failure = waitUntil(
          "listens to the keys of",
          party,
          { simulation, party, call in
            simulation.emulator.listens(to: party, for: .keys, in: call)
          }
        )
      {
        return failure
      }
      act(.press(tones), by: party, "presses \(tones.characters)")
    case .says(let text, let confidence, let party, let isEarly):
      if !isEarly,
        let failure = waitUntil(
          "listens to",
          party,
          { simulation, party, call in
            simulation.emulator.listens(to: party, for: .words, in: call)
          }
        )
      {
        return failure
      }
      act(.say(text, confidence: confidence), by: party, "says “\(text)”")
    case .isSilent: return beSilent()
    case .leaves(.caller):
      act(.leave, by: .caller, "hangs up")
    case .leaves(let party):
      if let failure = waitUntil(
        "has in the call",
        party,
        { simulation, party, call in
          simulation.emulator.isPresent(party, in: call)
        }
      ) {
        return failure
      }
      act(.leave, by: party, "leaves")
    case .reacts(let action, let party): return react(action, party, after)
    case .signal(let name, let value): return signal(name, value)
    case .answer(let answer):
      simulation.give(answer)
    case .recording(let turn): return recording(turn)
    case .refuse(let command, let refusal): simulation.refusals.append((command, refusal))
    case .restart: simulation.restart()
    case .flag(let name, let value):
      guard let value = evaluated(value) else { return nil }
      simulation.flags[name] = value
    }
    return simulationFailure()
  }

  private mutating func act(_ deed: PartyDeed, by party: ScenarioParty, _ words: String) {
    let identifier = identifier(of: party)
    simulation.account.note(
      simulation.now,
      "line",
      "\(simulation.name(of: identifier)) \(words)"
    )
    if let call = simulation.number {
      simulation.emulator.act(deed, by: identifier, in: call, at: simulation.now)
      simulation.noteHeard()
    }
  }

  private func identifier(of party: ScenarioParty) -> Identifier {
    switch party {
    case .caller: simulation.caller
    case .identifier(let identifier): identifier
    }
  }

  /// Lets time pass until something is so of a party; what the flow does meanwhile is kept for the
  /// next expectations.
  private mutating func waitUntil(
    _ words: String,
    _ party: ScenarioParty,
    _ condition: (Simulation, Identifier, Int) -> Bool
  ) -> ScenarioFailure? {
    let limit = simulation.now + patience
    while true {
      if let call = simulation.number, condition(simulation, identifier(of: party), call) {
        return nil
      }
      if let failure = simulationFailure() { return failure }
      guard simulation.call.machine.phase != .gone, simulation.step(until: limit) else {
        let name = simulation.name(of: identifier(of: party))
        return failure("the flow never \(words) \(name) from here on", insteadOf: nil)
      }
    }
  }

  /// The caller lets a question pass: time passes until it has been put and is over.
  private mutating func beSilent() -> ScenarioFailure? {
    if let failure = waitUntil(
      "asks",
      .caller,
      { simulation, party, call in
        simulation.emulator.question(to: party, in: call) != nil
      }
    ) {
      return failure
    }
    guard let call = simulation.number else { return nil }
    let caller = identifier(of: .caller)
    let question = simulation.emulator.question(to: caller, in: call)
    simulation.account.note(simulation.now, "line", "the caller says nothing")
    let limit = simulation.now + patience
    while simulation.emulator.question(to: caller, in: call) == question {
      if let failure = simulationFailure() { return failure }
      guard simulation.step(until: limit) else { break }
    }
    return nil
  }

  private mutating func react(
    _ action: PartyReaction.Action,
    _ party: ScenarioParty,
    _ after: Milliseconds
  ) -> ScenarioFailure? {
    if let failure = waitUntil(
      "rings",
      party,
      { simulation, party, call in
        simulation.emulator.isRung(party, in: call)
      }
    ) {
      return failure
    }
    // Who does not answer lets it ring for as long as it does.
    if action == .noAnswer, after == SimulatorTiming.reaction {
      let words = "does not answer"
      simulation.account.note(
        simulation.now,
        "line",
        "\(simulation.name(of: identifier(of: party))) \(words)"
      )
      return nil
    }
    if let failure = pass(after) { return failure }
    act(.react(action), by: party, action.words)
    return simulationFailure()
  }

  private mutating func signal(_ name: String, _ value: ScenarioValue) -> ScenarioFailure? {
    guard let fields = evaluated(value) else { return nil }
    let signal = PostedSignal(
      id: EventID("signal-\(simulation.inputs)"),
      name: name,
      fields: fields
    )
    let verdict = simulation.call.machine.verdict(on: signal, in: simulation.program)
    guard verdict == .accepted else {
      return failure("the signal `\(name)` is not taken: \(verdict.words)", insteadOf: nil)
    }
    simulation.account.note(simulation.now, "line", "the signal `\(name)` is posted")
    simulation.deliver([signal.input])
    return simulationFailure()
  }

  private mutating func recording(_ turn: RecordingTurn) -> ScenarioFailure? {
    switch turn {
    case .fails, .stops:
      if turn == .stops || simulation.number.map({ simulation.emulator.isRecorded($0) }) ?? false {
        if let failure = waitUntil(
          "has a recording of the call with",
          .caller,
          { simulation, _, call in
            simulation.emulator.isRecorded(call)
          }
        ) {
          return failure
        }
        guard let call = simulation.number else { return nil }
        simulation.emulator.breakRecording(of: call, at: simulation.now)
      } else {
        simulation.breaksNextRecording = true
      }
      simulation.account.note(simulation.now, "line", "the recording \(turn.rawValue)")
    case .ready:
      let limit = simulation.now + .seconds(600)
      let before = simulation.readyCount
      while simulation.readyCount == before {
        if let failure = simulationFailure() { return failure }
        guard simulation.step(until: limit) else {
          return failure("no files of a recording get ready", insteadOf: nil)
        }
      }
    }
    return nil
  }

  private mutating func evaluated(_ value: ScenarioValue) -> CELValue? {
    do throws(CELFailure) {
      return try value.value(simulation.names(with: nil))
    } catch {
      simulation.failure = .unevaluated(error.message)
      return nil
    }
  }

  /// Lets time pass.
  private mutating func pass(_ time: Milliseconds) -> ScenarioFailure? {
    guard time > Milliseconds(0) else { return nil }
    let end = simulation.now + time
    while simulation.step(until: end) {
      if let failure = simulationFailure() { return failure }
    }
    return simulationFailure()
  }
}

/// What the flow is to do.
extension ScenarioRun {
  private mutating func expect(_ expectation: Expectation) -> ScenarioFailure? {
    switch expectation {
    case .hears(let patterns):
      for pattern in patterns {
        let caller = identifier(of: .caller)
        let by = pattern.by.map { identifier(of: $0) }
        let prompts = simulation.prompts
        let failure = meet("the caller hears \(pattern.words)", at: pattern.span) { notice in
          guard case .hears(let heard) = notice.content else { return false }
          return pattern.matches(heard, prompts, by: by, caller: caller)
        }
        if let failure { return failure }
      }
      return nil
    case .rings(let parties): return expectRings(parties)
    case .transfers(let party):
      return meet("the call is transferred to", party) {
        if case .transfers(let id) = $0 { id } else { nil }
      }
    case .joins(let party):
      return meet("is in the call:", party) { if case .joins(let id) = $0 { id } else { nil } }
    case .removes(let party):
      return meet("is taken out of the call:", party) {
        if case .removes(let id) = $0 { id } else { nil }
      }
    case .records(let word):
      return meet("the recording is to \(word.rawValue)") {
        if case .records(word) = $0.content { true } else { false }
      }
    case .requested(let pattern):
      let names = simulation.names(with: nil)
      return meet("a request \(pattern.line)") { notice in
        guard case .requested(let request) = notice.content else { return false }
        return pattern.matches(request, names)
      }
    case .logged(let pattern):
      return meet("the flow logs “\(pattern.text)”") {
        if case .logged(let text) = $0.content { pattern.matches(text) } else { false }
      }
    case .sends(let tones):
      return meet("tones \(tones.characters) are sent") {
        if case .sends(let sent) = $0.content { sent == tones } else { false }
      }
    case .schedules(let flow):
      return meet("a call of `\(flow)` is to begin later") {
        if case .schedules(flow) = $0.content { true } else { false }
      }
    case .ends(let reason):
      return meet("the call ends as `\(reason.rawValue)`") {
        if case .ends(reason) = $0.content { true } else { false }
      }
    case .reaches(let block):
      return meet("the flow is at `\(block)`") {
        if case .reaches(block) = $0.content { true } else { false }
      }
    case .holds(let expression, let text): return check(expression, text)
    case .waits: return expectRest()
    }
  }

  private mutating func expectRings(_ parties: [ScenarioParty]) -> ScenarioFailure? {
    var left = parties.map { identifier(of: $0) }
    while !left.isEmpty {
      let names = left.map { simulation.name(of: $0) }.joined(separator: " or ")
      var found: Int?
      let open = left
      let failure = meet("\(names) is rung") { notice in
        guard case .rings(let party) = notice.content else { return false }
        found = open.firstIndex(of: party)
        return found != nil
      }
      if let failure { return failure }
      if let found { left.remove(at: found) }
    }
    return nil
  }

  private mutating func meet(
    _ words: String,
    _ party: ScenarioParty,
    _ subject: (Notice.Content) -> Identifier?
  ) -> ScenarioFailure? {
    let meant = identifier(of: party)
    return meet("\(words) \(simulation.name(of: meant))") { subject($0.content) == meant }
  }

  /// Lets time pass until the flow has done something, or something that people notice before it.
  private mutating func meet(
    _ words: String,
    at span: Span? = nil,
    _ matches: (Notice) -> Bool
  ) -> ScenarioFailure? {
    let limit = simulation.now + SimulatorLimits.horizon
    while true {
      switch simulation.log.find(skipping: isSkipping, matches) {
      case .met: return nil
      case .instead(let notice):
        return failure(
          "\(words) was to come next",
          at: span,
          insteadOf: "instead, \(simulation.told(notice))"
        )
      case .notYet: break
      }
      if let failure = simulationFailure() { return failure }
      guard simulation.step(until: limit) else {
        let isOver = simulation.call.machine.phase == .gone
        return failure(
          "\(words) was to come next",
          at: span,
          insteadOf: isOver ? "the call is over" : "nothing happens any more"
        )
      }
    }
  }

  /// Evaluates an expression when what is on its way has arrived.
  private mutating func check(_ expression: CELExpression, _ text: String) -> ScenarioFailure? {
    settle()
    if let failure = simulationFailure() { return failure }
    let others = simulation.scenario.parties.mapValues { IdentifierType.value(of: $0) }
    do throws(CELFailure) {
      let value = try simulation.call.machine.value(
        of: expression,
        in: simulation.program,
        at: simulation.now,
        others: others
      )
      if value == .bool(true) { return nil }
      return failure("`\(text)` does not hold", insteadOf: "it is \(value.shown) here")
    } catch {
      return failure(
        "`\(text)` cannot be computed here",
        insteadOf: error.message,
        help: "the flow has not come to what gives it a value"
      )
    }
  }

  /// Lets what is on its way arrive: what was posted, and what the flow asks for because of it.
  private mutating func settle() {
    let limit = simulation.now + .seconds(1)
    while let call = simulation.number, simulation.emulator.hasPosts(of: call),
      simulation.step(until: limit)
    {}
  }

  /// Lets what is under way come to its end; then nothing may have happened that nobody mentions.
  private mutating func expectRest() -> ScenarioFailure? {
    let limit = simulation.now + .seconds(600)
    while true {
      if let pending = simulation.log.pending {
        return failure("nothing was to move here", insteadOf: "but \(simulation.told(pending))")
      }
      if let failure = simulationFailure() { return failure }
      if simulation.call.machine.phase == .gone {
        return failure("nothing was to move here", insteadOf: "the call is over")
      }
      if let call = simulation.number, simulation.emulator.isAtRest(call),
        simulation.openRequests.isEmpty, simulation.pending.isEmpty
      {
        return nil
      }
      guard simulation.step(until: limit) else { return nil }
    }
  }
}

/// What goes wrong.
extension ScenarioRun {
  private func simulationFailure() -> ScenarioFailure? {
    switch simulation.failure {
    case nil: return nil
    case .unanswered(let request)?:
      let method = request.prefix { $0 != " " }.lowercased()
      let url = request.drop { $0 != " " }.dropFirst()
      return failure(
        "the request \(request) has no answer",
        insteadOf: nil,
        help: "add one under `http:`, as "
          + "`{ \(method): \"\(url)\", answer: { status: 200, body: {} } }`, or a line "
          + "`respond:`, `timeout` or `unreachable`"
      )
    case .endless?:
      return failure(
        "there is no end to what happens here",
        insteadOf: "after \(SimulatorLimits.inputs) things that happened to the call"
      )
    case .unevaluated(let reason)?: return failure("a value cannot be computed", insteadOf: reason)
    }
  }

  private func failure(
    _ message: String,
    at span: Span? = nil,
    insteadOf label: String?,
    help: String? = nil
  ) -> ScenarioFailure {
    ScenarioFailure(
      message: message,
      line: span ?? line?.span ?? scenario.span,
      label: label ?? "",
      step: simulation.place.flatMap { simulation.node(at: $0)?.keywordSpan },
      help: help
    )
  }
}

extension PartyReaction.Action {
  fileprivate var words: String {
    switch self {
    case .accept: "accepts"
    case .decline: "declines"
    case .busy: "is busy"
    case .noAnswer: "does not answer"
    }
  }
}

extension SignalVerdict {
  fileprivate var words: String {
    switch self {
    case .accepted: "it is taken"
    case .undeclared: "the flow declares none of that name"
    case .malformed: "it does not bring what the flow declares"
    case .over: "the call is over"
    case .full: "too many wait already"
    }
  }
}

extension CELValue {
  fileprivate var shown: String { "`\(JSONValue(self))`" }
}

/// How long a line waits for the flow to listen, or to ring somebody.
private let patience = Milliseconds.seconds(4 * 3600)
