internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

extension Expander {
  /// All that can be done at a state, in an order that depends on nothing else.
  func deeds(at state: LiveState) -> [Deed] {
    let simulation = state.run.simulation
    if simulation.hasOpenRequest { return answers(at: simulation) }
    guard let number = simulation.number else { return [Deed(kind: .passes)] }
    var lines: [CallLine] = []
    for party in simulation.emulator.ringing(in: number) {
      let name = simulation.scenarioName(of: party)
      for word in ["accepts", "declines", "busy"] {
        lines.append(simulation.line(party, does: word, role: .reacts(name)))
      }
    }
    let questions = simulation.emulator.openQuestions(in: number)
    for question in questions {
      for keys in values.keys(for: question, of: simulation.menuKeys) {
        lines.append(simulation.line(question.party, presses: keys))
      }
      for phrase in values.phrases(for: question) {
        lines.append(simulation.line(question.party, says: phrase))
      }
    }
    for (party, tones) in simulation.call.machine.awaitedKeys
    where simulation.emulator.isPresent(party, in: number) {
      let keys = String(tones.map(\.character))
      lines.append(simulation.line(party, presses: keys))
    }
    lines += signals(at: simulation)
    for party in simulation.emulator.parties(in: number) where party != simulation.caller {
      lines.append(simulation.line(party, does: "leaves"))
    }
    var known: Set<CallLine> = []
    var deeds = lines.filter { known.insert($0).inserted }.map { line in
      // Whoever is rung takes a while by themselves.
      let pause = line.role == .other ? SimulatorLimits.haste : Milliseconds(0)
      return Deed(kind: .acts, lines: [line], pause: pause)
    }
    if program.handlers.recordingFailed != nil, !state.hasFault,
      simulation.emulator.isRecorded(number)
    {
      deeds.append(Deed(kind: .acts, fault: CallLine(text: "recording: stops")))
    }
    let isAsked = questions.contains { $0.party == simulation.caller }
    let passing = Deed(kind: .passes, lines: isAsked ? [CallLine(text: "silence")] : [])
    return deeds + [passing] + leaving(simulation)
  }

  /// What a request of the flow can get, and that the caller does not wait for it.
  private func answers(at simulation: Simulation) -> [Deed] {
    let request = simulation.openRequests.first { $0.answer == nil }
    let step = request.flatMap { simulation.places[$0.effect.ordinal] }
      .flatMap { simulation.node(at: $0) }
    let lines = values.answers(to: step).map { "respond: \($0)" } + ["timeout"]
    return lines.map { Deed(kind: .acts, lines: [CallLine(text: $0)]) } + leaving(simulation)
  }

  private func leaving(_ simulation: Simulation) -> [Deed] {
    guard let number = simulation.number, !simulation.emulator.hasEnded(number),
      simulation.emulator.isPresent(simulation.caller, in: number)
    else { return [] }
    return [Deed(kind: .hangsUp, lines: [CallLine(text: "hangUp")])]
  }

  private func signals(at simulation: Simulation) -> [CallLine] {
    simulation.call.machine.awaitedSignals.flatMap { name in
      let type = program.signals[name] ?? .record([])
      return values.values(of: type, named: name).map { value in
        CallLine(text: "signal: { \(name): \(value) }")
      }
    }
  }
}

/// Lines of scenarios.
extension Simulation {
  /// Somebody as lines of a scenario name them.
  func scenarioName(of party: Identifier) -> String {
    if party == caller { return "caller" }
    let named = scenario.parties.merging(program.identities) { own, _ in own }
      .filter { $0.value == party }.keys.min()
    return named ?? JSONValue.string(party.rawID).description
  }

  /// The keys of the menu that is asked.
  fileprivate var menuKeys: [[Tone]] {
    let written = call.machine.waitingSteps.flatMap { step -> [[Tone]] in
      let place = StepPlace(flow: step.flow, path: step.path)
      guard case .recognize(let step)? = node(at: place)?.step,
        case .choices(let choices) = step.input
      else { return [] }
      return choices.map(\.keys).filter { !$0.isEmpty }
    }
    return written + call.machine.offeredKeys.map { [$0] }
  }

  /// A line in which somebody does something.
  fileprivate func line(
    _ party: Identifier,
    does word: String,
    role: CallLine.Role = .other
  ) -> CallLine {
    CallLine(text: partyLine(scenarioName(of: party), does: word), role: role)
  }

  fileprivate func line(_ party: Identifier, presses keys: String) -> CallLine {
    guard party != caller else { return CallLine(text: "press: \"\(keys)\"") }
    return line(party, does: "{ presses: \"\(keys)\" }")
  }

  fileprivate func line(_ party: Identifier, says phrase: String) -> CallLine {
    let text = JSONValue.string(phrase).description
    guard party != caller else { return CallLine(text: "say: \(text)") }
    return line(party, does: "{ says: \(text) }")
  }

  /// What people notice, as the line that expects it; nil for what nobody notices.
  func line(for notice: Notice) -> CallLine? {
    switch notice.content {
    case .hears(let heard): return CallLine(text: "hears: \(words(for: heard))")
    case .rings(let party):
      let name = scenarioName(of: party)
      return CallLine(text: "rings: \(name)", role: .rings(name))
    case .transfers(let party):
      let name = scenarioName(of: party)
      return CallLine(text: "transfers: \(name)", role: .rings(name))
    case .removes(let party): return CallLine(text: "removes: \(scenarioName(of: party))")
    case .ends(let reason): return CallLine(text: "ends: \(reason.rawValue)")
    case .joins, .records, .requested, .logged, .sends, .schedules, .reaches: return nil
    }
  }

  private func words(for heard: HeardSource) -> String {
    let known = prompts.name(of: heard.source)
    let name = known.hasPrefix("`") ? String(known.dropFirst().dropLast()) : ""
    let isNamed = program.prompts[name] != nil
    let text = isNamed ? name : JSONValue.string(heard.source.words.text).description
    let other = heard.ears.contains(caller) ? nil : heard.ears.first { $0 != caller }
    guard let other else {
      // One word alone would be the name of a prompt.
      let isWord =
        !isNamed && heard.source.words.text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
      return isWord ? "{ text: \(text) }" : text
    }
    return "{ \(isNamed ? "prompt" : "text"): \(text), by: \(scenarioName(of: other)) }"
  }
}
