internal import CallDispatch
internal import CallEmulator
package import CallModel
internal import Diagnostics
package import FlowEngine
package import FlowLanguage

/// Simulates one call of a flow: what its caller and others do is drawn, by the seed and the call's
/// number alone, as is what goes wrong besides, where `hasFaults` asks for it (`Perturbation`).
package func simulateCall(
  _ number: Int,
  seed: UInt64,
  of program: Program,
  with callers: Callers,
  hasFaults: Bool = false
) -> CallMeasure {
  var call = SimulatedCall(number, seed: seed, of: program, with: callers)
  let ordinary = call.measure()
  guard hasFaults else { return ordinary }
  var dice = Dice(seed: seed, call: number)
  var faulty = SimulatedCall(number, seed: seed, of: program, with: callers)
  faulty.simulation.perturbation = Perturbation(
    seed: dice.next(),
    inputs: call.simulation.inputs
  )
  return faulty.measure()
}

/// What came of a simulated call.
package struct CallMeasure: Hashable, Sendable {
  /// How it ended, as `call.ended.reason` says; nil where it goes on and on.
  package var end: EndReason?
  /// Whether the caller hung up because nobody took it.
  package var isGivenUp = false
  /// How long it took until somebody took it; nil where nobody did.
  package var answeredAfter: Milliseconds?
  /// How long it lasted.
  package var duration = Milliseconds(0)
  /// How many steps ran.
  package var steps = 0
  /// How often each prompt was heard, by its name.
  package var prompts: [String: Int] = [:]
  /// Why it could not be simulated to its end; nil where it could.
  package var problem: String?
}

/// A call whose caller and parties do what is drawn for them.
private struct SimulatedCall {
  fileprivate var simulation: Simulation
  private var dice: Dice
  private let callers: Callers
  private let began: Timestamp
  /// What is to be done, and when; the soonest need not come first.
  private var agenda: [(due: Timestamp, deed: Deed)] = []
  private var seen = 0
  /// The last question that was answered, or is about to be.
  private var question: Int?
  private var result = CallMeasure()

  private enum Deed {
    case act(PartyDeed, Identifier)
    /// The caller hangs up if nobody has taken the call.
    case giveUp
  }

  init(_ number: Int, seed: UInt64, of program: Program, with callers: Callers) {
    self.callers = callers
    dice = Dice(seed: seed, call: number)
    began = callers.at
    let scenario = Scenario(
      name: "",
      span: .none,
      at: callers.at,
      call: callers.call,
      rules: callers.rules,
      parties: [:],
      lines: []
    )
    simulation = Simulation(scenario, of: program, prompts: HeardPrompts(program))
    simulation.isHeld = { _ in true }
  }

  mutating func measure() -> CallMeasure {
    let limit = began + SimulatedCall.longest
    if let patience = callers.patience.draw(&dice) { agenda.append((began + patience, .giveUp)) }
    simulation.begin()
    look()
    while simulation.call.machine.phase != .gone, simulation.failure == nil, simulation.now < limit
    {
      let next = agenda.indices.min { agenda[$0].due < agenda[$1].due }
      let due = min(next.map { agenda[$0].due } ?? limit, limit)
      if !simulation.step(until: due), let next, agenda[next].due <= simulation.now {
        perform(agenda.remove(at: next).deed)
      }
      look()
    }
    settle()
    return result
  }

  /// How long a call may go on.
  private static let longest = Milliseconds.seconds(4 * 3600)

  private mutating func perform(_ deed: Deed) {
    guard let call = simulation.number else { return }
    switch deed {
    case .act(let deed, let party):
      simulation.emulator.act(deed, by: party, in: call, at: simulation.now)
    case .giveUp:
      guard result.answeredAfter == nil else { return }
      result.isGivenUp = true
      simulation.emulator.act(.leave, by: simulation.caller, in: call, at: simulation.now)
    }
    simulation.noteHeard()
  }

  /// Takes in what the flow has done, and draws what is done about it.
  private mutating func look() {
    for notice in simulation.log.notices[seen...] { take(notice.content) }
    seen = simulation.log.notices.count
    guard let call = simulation.number,
      let asked = simulation.emulator.asked(simulation.caller, in: call), asked.isPromptOver,
      asked.number != question
    else { return }
    question = asked.number
    let after = Milliseconds(500 + Int64(dice.fraction() * 3500))
    if let deed = answer(to: asked) { plan(deed, by: simulation.caller, after: after) }
  }

