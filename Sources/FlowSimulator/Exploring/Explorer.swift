internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowEngine
internal import FlowLanguage
internal import FlowSyntax

/// Walks the calls a flow can have, breadth first over what can happen at each wait, with the
/// production interpreter and the emulated service; states that go on alike are followed once.
struct Explorer {
  /// A state of a call, with how it came about.
  struct Node: Sendable {
    var run: ScenarioRun
    /// The node before it; nil for the first.
    let parent: Int?
    /// What is done, and what is expected, since the node before.
    let lines: [String]
    /// How many things have happened.
    let depth: Int
    /// Which of the times to begin at the call began at.
    let start: Int
    /// Whether a command was refused on the way: one is, in a call.
    let hasRefused: Bool
    /// Who is rung and will not answer.
    let unanswering: Set<Identifier>
  }

  /// A step from one state to another.
  struct Edge: Sendable {
    let from: Int
    let to: Int
    /// Whether somebody left of their own accord.
    let isLeaving: Bool
    /// Whether nothing was done but to let time pass.
    let isTime: Bool
  }

  /// What is done at a node.
  private struct Deed {
    var lines: [String] = []
    var isLeaving = false
    var isTime = false
    var hasRefused = false
    var unanswering: Set<Identifier> = []
  }

  let program: Program
  let starts: [ExploreStart]
  private let zones: any ZoneRules
  private let values: SampleValues
  private let bounds: ExploreBounds
  private var known: [StateLikeness: Int] = [:]
  private var lineCache: [String: ScenarioLine] = [:]
  /// The kinds of commands that were sent on the last way.
  private var lastCommands: [CallCommand.Kind] = []
  private(set) var nodes: [Node] = []
  private(set) var edges: [Edge] = []
  /// The nodes whose choices were all followed.
  private(set) var expanded: Set<Int> = []
  var report = ExplorationReport()

  init(
    _ starts: [ExploreStart],
    of program: Program,
    zones: any ZoneRules,
    within bounds: ExploreBounds
  ) {
    self.program = program
    self.starts = starts
    self.zones = zones
    self.bounds = bounds
    values = SampleValues(of: program)
  }

  /// Walks until nothing is left, or a bound is met.
  mutating func walk() {
    for (index, start) in starts.enumerated() {
      var run = ScenarioRun(start.scenario, of: program)
      run.simulation.isHeld = { _ in true }
      run.simulation.begin()
      arrive(run, from: nil, start: index, Deed())
      for command in lastCommands where command.isRefusable {
        var other = run
        var deed = Deed(hasRefused: true)
        guard perform(command.refusal, &other, &deed) else { continue }
        arrive(other, from: nil, start: index, deed)
      }
    }
    var next = 0
    while next < nodes.count {
      guard nodes.count < bounds.states else {
        report.isCutOff = true
        break
      }
      expand(next)
      next += 1
    }
    report.states = nodes.count
    report.transitions = edges.count
    findTraps()
  }

  private mutating func expand(_ place: Int) {
    guard !report.ended.contains(place) else { return }
    let node = nodes[place]
    guard node.depth < bounds.depth else {
      report.isCutOff = true
      return
    }
    expanded.insert(place)
    let simulation = node.run.simulation
    for choice in ExploreChoice.all(at: simulation, values, program, ignoring: node.unanswering) {
      follow(choice, from: place, refusing: nil)
      guard !node.hasRefused else { continue }
      for command in lastCommands where command.isRefusable {
        follow(choice, from: place, refusing: command)
      }
    }
  }

  private mutating func follow(
    _ choice: ExploreChoice,
    from place: Int,
    refusing refused: CallCommand.Kind?
  ) {
    let node = nodes[place]
    var run = node.run
    run.simulation.commands = []
    var deed = Deed(hasRefused: node.hasRefused, unanswering: node.unanswering)
    if let refused {
      guard perform(refused.refusal, &run, &deed) else { return }
      deed.hasRefused = true
    }
    switch choice {
    case .line(let text, let isLeaving):
      guard perform(text, &run, &deed) else { return }
      deed.isLeaving = isLeaving
    case .time:
      guard let due = run.simulation.nextDue else { return }
      let time = due - run.simulation.now
      deed.isTime = true
      _ = run.simulation.step(until: due)
      if time.count > 0 { deed.lines.append("after: \(time.scenarioText)") }
    }
    arrive(run, from: place, start: node.start, deed)
  }

