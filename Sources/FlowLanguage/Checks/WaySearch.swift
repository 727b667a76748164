/// All that a call can come to in a flow, nearest first, each with the shortest way that leads there.
///
/// A place is kept once for each state that a finding may ask about. Beyond `FlowLimits.stops` the
/// search ends, and what was not come to has no way to show.
final class WaySearch: Sendable {
  /// Where a call can be.
  enum Place: Sendable {
    /// At a step; outermost where no `run` of a block leads there.
    case step(StepNode, isOutermost: Bool)
    /// Where the flow comes back, or a failure is left to who runs it, or it is over.
    case end(End)
  }

  /// How a flow is left.
  enum End: Hashable, Sendable {
    case returned, failed, left
  }

  /// A call at a place, in a state.
  struct Stop: Sendable {
    let place: Place
    let facts: WayFacts
    /// The stop before it, and which of its moves leads here; nil where a way begins.
    fileprivate(set) var arrival: (stop: Int, move: Int)?
    /// The ways on.
    fileprivate(set) var moves: [Move] = []
  }

  /// A way from one stop to the next.
  struct Move: Sendable {
    /// The way as its step has it.
    let edge: FlowGraph.Edge
    /// Where it leads.
    let stop: Int
    /// The way through a flow that the step runs.
    let inside: Inside?
  }

  /// A way through a flow that is run.
  struct Inside: Sendable {
    let search: WaySearch
    let stop: Int
  }

  /// A place where a way begins.
  struct Seed {
    let point: Int
    let facts: WayFacts
  }

  /// The stops, nearest first.
  let stops: [Stop]
  /// The places of the stops at each step, by its number.
  let stopsOfStep: [Int: [Int]]
  /// Whether a step gives what is asked about its value, by number.
  let sources: Set<Int>

  /// Searches from where ways begin.
  init(_ calls: CallWays, about topic: WayTopic, from seeds: [Seed]) {
    let rules = WayRules(analysis: calls.analysis, topic: topic)
    var frontier = WayFrontier(calls, rules)
    for seed in seeds { frontier.begin(seed) }
    frontier.run()
    stops = frontier.stops
    var found: [Int: [Int]] = [:]
    for (index, stop) in stops.enumerated() {
      if case .step(let node, _) = stop.place { found[node.number, default: []].append(index) }
    }
    stopsOfStep = found
    sources = Set(calls.analysis.steps.filter(rules.isSource).map(\.number))
  }

  /// The stops of the shortest way to a stop, from where it begins, each but the last with the move
  /// that is made there.
  func way(to stop: Int) -> (stops: [Int], moves: [Int]) {
    var way = [stop]
    var moves: [Int] = []
    while let arrival = stops[way[way.count - 1]].arrival {
      way.append(arrival.stop)
      moves.append(arrival.move)
    }
    return (way.reversed(), moves.reversed())
  }

  /// Whether a call that goes another way at a place of a way gets past the rest of it.
  ///
  /// Where it does not, what is decided there has nothing to do with what the way leads to. Failures
  /// are left out, for any step may have one, but where nothing else is left. `places` are those of the way's stops in it; each stop that
  /// is looked at is taken off the budget.
  func matters(
    _ move: Int,
    of stop: Int,
    on places: [Int: Int],
    _ budget: inout Int
  ) -> Bool {
    let place = places[stop] ?? 0
    var seen: Set<Int> = []
    var work: [Int] = []
    func go(_ move: Move, takesFailure: Bool) {
      guard takesFailure || !(move.edge.outcome?.isFailure ?? false),
        places[move.stop].map({ $0 <= place }) ?? true,
        seen.insert(move.stop).inserted
      else { return }
      work.append(move.stop)
    }
    let others = stops[stop].moves.enumerated().filter { $0.offset != move }.map(\.element)
    let taken = stops[stop].moves[move].edge
    let isNamed = taken.branch == nil && taken.outcome.map { $0 != .done } ?? false
    // Of a menu with one choice they are the only other ways.
    let canOnlyFail = isNamed && others.allSatisfy { $0.edge.outcome?.isFailure ?? false }
    for other in others { go(other, takesFailure: canOnlyFail) }
    while let next = work.popLast() {
      budget -= 1
      guard budget > 0, case .step = stops[next].place else { return true }
      for move in stops[next].moves { go(move, takesFailure: false) }
    }
    return false
  }
}

/// A search under way: breadth first, so that the first stop at a place is the nearest.
private struct WayFrontier {
  private enum Place: Hashable {
    case point(Int)
    case end(WaySearch.End)
  }

