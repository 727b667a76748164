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

  /// Where a way leads on from a point.
  private typealias Onward = (target: FlowGraph.Target, dropsStack: Bool, point: Int)

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
    let edges = openEdges(of: point)
    var ways: [Way] = []
    ways.reserveCapacity(edges.count)
    guard let first = analysis.graph.enclosed[place.step] else {
      for edge in edges { resolve(edge, from: point, into: &ways) }
      return ways
    }
    // What comes after the steps inside of it is theirs to lead to, unless it need not wait for them.
    let mustEnd = analysis.steps[place.step].shape.enclosed?.mustEnd ?? true
    for edge in edges where !mustEnd || edge.outcome == nil || edge.outcome == .failed {
      resolve(edge, from: point, into: &ways)
    }
    let context = analysis.points.context(ofRun: point) ?? place.context
    if let inside = analysis.points.known(first, in: context) {
      let edge = FlowGraph.Edge(outcome: .done, target: .step(first))
      ways.append(Way(edge: edge, target: inside))
    }
    return ways
  }

  private func openEdges(of point: Int) -> [FlowGraph.Edge] {
    analysis.edges(of: analysis.points.points[point].step, open: analysis.known[point].open)
  }

  /// Adds the ways that an edge stands for: one that ends a block or a round leads on from who ran
  /// it.
  private func resolve(_ edge: FlowGraph.Edge, from point: Int, into ways: inout [Way]) {
    var left: Set<Int> = []
    var work: [Onward] = []
    var next: Onward? = (edge.target, edge.dropsStack, point)
    while let (target, dropsStack, point) = next {
      defer { next = work.popLast() }
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
  }

  /// Where the step at a point leads once the steps inside of it are over.
  private func onward(from point: Int) -> [Onward] {
    openEdges(of: point).filter { $0.outcome != nil }.map { ($0.target, $0.dropsStack, point) }
  }
}
