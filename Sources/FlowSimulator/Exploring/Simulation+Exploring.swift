internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// How long a caller hears nothing.
struct SilenceGauge: Hashable, Sendable {
  /// How long it is quiet now.
  private var current = Milliseconds(0)
  /// The longest so far.
  private(set) var longest = Milliseconds(0)

  /// Time passes, in which something sounds or not.
  mutating func pass(_ time: Milliseconds, sounds: Bool) {
    current = sounds ? Milliseconds(0) : current + time
    longest = max(longest, current)
  }
}

/// Where an explored call comes to.
enum ExploreStop: Hashable, Sendable {
  /// Something can happen.
  case choice
  /// The call is over.
  case over
  /// It cannot go on.
  case failed(SimulationFailure)
}

extension Simulation {
  /// Lets time pass until somebody can do something and nothing is on its way, or the call is over.
  mutating func advanceToChoice(ignoring unanswering: inout Set<Identifier>) -> ExploreStop {
    let limit = now + SimulatorLimits.horizon
    while true {
      if let failure { return .failed(failure) }
      if call.machine.phase == .gone { return runOut(ignoring: unanswering) }
      if let number {
        let ringing = emulator.ringing(in: number)
        unanswering = unanswering.filter { ringing.contains($0) }
      }
      if isSettled, hasChoice(ignoring: unanswering) { return .choice }
      guard step(until: limit) else { return .choice }
    }
  }

  /// Lets a call that is over do what it does afterwards; a request of it can be answered first.
  private mutating func runOut(ignoring unanswering: Set<Identifier>) -> ExploreStop {
    let limit = now + .seconds(120)
    while !isOver {
      if openRequests.contains(where: { $0.answer == nil }) { return .choice }
      guard step(until: limit) else { break }
    }
    return failure.map(ExploreStop.failed) ?? .over
  }

  /// Whether nothing is on its way between the flow and the service.
  private var isSettled: Bool {
    let isAsking = openRequests.contains { $0.answer == nil }
    let isUnderWay = pending.contains { item in
      !openRequests.contains { $0.turn == item.what.turn && $0.answer == nil }
    }
    if isUnderWay { return false }
    if let number, emulator.hasPosts(of: number) { return false }
    return isAsking || !(lane?.isBusy ?? false)
  }

  private func hasChoice(ignoring unanswering: Set<Identifier>) -> Bool {
    if openRequests.contains(where: { $0.answer == nil }) { return true }
    guard let number else { return false }
    if emulator.ringing(in: number).contains(where: { !unanswering.contains($0) }) { return true }
    if !emulator.openQuestions(in: number).isEmpty { return true }
    return unanswering.isEmpty && call.machine.phase == .connected && emulator.isAtRest(number)
  }
}

extension ScenarioRun {
  /// What people have noticed since this was last asked, as the lines that expect it.
  mutating func takeTold() -> [String] {
    let told = simulation.log.notices.filter(\.isNoticedByPeople).compactMap { line(for: $0) }
    simulation.log = NoticeLog()
    return told
  }

  private func line(for notice: Notice) -> String? {
    func name(_ party: Identifier) -> String { simulation.scenarioName(of: party) }
    switch notice.content {
    case .hears(let heard):
      let known = simulation.prompts.name(of: heard.source)
      let isOwn = simulation.program.prompts[String(known.dropFirst().dropLast())] != nil
      let what =
        known.hasPrefix("`") && isOwn
        ? (key: "prompt", text: String(known.dropFirst().dropLast()))
        : (key: "text", text: JSONValue.string(heard.source.words.text).description)
      let others = heard.ears.filter { $0 != simulation.caller }
      guard let other = others.first, !heard.ears.contains(simulation.caller) else {
        return "hears: \(what.text)"
      }
      return "hears: { \(what.key): \(what.text), by: \(name(other)) }"
    case .rings(let party): return "rings: \(name(party))"
    case .transfers(let party): return "transfers: \(name(party))"
    case .removes(let party): return "removes: \(name(party))"
    case .ends(let reason): return "ends: \(reason.rawValue)"
    case .joins, .records, .requested, .logged, .sends, .schedules, .reaches: return nil
    }
  }
}
