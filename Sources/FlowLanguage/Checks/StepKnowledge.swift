/// What is known at a step: joined over all its points.
///
/// A class, for each check of steps looks at it and none changes it.
final class StepKnowledge {
  /// Where the step begins; nil where no way leads.
  fileprivate(set) var start: PointState?
  /// Where its fields are computed; nil where no way leads.
  fileprivate(set) var inner: PointState?
  /// Where its rounds end; nil where none does.
  fileprivate(set) var round: PointState?
  /// The ways that can be taken: not those of cases no value has, or of conditions that never hold.
  fileprivate(set) var openEdges: [FlowGraph.Edge] = []
  /// Whether it can fail in a way that nothing handles and that is said.
  fileprivate(set) var failsLoudly = false
  /// How many points it has.
  fileprivate(set) var pointCount = 0
  /// Whether it can be reached otherwise than through a `run`.
  fileprivate(set) var isOutermost = false
}

extension FlowAnalysis {
  /// What is known at each step, by number.
  var stepKnowledge: [StepKnowledge] {
    let steps = graph.edges.map { _ in StepKnowledge() }
    var open: [[Bool]] = graph.edges.map { _ in [] }
    for point in known.indices where known[point].start != nil {
      let place = points.points[point]
      let step = steps[place.step]
      step.pointCount += 1
      step.start.join(known[point].start)
      step.inner.join(known[point].inner)
      step.round.join(known[point].round)
      for (index, isOpen) in known[point].open.enumerated() where isOpen || !isComplete {
        if warnsOfFailure(graph.edges[place.step][index], at: point) { step.failsLoudly = true }
      }
      open[place.step] =
        step.pointCount == 1
        ? known[point].open : zip(open[place.step], known[point].open).map { $0 || $1 }
      if place.context == FlowPoints.flow { step.isOutermost = true }
    }
    for (number, step) in steps.enumerated() where step.start != nil {
      step.openEdges = edges(of: number, open: open[number])
    }
    return steps
  }

  /// The ways of a step that can be taken; all of them where not all was followed.
  func edges(of step: Int, open: [Bool]) -> [FlowGraph.Edge] {
    let edges = graph.edges[step]
    guard isComplete, open.contains(false) else { return edges }
    return zip(edges, open).compactMap { $1 ? $0 : nil }
  }
}

extension PointState? {
  fileprivate mutating func join(_ other: PointState?) {
    guard let other else { return }
    if self == nil { self = other } else { _ = self?.join(other) }
  }
}
