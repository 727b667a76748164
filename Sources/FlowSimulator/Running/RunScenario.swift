internal import CallDispatch
internal import CallModel
internal import Diagnostics
internal import FlowEngine
package import FlowLanguage

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
  let scenario: Scenario
  /// The line that is at hand.
  private var place = 0
  /// Whether what comes before the next expectation does not matter.
  var isSkipping = false
  /// The last line's span, for what goes wrong after it.
  var line: ScenarioLine?

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
      duration: simulation.now - scenario.at,
      noticed: simulation.log.notices.filter(\.isNoticedByPeople).map(simulation.told),
      inputs: simulation.inputs,
      requirements: requirements
    )
  }

  /// What the scenario was for, so far as it came.
  private var requirements: [String] {
    let marks = simulation.coverage.flows[simulation.program.name]
    let blocks = Set((marks?.steps.keys.map(\.block) ?? []).compactMap(\.self))
    let reached = blocks.flatMap { scenario.blockRequirements[$0] ?? [] }
    return Set(scenario.requirements + reached).sorted()
  }

  private mutating func run() -> ScenarioFailure? {
    arrangeHolds()
    let first = scenario.lines.firstIndex { !$0.isArrangement } ?? scenario.lines.endIndex
    for index in scenario.lines.indices {
      if index == first { simulation.begin() }
      place = index
      let line = scenario.lines[index]
      self.line = line
      arrangeHolds()
      if let failure = run(line) { return failure }
    }
    if first == scenario.lines.endIndex { simulation.begin() }
    return runOut() ?? unusedLine()
  }

  /// A line about something that never comes: it shows nothing, and may be a mistake.
  private func unusedLine() -> ScenarioFailure? {
    guard simulation.perturbation == nil else { return nil }
    let unused: (message: String, instead: String, line: Span)
    if let refusal = simulation.refusals.first {
      let command = refusal.command.rawValue
      unused = ("the flow never asks for `\(command)`", "nothing is refused", refusal.line)
    } else if let answer = simulation.waitingAnswers.first {
      unused = ("the flow sends no request", "nothing is answered so", answer.line)
    } else if let line = simulation.recordingBreak {
      unused = ("the flow starts no recording", "no recording fails", line)
    } else {
      return nil
    }
    return failure(
      "\(unused.message) from here on",
      at: unused.line,
      insteadOf: unused.instead,
      help: "leave the line out, or write it before what asks for that"
    )
  }

  /// Does what a line says, or waits for what it expects; why that failed, or nil.
  mutating func run(_ line: ScenarioLine) -> ScenarioFailure? {
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
    while !simulation.isClosed, simulation.step(until: limit) {}
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

extension ScenarioLine {
  /// Whether the line says what holds before anything happens: what begins the call is refused by it,
  /// too.
  fileprivate var isArrangement: Bool {
    switch content {
    case .happens(.refuse, let after), .happens(.flag, let after): after == Milliseconds(0)
    case .happens, .does, .skips: false
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
