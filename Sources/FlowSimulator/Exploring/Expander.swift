internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage
internal import FlowSyntax

/// What came of something that was done at a state.
struct Arrival: Sendable {
  let state: LiveState
  let stop: LiveState.Stop
  let deed: Deed
  /// What people noticed, as the lines that expect it.
  let told: [CallLine]
  let rest: Milliseconds
  let duration: Milliseconds
  let answered: Milliseconds?
  let branches: [FlowBranch]
}

/// Follows what can happen at a state of a call, with the interpreter of production and the emulated
/// service.
struct Expander: Sendable {
  let program: Program
  let values: SampleValues
  private let zones: any ZoneRules
  /// What a test spoils in each machine.
  let plant: Plant?
  private var lines: [String: ScenarioLine] = [:]

  init(
    _ program: Program,
    zones: any ZoneRules,
    planting plant: Plant? = nil
  ) {
    self.plant = plant
    self.program = program
    self.zones = zones
    values = SampleValues(of: program)
  }

  /// The calls that begin in a way, and those in which the service fails at once.
  mutating func begin(_ start: ExploreStart) -> [Arrival] {
    var run = ScenarioRun(start.scenario, of: program)
    run.simulation.account.isKept = false
    run.simulation.handled = []
    run.simulation.plant = plant
    run.simulation.isHeld = { _ in true }
    let deed = Deed(kind: .begins, lines: start.lines.map { CallLine(text: $0) })
    return follow(deed, from: LiveState(run: run))
  }

  /// All that can happen at a state.
  mutating func expand(_ state: LiveState) -> [Arrival] {
    var arrivals: [Arrival] = []
    for deed in deeds(at: state) { arrivals += follow(deed, from: state) }
    return arrivals
  }

  /// What comes of a deed, and of the same where one of the commands that it led to is refused.
  private mutating func follow(_ deed: Deed, from state: LiveState) -> [Arrival] {
    guard let arrival = arrive(deed, from: state) else { return [] }
    guard !state.hasFault, deed.kind != .hangsUp else { return [arrival] }
    let asked = arrival.state.run.simulation.asked.sorted { $0.rawValue < $1.rawValue }
    let faults = asked.filter { !$0.tidiesUp }.map { "refuse: { \($0.rawValue): { code: 400 } }" }
    let handled = [
      (program.handlers.recordingFailed, "recording: fails"),
      (program.handlers.recordingReady, "recording: lost"),
    ]
    let recording = asked.contains(.startRecording) ? handled.filter { $0.0 != nil }.map(\.1) : []
    return [arrival]
      + (faults + recording).compactMap { fault in
        var faulty = deed
        faulty.fault = CallLine(text: fault)
        return arrive(faulty, from: state)
      }
  }

  private mutating func arrive(_ deed: Deed, from before: LiveState) -> Arrival? {
    var state = before
    state.hasFault = state.hasFault || deed.fault != nil
    state.run.simulation.beginWay()
    let began = state.run.simulation.now
    if deed.pause > Milliseconds(0) {
      let pause = line("after: \(deed.pause.scenarioText)")
      guard let pause, state.run.run(pause) == nil else { return nil }
    }
    for line in deed.allLines {
      guard let line = self.line(line.text), state.run.run(line) == nil else { return nil }
    }
    if deed.kind == .begins { state.run.simulation.begin() }
    var last = state.run.simulation.now
    var kind = deed.kind
    let stop: LiveState.Stop
    if kind == .passes, deed.lines.isEmpty {
      let passed = state.pass()
      stop = passed.stop
      if passed.outlasts { kind = .outlasts }
    } else {
      stop = state.advance()
    }
    if case .failed(.unanswered) = stop { return nil }
    let simulation = state.run.simulation
    let notices = simulation.log.notices
    let told = notices.filter(\.isNoticedByPeople).compactMap { notice in
      simulation.line(for: notice).map { (notice.time, $0) }
    }
    last = max(last, told.last?.0 ?? last)
    return Arrival(
      state: state,
      stop: stop,
      deed: Deed(kind: kind, lines: deed.lines, pause: deed.pause, fault: deed.fault),
      told: told.map(\.1),
      rest: simulation.now - last,
      duration: simulation.now - began,
      answered: notices.first(where: \.isAnswer).map { $0.time - began },
      branches: simulation.coverage.branches
    )
  }

  /// A line as the reader of scenarios has it; nil where it is none.
  private mutating func line(_ text: String) -> ScenarioLine? {
    if let line = lines[text] { return line }
    var files = SourceFiles()
    let (source, _) = readSource(Array("- \(text)\n".utf8), name: "explored", into: &files)
    var reader = ScenarioReader(program, zones: zones, isComplete: true)
    guard let node = parseYAML(source).document.root, let line = reader.lines(node).first,
      !reader.values.findings.hasErrors
    else { return nil }
    lines[text] = line
    return line
  }
}

extension Notice {
  /// Whether somebody has answered whom the caller was waiting for.
  fileprivate var isAnswer: Bool {
    switch content {
    case .joins: true
    case .ends(let reason): reason == .transferred
    default: false
    }
  }
}

extension CoverageMarks {
  /// The branches that were taken, each once, in an order that depends on nothing else.
  var branches: [FlowBranch] {
    flows.sorted { $0.key < $1.key }.flatMap { flow, marks in
      marks.branches.keys.sorted { $0.text < $1.text }.map { FlowBranch(flow: flow, path: $0) }
    }
  }
}
