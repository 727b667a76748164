/// The ways of a flow that can be taken, from point to point.
struct FlowWays {
  /// A way from a point.
  struct Way {
    /// The way as its step has it.
    let edge: FlowGraph.Edge
    /// The point it leads to; nil where it leads out of the flow.
    let target: Int?
    /// Whether it is the way to another round: those are counted, and end.
    var isRound = false
  }

  /// The ways from each point.
  private(set) var ways: [[Way]] = []
  private let analysis: FlowAnalysis

  /// Finds the ways that the analysis did not rule out.
  init(_ analysis: FlowAnalysis) {
    self.analysis = analysis
    ways.reserveCapacity(analysis.known.count)
    for point in analysis.known.indices { ways.append(ways(from: point)) }
  }

  private func ways(from point: Int) -> [Way] {
    guard analysis.known[point].start != nil else { return [] }
    let place = analysis.points.points[point]
    guard let first = analysis.graph.enclosed[place.step] else {
      return openEdges(of: point).flatMap { resolved($0, from: point) }
    }
    // What comes after the steps inside of it is theirs to lead to, unless it need not wait for them.
    let mustEnd = analysis.steps[place.step].shape.enclosed?.mustEnd ?? true
    let skipping = openEdges(of: point).filter {
      !mustEnd || $0.outcome == nil || $0.outcome == .failed
    }
    let context = analysis.points.context(ofRun: point) ?? place.context
    let inside = analysis.points.known(first, in: context).map {
      Way(edge: FlowGraph.Edge(outcome: .done, target: .step(first)), target: $0)
    }
    return skipping.flatMap { resolved($0, from: point) } + (inside.map { [$0] } ?? [])
  }

  private func openEdges(of point: Int) -> [FlowGraph.Edge] {
    let edges = analysis.graph.edges[analysis.points.points[point].step]
    let open = analysis.known[point].open
    guard analysis.isComplete, open.contains(false) else { return edges }
    return zip(edges, open).compactMap { $1 ? $0 : nil }
  }

  /// The ways that an edge stands for: one that ends a block or a round leads on from who ran it.
  private func resolved(_ edge: FlowGraph.Edge, from point: Int) -> [Way] {
    var ways: [Way] = []
    var left: Set<Int> = []
    var work = [(target: edge.target, dropsStack: edge.dropsStack, point: point)]
    while let (target, dropsStack, point) = work.popLast() {
      let context = dropsStack ? FlowPoints.flow : analysis.points.points[point].context
      switch target {
      case .step(let next):
        // Out of what the handler of failures runs, a failure ends the call.
        let isLast = analysis.points.contexts[analysis.points.points[point].context].isInLastHandler
        guard !(dropsStack && isLast) else {
          ways.append(Way(edge: edge, target: nil))
          continue
        }
        if let next = analysis.points.known(next, in: context) {
          ways.append(Way(edge: edge, target: next))
        }
      case .roundEnds(let step):
        guard let runner = analysis.points.known(step, in: context) else { continue }
        if analysis.steps[step].shape.enclosed?.isRepeated ?? false,
          let first = analysis.graph.enclosed[step],
          let next = analysis.points.known(first, in: context)
        {
          ways.append(Way(edge: edge, target: next, isRound: true))
        }
        work += onward(from: runner)
      case .fallsOff, .returns:
        guard context != FlowPoints.flow else {
          ways.append(Way(edge: edge, target: nil))
          continue
        }
        guard left.insert(context).inserted else { continue }
        work += analysis.points.contexts[context].callers.flatMap(onward)
      case .leaves, .unhandledFailure, .handlerEnds: ways.append(Way(edge: edge, target: nil))
      }
    }
    return ways
  }

  /// Where the step at a point leads once the steps inside of it are over.
  private func onward(
    from point: Int
  ) -> [(target: FlowGraph.Target, dropsStack: Bool, point: Int)] {
    openEdges(of: point).filter { $0.outcome != nil }.map { ($0.target, $0.dropsStack, point) }
  }
}
