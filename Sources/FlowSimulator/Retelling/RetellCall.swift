internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
package import FlowLanguage

/// Tells a call as a scenario: what happened to it is taken from its journal, and what its flow does
/// about it is what the flow does when the same happens to it here.
///
/// So the scenario says what the flow does now; where that is not what it did then, a note says so.
/// Returns nil where the journal has not the beginning of the call.
package func retell(
  _ past: [PastInput],
  of program: Program,
  _ options: RetellingOptions
) -> RetoldCall? {
  let hiding = HiddenValues(options.hidesValues, of: program, in: past)
  guard let call = PastCall(past, of: program, hiding: hiding) else { return nil }
  var timed = Retelling(call, of: program, options)
  timed.run()
  // As little as possible is said of time: what comes in the same order without is told without.
  var tellings = [timed]
  if timed.stop == nil {
    var ordered = Retelling(call, of: program, options, after: timed.counts)
    ordered.run()
    if ordered.untimed(program) == timed.untimed(program) { tellings = [ordered, timed] }
  }
  return RetoldCall(
    texts: tellings.map { scenarioText(of: $0, call, program, options) },
    notes: call.notes + timed.differences(from: call)
  )
}

/// A call that happens once more.
struct Retelling {
  private var scenario: ScenarioRun
  private let past: PastCall
  private let options: RetellingOptions
  /// How much of what is told there is to be before each thing that happens; nil for as much
  /// as there was time for.
  private let wanted: [Int]?
  /// How much there was.
  private(set) var counts: [Int] = []
  private(set) var lines: [RetoldLine] = []
  private var toldNotices = 0
  /// How often files got ready then, up to here.
  private var pastReadies = 0
  private var lastTime: Timestamp
  /// When the last keys have been pressed, or the last words said.
  private var busyUntil: Timestamp
  /// Why it does not go on as it did, if it does not.
  private(set) var stop: String?

  init(
    _ past: PastCall,
    of program: Program,
    _ options: RetellingOptions,
    after wanted: [Int]? = nil
  ) {
    self.past = past
    self.options = options
    self.wanted = wanted
    let scenario = Scenario(past, named: options.name)
    self.scenario = ScenarioRun(scenario, of: program)
    lastTime = past.began
    busyUntil = past.began
  }

  var simulation: Simulation { scenario.simulation }

  mutating func run() {
    hold(from: 0)
    scenario.simulation.begin()
    for (index, happening) in past.happenings.enumerated() where stop == nil {
      hold(from: index)
      while scenario.simulation.step(until: busyUntil) {}
      if let wanted { wait(for: wanted[index]) } else { wait(for: happening) }
      perform(happening)
    }
    hold(from: past.happenings.count)
    runOut()
    tell(upTo: simulation.log.notices.count)
  }

  /// Has parties wait for what they do later, and no others.
  private mutating func hold(from index: Int) {
    let coming = past.happenings[index...].compactMap { past -> ScenarioParty? in
      if case .reacts(_, let party) = past.happening { party } else { nil }
    }
    let isPlaced = past.call.arguments != nil
    let caller = past.call.from
    scenario.simulation.isHeld = { party in
      coming.contains { named in
        switch named {
        case .caller: isPlaced || party == caller
        case .identifier(let identifier): identifier == party
        }
      }
    }
  }

  /// Lets as much time pass as there was, unless the flow would not listen any more.
  private mutating func wait(for happening: PastHappening) {
    switch happening.happening {
    // These wait by themselves, or have been said beforehand.
    case .reacts, .isSilent, .answer, .refuse, .waits: return
    case .presses, .says, .leaves, .signal, .recording, .restart, .flag: break
    }
    // What is heard of keys and words is heard when they are over.
    let took = happening.happening.effort.count
    let since = (happening.time - past.began).count * Int64(options.speed) - took
    let due = past.began + Milliseconds((since + 50) / 100 * 100)
    var trial = scenario
    while trial.simulation.step(until: due) {}
    guard trial.isHeard(happening.happening) else { return }
    scenario = trial
  }

  /// Lets time pass until people have noticed so much.
  private mutating func wait(for count: Int) {
    let limit = simulation.now + SimulatorLimits.horizon
    while noticed < count, simulation.call.machine.phase != .gone,
      scenario.simulation.step(until: limit)
    {}
  }

  private var noticed: Int { simulation.log.notices.count { $0.isTold } }

