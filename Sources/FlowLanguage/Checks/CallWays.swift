import Diagnostics

/// The shortest call to each place of a flow, for each state it can come there in: what a finding
/// about a way shows of it.
///
/// A class, so that the search is made once, when the first finding asks; most flows have none.
final class CallWays {
  /// What a call can be at a place, as far as findings about ways ask.
  struct Facts: Hashable {
    var phases: CallPhases
    var recording: RecordingStates
  }

  /// A step of a way, and how it ended.
  struct Leg {
    let node: StepNode
    let edge: FlowGraph.Edge
  }

  /// A place in a state, and how the search came there.
  private struct Stop {
    let point: Int
    let facts: Facts
    /// The stop before it, and the way from there; nil where a way begins.
    let arrival: (stop: Int, edge: FlowGraph.Edge)?
  }

  private struct Place: Hashable {
    let point: Int
    let facts: Facts
  }

  private let analysis: FlowAnalysis
  private let ways: FlowWays
  /// All that can be come to, nearest first.
  private lazy var stops: [Stop] = search()
  /// The stops at each step, nearest first.
  private lazy var stopsOfStep = Dictionary(grouping: stops.indices) { stop in
    analysis.points.points[stops[stop].point].step
  }

  /// Makes what finds the ways of a flow.
  init(_ analysis: FlowAnalysis, _ ways: FlowWays) {
    self.analysis = analysis
    self.ways = ways
  }

  /// The shortest way to a step at which something holds, from where the flow is entered.
  ///
  /// Nil where none was found. `isOutermost` leaves out ways that come there through a `run`.
  func way(
    to step: Int,
    isOutermost: Bool = false,
    where holds: (Facts) -> Bool = { _ in true }
  ) -> [Leg]? {
    let found = stopsOfStep[step]?.first { index in
      let isMeant =
        !isOutermost || analysis.points.points[stops[index].point].context == FlowPoints.flow
      return isMeant && holds(stops[index].facts)
    }
    guard let found else { return nil }
    var legs: [Leg] = []
    var stop = stops[found]
    while let arrival = stop.arrival {
      stop = stops[arrival.stop]
      legs.append(Leg(node: analysis.node(of: stop.point), edge: arrival.edge))
    }
    return legs.reversed()
  }

  /// Breadth first, so that the first stop at a place is the nearest.
  private func search() -> [Stop] {
    var stops: [Stop] = []
    var seen: Set<Place> = []
    func arrive(_ stop: Stop) {
      if seen.insert(Place(point: stop.point, facts: stop.facts)).inserted { stops.append(stop) }
    }
    // The flow's own handlers come after its start: a call that needs none is easier to follow.
    for entry in analysis.graph.entries {
      guard let state = analysis.initial[entry.step] else { continue }
      let facts = Facts(phases: state.phases, recording: state.recording)
      arrive(Stop(point: entry.step, facts: facts, arrival: nil))
    }
    var next = 0
    while next < stops.count {
      let stop = stops[next]
      for way in ways.ways[stop.point] {
        guard let target = way.target else { continue }
        let facts = self.facts(stop, after: way.edge)
        arrive(Stop(point: target, facts: facts, arrival: (next, way.edge)))
      }
      next += 1
    }
    return stops
  }

  private func facts(_ stop: Stop, after edge: FlowGraph.Edge) -> Facts {
    let step = analysis.points.points[stop.point].step
    let node = analysis.steps[step]
    var facts = stop.facts
    if case .step(let first) = edge.target, analysis.graph.enclosed[step] == first {
      if case .sensitive? = node.shape.enclosed { facts.recording.change(.pause) }
      return facts
    }
    if let outcome = edge.outcome, let exits = analysis.exits[stop.point] {
      guard let after = exits.call(after: outcome) else { return facts }
      (facts.phases, facts.recording) = (after.phases, after.recording)
    } else if let outcome = edge.outcome {
      facts.phases = node.shape.effect(of: outcome).phase ?? facts.phases
      facts.recording.change(by: node, outcome)
    }
    if analysis.leavesSensitive(step, edge.target) { facts.recording.change(.resume) }
    return facts
  }
}

extension Sequence<CallWays.Leg> {
  /// The steps at which the way is not the plain one, in their order, with how it goes on.
  ///
  /// Of more than `CallWays.shownLegs` the last: they are nearest to what the finding is about.
  var labels: [Diagnostic.Label] {
    let turns = compactMap { leg in leg.turn.map { (span: leg.node.keywordSpan, text: $0) } }
    let shown = turns.suffix(CallWays.shownLegs)
    guard shown.count > 1 else { return shown.map { Diagnostic.Label($0.span, $0.text) } }
    return shown.enumerated().map { index, turn in
      Diagnostic.Label(turn.span, "\(index + 1): \(turn.text)")
    }
  }
}

extension CallWays {
  /// How many steps of a way are shown.
  fileprivate static let shownLegs = 6
}

extension CallWays.Leg {
  /// How the step ended, where it did not just go on.
  fileprivate var turn: String? {
    guard let outcome = edge.outcome else { return "its `when` does not hold" }
    if let branch = edge.branch, let branches = node.shape.decision?.branches {
      let name = branches[branch].entry ?? branches[branch].key
      return branches.count > 1 ? "it goes by `\(name)`" : nil
    }
    return outcome == .done ? nil : "it ends as `\(outcome.name)`"
  }
}