  private struct Key: Hashable {
    let place: Place
    let facts: WayFacts
  }

  private(set) var stops: [WaySearch.Stop] = []
  private let calls: CallWays
  private let rules: WayRules
  private var places: [Place] = []
  private var known: [Key: Int] = [:]

  init(_ calls: CallWays, _ rules: WayRules) {
    self.calls = calls
    self.rules = rules
  }

  mutating func begin(_ seed: WaySearch.Seed) {
    _ = arrive(.point(seed.point), seed.facts)
  }

  mutating func run() {
    var next = 0
    while next < stops.count, stops.count < FlowLimits.stops {
      defer { next += 1 }
      guard case .point(let point) = places[next] else { continue }
      for way in calls.ways.ways[point] { follow(way, from: next, at: point) }
    }
  }

  private mutating func arrive(_ place: Place, _ facts: WayFacts) -> Int {
    let key = Key(place: place, facts: facts)
    if let known = known[key] { return known }
    known[key] = stops.count
    places.append(place)
    let analysis = rules.analysis
    let shown: WaySearch.Place =
      switch place {
      case .point(let point):
        .step(
          analysis.node(of: point),
          isOutermost: analysis.points.points[point].context == FlowPoints.flow
        )
      case .end(let end): .end(end)
      }
    stops.append(WaySearch.Stop(place: shown, facts: facts))
    return stops.count - 1
  }

  private mutating func go(
    _ edge: FlowGraph.Edge,
    _ place: Place,
    _ facts: WayFacts,
    from stop: Int,
    inside: WaySearch.Inside? = nil
  ) {
    let count = stops.count
    let target = arrive(place, facts)
    if target == count { stops[target].arrival = (stop, stops[stop].moves.count) }
    stops[stop].moves.append(WaySearch.Move(edge: edge, stop: target, inside: inside))
  }

  private mutating func follow(_ way: FlowWays.Way, from stop: Int, at point: Int) {
    let analysis = rules.analysis
    let step = analysis.points.points[point].step
    let node = analysis.steps[step]
    let edge = way.edge
    let place = way.target.map { Place.point($0) } ?? .end(edge.target.end)
    if case .step(let first) = edge.target, analysis.graph.enclosed[step] == first {
      return go(edge, place, rules.entering(node, stops[stop].facts), from: stop)
    }
    guard let facts = rules.narrowed(stops[stop].facts, by: edge, from: node) else { return }
    for var after in self.facts(after: edge, at: point, node, facts) {
      if rules.topic == .call, analysis.leavesSensitive(step, edge.target) {
        after.facts.call.leaveSensitive()
      }
      go(edge, place, after.facts, from: stop, inside: after.inside)
    }
  }

  /// The facts after a step went one of its ways: several where a flow that it runs can leave the
  /// call in several states.
  private func facts(
    after edge: FlowGraph.Edge,
    at point: Int,
    _ node: StepNode,
    _ facts: WayFacts
  ) -> [(facts: WayFacts, inside: WaySearch.Inside?)] {
    guard let outcome = edge.outcome else { return [(facts, nil)] }
    guard rules.topic == .call, let exits = rules.analysis.exits[point] else {
      return [(rules.ending(node, outcome, at: point, facts), nil)]
    }
    var found: [(facts: WayFacts, inside: WaySearch.Inside?)] = []
    if let search = calls.search(inside: point, from: facts.call) {
      let end = outcome == .done ? WaySearch.End.returned : .failed
      for (index, stop) in search.stops.enumerated() {
        guard case .end(end) = stop.place else { continue }
        found.append(
          (WayFacts(call: stop.facts.call), WaySearch.Inside(search: search, stop: index))
        )
      }
    }
    // A value that cannot be computed is a failure before anything of the flow has run.
    if outcome == .failed, node.calledFlow?.arguments.isEmpty == false {
      found.append((WayFacts(call: facts.call), nil))
    }
    if found.isEmpty, let call = exits.call(after: outcome) {
      found.append((WayFacts(call: call), nil))
    }
    return found.map { (rules.ending(node, outcome, at: point, $0.facts), $0.inside) }
  }
}

extension FlowGraph.Target {
  /// How the flow is left where a way leads out of it.
  fileprivate var end: WaySearch.End {
    switch self {
    case .fallsOff, .returns: .returned
    case .unhandledFailure: .failed
    case .step, .leaves, .roundEnds, .handlerEnds: .left
    }
  }
}