  /// Does what a line says; false where it cannot be done.
  private mutating func perform(
    _ text: String,
    _ run: inout ScenarioRun,
    _ deed: inout Deed
  ) -> Bool {
    guard let line = line(text), run.run(line) == nil else { return false }
    deed.lines.append(text)
    if case .happens(.reacts(.noAnswer, let party), _) = line.content {
      switch party {
      case .caller: deed.unanswering.insert(run.simulation.caller)
      case .identifier(let identifier): deed.unanswering.insert(identifier)
      }
    }
    return true
  }

  /// Lets time pass until somebody can do something, and keeps the state if it is a new one.
  private mutating func arrive(
    _ started: ScenarioRun,
    from parent: Int?,
    start: Int,
    _ deed: Deed
  ) {
    var run = started
    var unanswering = deed.unanswering
    let stop = run.simulation.advanceToChoice(ignoring: &unanswering)
    lastCommands = run.simulation.commands.sorted { $0.rawValue < $1.rawValue }
    let taken = run.simulation.coverage
    run.simulation.coverage = CoverageMarks()
    let told = run.takeTold()
    run.simulation.account = Account()
    let node = Node(
      run: run,
      parent: parent,
      lines: deed.lines + told,
      depth: parent.map { nodes[$0].depth + 1 } ?? 0,
      start: start,
      hasRefused: deed.hasRefused,
      unanswering: unanswering
    )
    report.note(taken, node: node)
    report.longestSilence = max(report.longestSilence, run.simulation.silence.longest)
    if let answered = run.simulation.firstAnswer {
      report.longestWait = max(report.longestWait ?? answered, answered)
    }
    let place = place(of: node, at: stop)
    if let parent {
      edges.append(Edge(from: parent, to: place, isLeaving: deed.isLeaving, isTime: deed.isTime))
    }
  }

  /// The place of a state: that of the one like it, or a new one.
  private mutating func place(of node: Node, at stop: ExploreStop) -> Int {
    let simulation = node.run.simulation
    let place = nodes.count
    switch stop {
    case .choice:
      let likeness = StateLikeness(node, clock: starts[node.start].clock(at: simulation.now))
      if let likeness, let same = known[likeness] { return same }
      if let likeness { known[likeness] = place }
    case .over:
      let reason = simulation.call.machine.endReason
      report.calls += 1
      report.ended.insert(place)
      if let reason, report.ends[reason] == nil { report.ends[reason] = place }
      if reason != .maxDuration { report.properEnds.insert(place) }
    case .failed(let failure):
      report.ended.insert(place)
      report.breaches.append(
        ExplorationBreach(kind: .endless, node: place, detail: "\(failure)")
      )
    }
    nodes.append(node)
    return place
  }

  /// The lines of a call from its beginning to a node.
  func lines(to node: Node) -> [String] {
    var all = [node.lines]
    var at = node.parent
    while let place = at {
      all.append(nodes[place].lines)
      at = nodes[place].parent
    }
    return all.reversed().flatMap(\.self)
  }

  /// A line as the reader of scenarios has it; nil where it is none.
  private mutating func line(_ text: String) -> ScenarioLine? {
    if let line = lineCache[text] { return line }
    var files = SourceFiles()
    let (source, _) = readSource(Array("- \(text)\n".utf8), name: "explored", into: &files)
    var reader = ScenarioReader(program, zones: zones, isComplete: true)
    guard let node = parseYAML(source).document.root, let line = reader.lines(node).first,
      !reader.values.findings.hasErrors
    else { return nil }
    lineCache[text] = line
    return line
  }
}

extension CallCommand.Kind {
  /// The line that has it refused.
  fileprivate var refusal: String { "refuse: { \(rawValue): { code: 400 } }" }

  /// Whether a refusal of it is another course of the call: what tidies up is left alone.
  fileprivate var isRefusable: Bool {
    switch self {
    case .cancelAllMedia, .cancelAddParticipant, .stopContinuousTones, .terminate, .leave: false
    default: true
    }
  }
}

extension Milliseconds {
  /// The length of time as lines have it.
  var scenarioText: String { count % 1000 == 0 ? "\(count / 1000)s" : "\(count)ms" }
}
