import CEL
import Diagnostics

/// Findings about cycles that wait, and that nothing which happens in them leads out of: whether
/// they are left depends on what is the same in each round.
///
/// What can change is told generously: the outcome of whatever is asked of the service, what
/// another flow does, results of steps and variables set in the cycle, flags, the time, and the
/// counted rounds of `repeat`. Of a cycle without any way out `missing-end` speaks.
func unchangingLoopFindings(
  _ flow: CheckedFlow,
  _ expressions: [CELExpression?]
) -> [Diagnostic] {
  guard flow.read.unreadSteps.isEmpty, !flow.leavesOnAlert else { return [] }
  let written = Dictionary(grouping: flow.read.expressions.indices) { index -> Int? in
    guard case .step(let number) = flow.read.expressions[index].site else { return nil }
    return number
  }
  var told: Set<Int> = []
  return cycles(flow).compactMap { points in
    let loop = ComponentCheck(flow: flow, points: points, written: written, expressions)
    guard let exit = loop.unchangingExit else { return nil }
    let node = flow.points.node(of: exit.point)
    return told.insert(node.number).inserted ? finding(loop, exit, node, flow) : nil
  }
}

private func finding(
  _ loop: ComponentCheck,
  _ exit: ComponentCheck.Exit,
  _ node: StepNode,
  _ flow: CheckedFlow
) -> Diagnostic {
  let counters = exit.names.filter { flow.read.names.variables[$0]?.isOwn == true }.sorted()
  let mend = "let an outcome, a variable that is set in the loop or the time lead out of it"
  let rounds = exit.rounds.map { flow.steps[$0] }
  return Diagnostic(
    .unchangingLoop,
    .warning,
    rounds == nil
      ? "nothing that happens leads out of this loop"
      : "nothing that happens ends these rounds before the last",
    at: Diagnostic.Label(
      (rounds ?? node).keywordSpan,
      exit.isFailure ? "" : "this decides the same way in each round"
    ),
    related: rounds == nil
      ? loop.way(from: exit.point).map { $0.way(flow, without: node).labels } ?? [] : [],
    help: counters.first.map { "`set` a new value of `\($0)` in the loop" } ?? mend
  )
}

/// The points of a cycle, and of all cycles that share some with it.
private struct ComponentCheck {
  /// A way out of the cycle that is taken or not for the same reason in each round.
  struct Exit {
    /// The point it leads from.
    let point: Int
    /// The names that what decides it reads.
    let names: Set<String>
    /// The number of the step whose rounds end there, if it is that.
    let rounds: Int?
    /// Whether it is a failure of what cannot fail in one round and succeed in another.
    let isFailure: Bool
  }

  private let flow: CheckedFlow
  private let points: Set<Int>
  private let written: [Int?: [Int]]
  private let expressions: [CELExpression?]
  /// The names whose values the steps of the cycle change, and those that run beside it.
  private let changed: Set<String>

  init(
    flow: CheckedFlow,
    points: Set<Int>,
    written: [Int?: [Int]],
    _ expressions: [CELExpression?]
  ) {
    self.flow = flow
    self.points = points
    self.written = written
    self.expressions = expressions
    let inside = points.map { flow.points.node(of: $0) }
    let beside = flow.steps.filter { $0.path.flowHandler == "recordingFailed" }
    changed = Set((inside + beside).flatMap { $0.shape.assigned + ($0.id.map { [$0] } ?? []) })
  }

  /// The first way out, where there are some and nothing that can change decides any of them.
  var unchangingExit: Exit? {
    var first: Exit?
    // What another flow does is not followed.
    guard points.allSatisfy({ flow.points.exits[$0] == nil }) else { return nil }
    for point in points.sorted() {
      for way in flow.ways.ways[point] where way.leads(outOf: points) {
        guard let deciding = deciding(way, from: point) else { return nil }
        if first == nil || first?.isFailure == true {
          first = Exit(
            point: point,
            names: names(deciding),
            rounds: way.edge.target.rounds,
            isFailure: way.edge.outcome == .failed
          )
        }
      }
    }
    return first
  }

