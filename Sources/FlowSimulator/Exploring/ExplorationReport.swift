internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// What an exploration has found, while it goes on.
struct ExplorationReport: Sendable {
  var states = 0
  var transitions = 0
  var calls = 0
  /// Whether a bound was met.
  var isCutOff = false
  /// The nodes in which the call is over.
  var ended: Set<Int> = []
  /// Those in which it is over otherwise than by its longest duration.
  var properEnds: Set<Int> = []
  /// The first node for each way to end.
  var ends: [EndReason: Int] = [:]
  var longestSilence = Milliseconds(0)
  /// The longest time from the call to the first party who joins.
  var longestWait: Milliseconds?
  var breaches: [ExplorationBreach] = []
  var taken = CoverageMarks()
  /// The first way on which each branch was taken.
  var ways: [(node: Explorer.Node, branches: [FlowBranch])] = []

  /// Takes in what ran on the way to a node.
  mutating func note(_ marks: CoverageMarks, node: Explorer.Node) {
    let news = marks.branches(beyond: taken)
    if !news.isEmpty { ways.append((node, news)) }
    taken.merge(marks)
  }
}

/// A branch of a flow.
struct FlowBranch: Hashable, Sendable {
  let flow: String
  let path: FlowPath
}

/// What a call must not come to.
struct ExplorationBreach: Sendable {
  /// The kinds.
  enum Kind: String, Sendable {
    /// Nothing that anybody but the caller's hanging up can do ends the call.
    case deadEnd = "dead end"
    /// The call goes round, and nothing but hanging up leads out of it.
    case loop = "loop without an exit"
    /// The caller is alone and hears nothing, and nothing is about to happen.
    case stranded
    /// There is no end to what happens at once.
    case endless
  }

  let kind: Kind
  let node: Int
  let detail: String
}

extension CoverageMarks {
  /// The branches that are taken here and not there.
  func branches(beyond others: CoverageMarks) -> [FlowBranch] {
    flows.sorted { $0.key < $1.key }.flatMap { flow, marks in
      marks.branches.keys.filter { others.flows[flow]?.branches[$0] == nil }
        .sorted { $0.text < $1.text }.map { FlowBranch(flow: flow, path: $0) }
    }
  }
}

extension Explorer {
  /// The places from which no end is reached, whatever anybody does but leaving: told of once for each
  /// step, by the call that comes there soonest.
  ///
  /// Where a bound was met, nothing is said of what was not followed.
  mutating func findTraps() {
    let open = Set(nodes.indices.filter { !expanded.contains($0) && !report.ended.contains($0) })
    var before: [Int: [Int]] = [:]
    for edge in edges where !edge.isLeaving { before[edge.to, default: []].append(edge.from) }
    var reaches = report.properEnds.union(open)
    var stack = Array(reaches)
    while let node = stack.popLast() {
      for from in before[node] ?? [] where reaches.insert(from).inserted { stack.append(from) }
    }
    let acting = Set(edges.filter { !$0.isLeaving && !$0.isTime }.map(\.from))
    var told: Set<StepPlace> = []
    for place in nodes.indices where !report.ended.contains(place) {
      let simulation = nodes[place].run.simulation
      guard let step = simulation.place else { continue }
      let isTrap = !reaches.contains(place)
      let isStranded = simulation.isStranded
      guard isTrap || isStranded, told.insert(step).inserted else { continue }
      let kind: ExplorationBreach.Kind =
        isStranded && !isTrap ? .stranded : acting.contains(place) ? .loop : .deadEnd
      report.breaches.append(
        ExplorationBreach(kind: kind, node: place, detail: "\(step.flow):\(step.path.text)")
      )
    }
  }
}

extension Simulation {
  /// Whether the caller is alone in the call and hears nothing, and will not for a minute: only
  /// somebody outside could change that.
  fileprivate var isStranded: Bool {
    guard let number, call.machine.phase == .connected, openRequests.isEmpty,
      emulator.isAtRest(number), !emulator.sounds(in: number),
      emulator.toneListeners(in: number).isEmpty, emulator.parties(in: number).count < 2
    else { return false }
    return nextDue.map { $0 - now > .seconds(60) } ?? true
  }
}
