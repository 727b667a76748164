internal import CEL
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// What the flow is to do.
extension ScenarioRun {
  mutating func expect(_ expectation: Expectation) -> ScenarioFailure? {
    switch expectation {
    case .hears(let patterns):
      for pattern in patterns {
        let caller = identifier(of: .caller)
        let by = pattern.by.map { identifier(of: $0) }
        let prompts = simulation.prompts
        let who = by.map { simulation.name(of: $0) } ?? "the caller"
        let words = "\(who) hears \(pattern.words)"
        let failure = meet(words, at: pattern.span, hearing: pattern) { notice in
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
    // Who the caller of a call is that the flow places is known once it has.
    let limit = simulation.now + SimulatorLimits.horizon
    while simulation.number == nil, simulation.step(until: limit) {}
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
    hearing pattern: HeardPattern? = nil,
    _ matches: (Notice) -> Bool
  ) -> ScenarioFailure? {
    let limit = simulation.now + SimulatorLimits.horizon
    while true {
      switch simulation.log.find(skipping: isSkipping, matches) {
      case .met: return nil
      case .instead(let notice):
        var told = simulation.told(notice)
        if let pattern, case .hears(let heard) = notice.content {
          told += pattern.difference(from: heard, simulation.prompts)
        }
        return failure("\(words) was to come next", at: span, insteadOf: "instead, \(told)")
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
  ///
  /// Where things go wrong, what makes it hold may take its time.
  private mutating func check(_ expression: CELExpression, _ text: String) -> ScenarioFailure? {
    settle()
    let limit = simulation.now + .seconds(45)
    var failure = evaluate(expression, text)
    while failure != nil, simulation.perturbation != nil, simulation.step(until: limit) {
      failure = evaluate(expression, text)
    }
    return failure
  }

  private func evaluate(_ expression: CELExpression, _ text: String) -> ScenarioFailure? {
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

extension CELValue {
  fileprivate var shown: String { "`\(JSONValue(self))`" }
}