  /// The expressions that alone decide whether a way out is taken; nil where something else does, or
  /// one of them can change.
  private func deciding(_ way: FlowWays.Way, from point: Int) -> [Int]? {
    let node = flow.points.node(of: point)
    switch way.edge.target {
    case .roundEnds(let step): return flow.steps[step].onlyUntil.flatMap { unchanging([$0.index]) }
    // It ends what ran its block, which may be rounds.
    case .fallsOff, .returns:
      guard flow.steps.allSatisfy({ $0.shape.enclosed?.isRepeated != true }) else { return nil }
    case .step, .leaves, .unhandledFailure, .handlerEnds: break
    }
    let asks = node.shape.waits || node.shape.letsInputsIn
    if asks, way.edge.outcome != nil, node.resultOutcomes.count > 1 { return nil }
    let expressions = written[node.number] ?? []
    // A control step fails where an expression of it does.
    return unchanging(way.edge.outcome == .failed ? expressions.filter(canFail) : expressions)
  }

  /// The expressions, if none of them can change in the cycle.
  private func unchanging(_ deciding: [Int]) -> [Int]? {
    deciding.allSatisfy { index in
      guard let expression = expressions[index] else { return false }
      return expression.references.allSatisfy { !canChange($0.path.first ?? "") }
    } ? deciding : nil
  }

  private func canFail(_ index: Int) -> Bool { expressions[index]?.canFail ?? true }

  private func canChange(_ name: String) -> Bool {
    let names = flow.read.names
    let isKnown =
      ["call", "caller", "everyone", "settings"].contains(name)
      || names.declaration(of: name) != nil
    return !isKnown || changed.contains(name)
  }

  private func names(_ deciding: [Int]) -> Set<String> {
    Set(deciding.flatMap { expressions[$0]?.references.compactMap(\.path.first) ?? [] })
  }

  /// The shortest way from a point back to it.
  func way(from start: Int) -> Loop? {
    var came: [Int: (point: Int, edge: FlowGraph.Edge)] = [:]
    var work = [start]
    var next = 0
    while next < work.count, came[start] == nil {
      let point = work[next]
      next += 1
      for way in flow.ways.ways[point] {
        guard let target = way.target, points.contains(target), came[target] == nil else {
          continue
        }
        came[target] = (point, way.edge)
        work.append(target)
      }
    }
    var steps: [(point: Int, edge: FlowGraph.Edge)] = []
    var point = start
    repeat {
      guard let before = came[point] else { return nil }
      steps.insert(before, at: 0)
      point = before.point
    } while point != start
    return Loop(points: steps.map(\.point), edges: steps.map(\.edge))
  }
}

extension CheckedFlow {
  /// Whether the failure of a recording, which comes from outside, can lead out of any loop.
  fileprivate var leavesOnAlert: Bool {
    steps.contains { node in
      node.path.flowHandler == "recordingFailed"
        && ways.ways[node.number].contains { way in
          way.target.map { points.node(of: $0).path.flowHandler != "recordingFailed" }
            ?? (way.edge.target == .leaves)
        }
    }
  }
}

extension FlowGraph.Target {
  /// The step whose round ends there.
  fileprivate var rounds: Int? { if case .roundEnds(let step) = self { step } else { nil } }
}

extension StepNode {
  /// The condition that alone ends its rounds, but for the most there can be; nil for other steps.
  fileprivate var onlyUntil: ExpressionID? {
    guard case .repeat(let step) = self.step, step.times == nil, step.until != .invalid else {
      return nil
    }
    return step.until
  }
}

/// The sets of points of which each leads to each other, where there are several or one leads to
/// itself; rounds that are counted are no cycles.
private func cycles(_ flow: CheckedFlow) -> [Set<Int>] {
  let next = flow.ways.ways.map { ways in
    ways.compactMap { way -> Int? in
      if way.isRound, case .roundEnds(let step) = way.edge.target,
        flow.steps[step].onlyUntil == nil
      {
        return nil
      }
      return way.target
    }
  }
  let components = Components(next)
  var parts = Array(repeating: Set<Int>(), count: components.count)
  for (point, part) in components.parts.enumerated() { parts[part].insert(point) }
  return parts.filter { points in points.count > 1 || points.contains { next[$0].contains($0) } }
}
