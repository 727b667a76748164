/// What is known at a step: joined over all its points.
struct StepKnowledge {
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
    var steps = [StepKnowledge](repeating: StepKnowledge(), count: steps.count)
    var open = graph.edges.map { Array(repeating: false, count: $0.count) }
    for (point, known) in known.enumerated() where known.start != nil {
      let place = points.points[point]
      steps[place.step].pointCount += 1
      steps[place.step].start.join(known.start)
      steps[place.step].inner.join(known.inner)
      steps[place.step].round.join(known.round)
      for (index, isOpen) in known.open.enumerated() where isOpen || !isComplete {
        open[place.step][index] = true
        if warnsOfFailure(graph.edges[place.step][index], at: point) {
          steps[place.step].failsLoudly = true
        }
      }
      if place.context == FlowPoints.flow { steps[place.step].isOutermost = true }
    }
    for step in steps.indices {
      steps[step].openEdges = zip(graph.edges[step], open[step]).compactMap { $1 ? $0 : nil }
    }
    return steps
  }
}

extension PointState? {
  fileprivate mutating func join(_ other: PointState?) {
    guard let other else { return }
    if self == nil { self = other } else { _ = self?.join(other) }
  }
}
