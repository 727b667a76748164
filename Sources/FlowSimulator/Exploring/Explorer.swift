internal import CallDispatch
internal import CallModel
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage

/// Walks the calls of a flow, breadth first; states that go on alike are followed once.
struct Explorer: Sendable {
  /// What a call came to that it must not.
  struct Mishap: Hashable, Sendable {
    let kind: ExplorationBreach.Kind
    let detail: String
  }

  let program: Program
  let starts: [ExploreStart]
  private let bounds: ExploreBounds
  private let reads: RecordReads
  private var expander: Expander
  /// The states that are known, by what decides how they go on: whole, not by a digest.
  private var known: [[UInt8]: Int32] = [:]
  /// The states that are still to be followed; others need not be kept.
  private var live: [Int32: LiveState] = [:]
  private(set) var graph = ExploredGraph()
  private(set) var branches = Interned<FlowBranch>()
  /// The first edge on which each branch is taken; one before which nothing failed, where there is one.
  private(set) var firstEdges: [Int32: Int32] = [:]
  /// The first edge on which each mishap happened.
  private(set) var mishaps: [(mishap: Mishap, edge: Int32)] = []
  /// The bound that was met; nil where all was followed.
  private(set) var bound: String?

  init(
    _ starts: [ExploreStart],
    of program: Program,
    zones: any ZoneRules,
    within bounds: ExploreBounds,
    planting plant: Plant? = nil
  ) {
    self.program = program
    self.starts = starts
    self.bounds = bounds
    reads = RecordReads(program)
    expander = Expander(program, zones: zones, planting: plant)
  }

  /// Walks until nothing is left, or a bound is met.
  mutating func walk() throws(FieldFailure) {
    for (number, start) in starts.enumerated() {
      for arrival in expander.begin(start) {
        try take(arrival, from: -1, start: Int32(number), depth: 0)
      }
    }
    var next: Int32 = 0
    while next < graph.nodes.count {
      let node = graph.nodes[Int(next)]
      if let state = live.removeValue(forKey: next) {
        guard isWithinBounds(node) else { return }
        for arrival in expander.expand(state) {
          try take(arrival, from: next, start: node.start, depth: node.depth + 1)
        }
        graph.nodes[Int(next)].isFollowed = true
      }
      next += 1
    }
  }

  /// Whether a state may be followed; if not, none after it is: they are as deep.
  private mutating func isWithinBounds(_ node: ExploredGraph.Node) -> Bool {
    if graph.nodes.count >= bounds.states {
      bound = "\(bounds.states) states"
    } else if graph.edges.count >= bounds.ways {
      bound = "\(bounds.ways) ways between states"
    } else if Int(node.depth) >= bounds.depth {
      bound = "\(bounds.depth) things that happen in a call"
    }
    return bound == nil
  }

  private mutating func take(
    _ arrival: Arrival,
    from: Int32,
    start: Int32,
    depth: Int32
  ) throws(FieldFailure) {
    let simulation = arrival.state.run.simulation
    let clock = starts[Int(start)].clock(at: simulation.now)
    let key =
      arrival.stop == .choice
      ? try arrival.state.key(reads, clock: clock) : arrival.key
    let place = known[key] ?? Int32(graph.nodes.count)
    let numbers = arrival.branches.map { branches.number(of: $0) }
    let way = ExploredWay(
      deed: arrival.deed,
      told: arrival.told,
      rest: arrival.rest,
      duration: arrival.duration,
      quiet: simulation.quiet,
      answered: arrival.answered,
      branches: numbers
    )
    let edge = graph.connect(from, place, way, start: start)
    for number in numbers {
      let isBetter = firstEdges[number].map { hasFault($0) && !arrival.state.hasFault } ?? true
      if isBetter { firstEdges[number] = edge }
    }
    note(arrival, on: edge, isNew: place == graph.nodes.count)
    guard place == graph.nodes.count else { return }
    known[key] = place
    graph.nodes.append(
      ExploredGraph.Node(
        edge: edge,
        depth: depth,
        start: start,
        end: arrival.stop == .over ? simulation.call.machine.endReason : nil,
        isGone: simulation.call.machine.phase == .gone,
        isOver: arrival.stop != .choice,
        hasFault: arrival.state.hasFault,
        place: simulation.place,
        isStranded: arrival.stop == .choice && simulation.isCallerStranded
      )
    )
    guard arrival.stop == .choice else { return }
    var state = arrival.state
    state.run.simulation.beginWay()
    live[place] = state
    try tryStart(arrival.state, key, at: place, start: start)
  }

  /// Looks whether the call goes on alike where the server starts again (SEMANTICS.md 1.8, P9); a
  /// request that has no answer is tried once more then, or is not known to have been.
  private mutating func tryStart(
    _ state: LiveState,
    _ key: [UInt8],
    at place: Int32,
    start: Int32
  ) throws(FieldFailure) {
    guard !state.run.simulation.hasOpenRequest else { return }
    let again = state.startedAgain()
    if let again {
      let clock = starts[Int(start)].clock(at: again.run.simulation.now)
      if try again.key(reads, clock: clock) == key { return }
    }
    let mishap = Mishap(kind: .promise, detail: "the call goes on otherwise after a start")
    guard !mishaps.contains(where: { $0.mishap == mishap }) else { return }
    let way = ExploredWay(
      deed: Deed(kind: .restarts, lines: [CallLine(text: "restart")]),
      told: [],
      rest: Milliseconds(0),
      duration: Milliseconds(0),
      quiet: QuietSpan(),
      answered: nil,
      branches: []
    )
    mishaps.append((mishap, graph.connect(place, place, way, start: start)))
  }

  private func hasFault(_ edge: Int32) -> Bool {
    graph.way(Int(edge)).deed.fault != nil || graph.nodes[Int(graph.edges[Int(edge)].to)].hasFault
  }

  /// Notes what must not be (SEMANTICS.md 1.8).
  private mutating func note(_ arrival: Arrival, on edge: Int32, isNew: Bool) {
    func note(_ kind: ExplorationBreach.Kind, _ detail: String = "") {
      let mishap = Mishap(kind: kind, detail: detail)
      if !mishaps.contains(where: { $0.mishap == mishap }) { mishaps.append((mishap, edge)) }
    }
    let simulation = arrival.state.run.simulation
    switch arrival.stop {
    case .failed(.endless): note(.endless)
    case .stuck: note(.stuck)
    case .failed, .choice, .over: break
    }
    for refusal in simulation.unexpectedRefusals { note(.refused, refusal) }
    // What is stored depends on nothing but the state: it is looked at once for each.
    let promises = CallPromise.allCases.filter { $0 != .stored || isNew }
    for handled in simulation.handled ?? [] {
      for broken in promises.flatMap({ handled.broken($0, in: program) }) {
        note(.promise, "\(broken.promise.words): \(broken.detail)")
      }
    }
    let longest = program.maxDuration + SimulatorLimits.overtime
    if let began = simulation.call.machine.startedAt, simulation.call.machine.phase != .gone,
      simulation.now - began > longest
    {
      note(.overlong)
    }
  }
}

extension Arrival {
  /// What tells states apart in which nothing can happen any more: how the call came to its end, and
  /// what it did on the way there.
  fileprivate var key: [UInt8] {
    let reason = state.run.simulation.call.machine.endReason?.rawValue ?? ""
    return Array("\(reason) \(stop) \(state.hasFault)".utf8)
  }
}