  private mutating func perform(_ past: PastHappening) {
    if case .recording(.ready) = past.happening {
      pastReadies += 1
      // They got ready by themselves, while time passed.
      guard simulation.readyCount < pastReadies else {
        counts.append(noticed)
        return
      }
    }
    let before = (simulation.log.notices.count, simulation.now)
    let lastLine = simulation.lastLine
    let after = wanted == nil ? past.rang.map { rounded($0) } : nil
    let failure = scenario.perform(past.happening, after ?? SimulatorTiming.reaction)
    if let failure {
      stop = failure.message
      return
    }
    let isTold = simulation.lastLine.map { line in lastLine.map { $0 != line } ?? true } ?? false
    let (count, time) = isTold ? simulation.lastLine ?? before : before
    tell(upTo: count)
    counts.append(simulation.log.notices[..<count].count { $0.isTold })
    lines.append(.happens(past.happening, after: self.after(past.happening, after, time)))
    lastTime = max(lastTime, time)
    busyUntil = simulation.now + past.happening.effort
  }

  /// How long a line lets pass before it; a reaction says itself how long it took.
  private func after(
    _ happening: Happening,
    _ rang: Milliseconds?,
    _ time: Timestamp
  ) -> Milliseconds {
    if case .reacts = happening { return rang ?? SimulatorTiming.reaction }
    guard wanted == nil, happening.takesTime else { return Milliseconds(0) }
    return max(time - lastTime, Milliseconds(0))
  }

  private func rounded(_ time: Milliseconds) -> Milliseconds {
    Milliseconds(max(100, (time.count * Int64(options.speed) + 50) / 100 * 100))
  }

  /// Lets the call come to its end, if it had one, or as far as it went.
  private mutating func runOut() {
    let since = (past.lastTime - past.began).count * Int64(options.speed)
    let limit =
      past.hasEnded ? simulation.now + SimulatorLimits.horizon : past.began + Milliseconds(since)
    while simulation.call.machine.phase != .gone, scenario.simulation.step(until: limit) {}
  }

  private mutating func tell(upTo count: Int) {
    for notice in simulation.log.notices[toldNotices..<count] where notice.isTold {
      lines.append(.does(notice))
      lastTime = max(lastTime, notice.time)
    }
    toldNotices = count
  }

  /// Where the flow does something else than it did.
  func differences(from past: PastCall) -> [String] {
    if let stop { return ["from here on the flow does something else than it did: \(stop)"] }
    let paired = zip(past.commands, simulation.sent)
    guard let index = Array(paired).firstIndex(where: { $0 != $1 }) else { return [] }
    return [
      "the flow does something else than it did: its request \(index + 1) of the service is "
        + "\(simulation.sent[index].rawValue), and was \(past.commands[index].rawValue)"
    ]
  }
}

extension Notice {
  /// Whether a scenario tells it: what people notice, and that somebody has joined, which is what
  /// others wait for.
  fileprivate var isTold: Bool {
    if case .joins = content { true } else { isNoticedByPeople }
  }
}

/// A line of a call that is told again.
enum RetoldLine {
  case happens(Happening, after: Milliseconds)
  case does(Notice)
}

extension Retelling {
  /// What comes after what, without times.
  fileprivate func untimed(_ program: Program) -> [String] {
    let lines = lines.map { line in
      if case .happens(let happening, _) = line {
        RetoldLine.happens(happening, after: SimulatorTiming.reaction)
      } else {
        line
      }
    }
    return LineWriter(simulation, program, hidesWords: false).lines(lines)
  }
}

extension Happening {
  /// How long somebody is busy with it.
  var effort: Milliseconds {
    switch self {
    case .presses(let tones, _, _):
      Milliseconds(EmulatorTiming.betweenKeys.count * Int64(tones.count - 1))
    case .says: EmulatorTiming.phrase
    case .isSilent, .leaves, .reacts, .waits, .signal, .answer, .recording, .refuse, .restart,
      .flag:
      Milliseconds(0)
    }
  }

  /// Whether it may have taken time until it happened, which its line says.
  fileprivate var takesTime: Bool {
    switch self {
    case .reacts, .isSilent, .answer, .refuse, .waits: false
    case .presses, .says, .leaves, .signal, .recording, .restart, .flag: true
    }
  }
}

extension ScenarioRun {
  /// Whether the flow takes notice of something that happens now.
  fileprivate func isHeard(_ happening: Happening) -> Bool {
    guard let call = simulation.number else { return true }
    return switch happening {
    case .presses(_, let party, _):
      simulation.emulator.listens(to: identifier(of: party), for: .keys, in: call)
    case .says(_, _, let party, _):
      simulation.emulator.listens(to: identifier(of: party), for: .words, in: call)
    case .leaves(let party): simulation.emulator.isPresent(identifier(of: party), in: call)
    case .isSilent, .reacts, .waits, .signal, .answer, .recording, .refuse, .restart, .flag: true
    }
  }
}

extension Scenario {
  /// A scenario without lines that begins as a call did.
  fileprivate init(_ past: PastCall, named name: String) {
    self.init(
      name: name,
      span: .none,
      at: past.began,
      call: past.call,
      rules: [],
      parties: [:],
      lines: []
    )
  }
}
