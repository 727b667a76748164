internal import CEL
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage

/// What happens.
extension ScenarioRun {
  mutating func perform(_ happening: Happening, _ after: Milliseconds) -> ScenarioFailure? {
    switch happening {
    case .waits: return nil
    case .presses(let tones, let party, let isEarly):
      let failure =
        isEarly
        ? nil
        : waitUntil("listens to the keys of", party) {
          $0.emulator.listens(to: $1, for: .keys, in: $2)
        }
      if let failure { return failure }
      act(.press(tones), by: party, "presses \(tones.characters)")
    case .says(let text, let confidence, let party, let isEarly):
      let failure =
        isEarly
        ? nil
        : waitUntil("listens to", party) {
          $0.emulator.listens(to: $1, for: .words, in: $2)
        }
      if let failure { return failure }
      act(.say(text, confidence: confidence), by: party, "says “\(text)”")
    case .isSilent: return beSilent()
    case .leaves(.caller):
      act(.leave, by: .caller, "hangs up")
    case .leaves(let party):
      let failure = waitUntil("has in the call", party) { $0.emulator.isPresent($1, in: $2) }
      if let failure { return failure }
      act(.leave, by: party, "leaves")
    case .reacts(let action, let party): return react(action, party, after)
    case .signal(let name, let value): return signal(name, value)
    case .answer(let answer):
      simulation.give(answer, at: span)
    case .recording(let turn): return recording(turn)
    case .refuse(let command, let refusal):
      simulation.refusals.append((command, refusal, span))
    case .restart: simulation.restart()
    case .flag(let name, let value):
      guard let value = evaluated(value) else { return nil }
      simulation.flags[name] = value
    }
    return simulationFailure()
  }

  /// Where the line stands.
  private var span: Span { line?.span ?? scenario.span }

  private mutating func act(_ deed: PartyDeed, by party: ScenarioParty, _ words: String) {
    let identifier = identifier(of: party)
    simulation.tellLine("\(simulation.name(of: identifier)) \(words)")
    if let call = simulation.number {
      simulation.emulator.act(deed, by: identifier, in: call, at: simulation.now)
      simulation.noteHeard()
    }
  }

  func identifier(of party: ScenarioParty) -> Identifier {
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
        return failure("the flow never \(words) \(name) from here on", insteadOf: rest)
      }
    }
  }

  /// What the flow does from here on, or that it does nothing.
  private var rest: String {
    if let pending = simulation.log.pending { return "what comes is: \(simulation.told(pending))" }
    let isOver = simulation.call.machine.phase == .gone
    return isOver ? "the call is over" : "nothing happens any more"
  }

  /// The caller lets a question pass: time passes until it has been put and is over.
  private mutating func beSilent() -> ScenarioFailure? {
    let failure = waitUntil("asks", .caller) { $0.emulator.question(to: $1, in: $2) != nil }
    if let failure { return failure }
    guard let call = simulation.number else { return nil }
    let caller = identifier(of: .caller)
    let question = simulation.emulator.question(to: caller, in: call)
    simulation.tellLine("the caller says nothing")
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
    let failure = waitUntil("rings", party) { $0.emulator.isRung($1, in: $2) }
    if let failure { return failure }
    // Who does not answer lets it ring for as long as it does.
    if action == .noAnswer, after == SimulatorTiming.reaction {
      let words = "does not answer"
      simulation.tellLine("\(simulation.name(of: identifier(of: party))) \(words)")
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
    simulation.tellLine("the signal `\(name)` is posted")
    simulation.deliver([signal.input])
    return simulationFailure()
  }

  private mutating func recording(_ turn: RecordingTurn) -> ScenarioFailure? {
    switch turn {
    case .fails, .stops:
      if turn == .stops || simulation.number.map({ simulation.emulator.isRecorded($0) }) ?? false {
        let failure = waitUntil("has a recording of the call with", .caller) {
          $0.emulator.isRecorded($2)
        }
        if let failure { return failure }
        guard let call = simulation.number else { return nil }
        simulation.emulator.breakRecording(of: call, at: simulation.now)
      } else {
        simulation.recordingBreak = span
      }
      simulation.tellLine("the recording \(turn.rawValue)")
    case .lost:
      simulation.losesFiles = true
      simulation.tellLine("the recording's files are lost")
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
  mutating func pass(_ time: Milliseconds) -> ScenarioFailure? {
    guard time > Milliseconds(0) else { return nil }
    let end = simulation.now + time
    while simulation.step(until: end) {
      if let failure = simulationFailure() { return failure }
    }
    return simulationFailure()
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

/// How long a line waits for the flow to listen, or to ring somebody.
private let patience = Milliseconds.seconds(4 * 3600)
