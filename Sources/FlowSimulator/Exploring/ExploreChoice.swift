internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// Something that can happen at a wait.
enum ExploreChoice: Sendable {
  /// What a line of a scenario says.
  case line(String, isLeaving: Bool)
  /// Time passes.
  case time

  /// Whether somebody leaves of their own accord.
  var isLeaving: Bool {
    if case .line(_, let isLeaving) = self { isLeaving } else { false }
  }

  /// All that can happen now, in an order that depends on nothing else.
  static func all(
    at simulation: Simulation,
    _ values: SampleValues,
    _ program: Program,
    ignoring unanswering: Set<Identifier>
  ) -> [ExploreChoice] {
    var choices: [ExploreChoice] = []
    func add(_ line: String, isLeaving: Bool = false) {
      choices.append(.line(line, isLeaving: isLeaving))
    }
    if let request = simulation.openRequests.first(where: { $0.answer == nil }) {
      for answer in values.answers(to: request.step(in: simulation)) { add("respond: \(answer)") }
      add("timeout")
      return choices
    }
    let caller = simulation.caller
    guard let number = simulation.number else { return [.time] }
    for party in simulation.emulator.ringing(in: number) where !unanswering.contains(party) {
      for word in ["accepts", "declines", "busy", "noAnswer"] {
        add("\(simulation.scenarioName(of: party)): \(word)")
      }
    }
    for question in simulation.emulator.openQuestions(in: number) {
      let isCaller = question.party == caller
      let name = simulation.scenarioName(of: question.party)
      for key in values.keys(for: question) {
        add(isCaller ? "press: \"\(key)\"" : "\(name): { presses: \"\(key)\" }")
      }
      for phrase in values.phrases(for: question) {
        let text = JSONValue.string(phrase).description
        add(isCaller ? "say: \(text)" : "\(name): { says: \(text) }")
      }
      if isCaller { add("silence") } else { choices.append(.time) }
    }
    for party in simulation.emulator.toneListeners(in: number) {
      let name = simulation.scenarioName(of: party)
      for keys in values.awaitedKeys {
        add(party == caller ? "press: \"\(keys)\"" : "\(name): { presses: \"\(keys)\" }")
      }
    }
    for (name, type) in program.signals.sorted(by: { $0.key < $1.key }) {
      for value in values.values(of: type).prefix(4) where simulation.takes(name) {
        add("signal: { \(name): \(value) }")
      }
    }
    for party in simulation.emulator.parties(in: number) where party != caller {
      add("\(simulation.scenarioName(of: party)): leaves", isLeaving: true)
    }
    let isAsked = simulation.emulator.openQuestions(in: number).contains { $0.party == caller }
    // Whoever is rung does something about it, and does not answer by saying so.
    let isRinging = !simulation.emulator.ringing(in: number).isEmpty
    if !isAsked, !isRinging { choices.append(.time) }
    add("hangUp", isLeaving: true)
    return choices
  }
}

extension Simulation {
  /// Somebody as lines of a scenario name them.
  func scenarioName(of party: Identifier) -> String {
    if party == caller { return "caller" }
    let named = scenario.parties.merging(program.identities) { own, _ in own }
      .filter { $0.value == party }.keys.min()
    return named ?? JSONValue.string(party.rawID).description
  }

  /// Whether a wait of the flow is for that signal now, and none of it is kept yet.
  fileprivate func takes(_ signal: String) -> Bool {
    guard let place, let flow = program.flow(named: place.flow) else { return false }
    var path: FlowPath? = place.path
    while let at = path {
      if case .wait(let step)? = flow.node(at: at)?.step,
        step.triggers.contains(where: {
          if case .signal(signal, _) = $0.condition { true } else { false }
        })
      {
        return true
      }
      path = at.parent
    }
    return false
  }
}

extension OpenRequest {
  /// The step of the flow that asks.
  fileprivate func step(in simulation: Simulation) -> StepNode? {
    simulation.places[effect.ordinal].flatMap { simulation.node(at: $0) }
  }
}