  private mutating func take(_ content: Notice.Content) {
    switch content {
    case .hears(let heard):
      guard heard.ears.isEmpty || heard.ears.contains(simulation.caller) else { return }
      let name = simulation.prompts.promptName(of: heard.source) ?? heard.source.words.text
      result.prompts[name, default: 0] += 1
    case .rings(let party), .transfers(let party): react(party)
    case .joins(let party):
      result.answeredAfter = result.answeredAfter ?? simulation.now - began
      if let talk = callers.talk.draw(&dice) { plan(.leave, by: party, after: talk) }
    case .ends(let reason):
      result.end = reason
      result.duration = simulation.now - began
      if reason == .transferred {
        result.answeredAfter = result.answeredAfter ?? simulation.now - began
      }
    case .removes, .records, .requested, .logged, .sends, .schedules, .reaches: break
    }
  }

  private mutating func react(_ party: Identifier) {
    let weights = callers.parties[party] ?? callers.parties[nil]
    guard let weights else {
      plan(.react(.accept), by: party, after: SimulatorTiming.reaction)
      return
    }
    guard let reaction = weights.draw(&dice) else { return }
    switch reaction.word {
    case .accepts: plan(.react(.accept), by: party, after: reaction.after)
    case .declines: plan(.react(.decline), by: party, after: reaction.after)
    case .busy: plan(.react(.busy), by: party, after: reaction.after)
    case .noAnswer, .leaves, .presses, .says: break
    }
  }

  private mutating func plan(_ deed: PartyDeed, by party: Identifier, after time: Milliseconds) {
    agenda.append((simulation.now + time, .act(deed, party)))
  }

  /// What the caller does about a question; nil for nothing.
  private mutating func answer(to asked: AskedQuestion) -> PartyDeed? {
    if let choices = asked.choices { return choose(among: choices) }
    if let menu { return choose(among: menu) }
    if let keys = asked.keys {
      if let drawn = callers.keys?.draw(&dice) { return .press(drawn) }
      let digits = (0..<min(keys.maximum, 20)).map { _ in
        Tone.allCases[Int(dice.fraction() * 10)]
      }
      return .press(digits)
    }
    guard asked.takesSpeech else { return nil }
    return .say(callers.words?.draw(&dice) ?? "yes", confidence: ordinaryConfidence)
  }

  /// The choices of the menu at which the flow stands; the service is asked for keys where none of
  /// them can be said.
  private var menu: [RecognitionChoice]? {
    guard let node = simulation.place.flatMap({ simulation.node(at: $0) }),
      case .recognize(let step) = node.step, case .choices(let choices) = step.input
    else { return nil }
    return choices.map { RecognitionChoice(label: $0.name, phrases: [], tone: $0.keys.first) }
  }

  private mutating func choose(among choices: [RecognitionChoice]) -> PartyDeed? {
    enum Choice: Sendable {
      case silence, wrong
      case one(RecognitionChoice)
    }
    let named = choices.map { (value: Choice.one($0), weight: callers.choices[$0.label] ?? 1) }
    let others: [(value: Choice, weight: Double)] = [
      (.silence, callers.silence), (.wrong, callers.wrong),
    ]
    switch Weighted(named + others).draw(&dice) {
    case .one(let choice)?:
      if let tone = choice.tone { return .press([tone]) }
      return choice.phrases.first.map { .say($0, confidence: ordinaryConfidence) }
    case .wrong?:
      let tone = Tone.allCases.first { tone in !choices.contains { $0.tone == tone } }
      return tone.map { .press([$0]) }
    case .silence?, nil: return nil
    }
  }

  /// Lets the call run out, and takes its measure.
  private mutating func settle() {
    let limit = simulation.now + .seconds(120)
    while simulation.call.machine.phase == .gone, !simulation.isClosed, simulation.failure == nil,
      simulation.step(until: limit)
    {}
    look()
    if result.end == nil { result.duration = simulation.now - began }
    result.steps = simulation.coverage.flows.values.reduce(0) { sum, marks in
      sum + marks.steps.values.reduce(0, +)
    }
    switch simulation.failure {
    case .unanswered(let request)?:
      result.problem = "the request \(request) has no answer; add one under `http:`"
    case .endless?: result.problem = "there is no end to what happens"
    case .unevaluated(let reason)?: result.problem = "a value cannot be computed: \(reason)"
    case nil: break
    }
  }
}
