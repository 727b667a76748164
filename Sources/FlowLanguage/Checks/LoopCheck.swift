import CEL
import Diagnostics

/// Findings about cycles in which nothing waits: certain ones are errors.
///
/// Those that need a waiting
/// step to be skipped by its `when`, or to fail at once, are warnings; but not a failure that is
/// counted, for such a loop soon ends.
func loopFindings(_ flow: CheckedFlow, _ expressions: [CELExpression?]) -> [Diagnostic] {
  guard flow.goesBack else { return [] }
  let certain = loops(flow) { waits, edge in !waits }
  guard certain.isEmpty else { return certain.map { endlessLoop($0, flow, .error) } }
  let skipping = loops(flow) { waits, edge in !waits || edge.outcome == nil }
  guard skipping.isEmpty else { return skipping.map { endlessLoop($0, flow, .warning) } }
  // Silence and wrong keys take their time; what fails otherwise can do so at once.
  let failing = loops(flow) { waits, edge in !waits || edge.outcome.map { $0 == .failed } ?? true }
    .filter { !isCounted($0, flow, expressions) }
    .compactMap { failingLoop($0, flow) }
  return failing + unchangingLoopFindings(flow, expressions)
}

/// Whether a step of the loop leads out of it depending on a variable that the loop sets.
private func isCounted(
  _ loop: Loop,
  _ flow: CheckedFlow,
  _ expressions: [CELExpression?]
) -> Bool {
  let members = Set(loop.points)
  let counters = Set(loop.steps(flow).flatMap(\.shape.assigned))
  return loop.points.contains { point in
    guard flow.ways.ways[point].contains(where: { $0.leads(outOf: members) }) else { return false }
    let node = flow.points.node(of: point)
    return [node.when, node.shape.decision?.question.expression].compactMap(\.self).contains { id in
      expressions[id.index]?.references.contains { counters.contains($0.path.first ?? "") } ?? false
    }
  }
}

extension CheckedFlow {
  /// Whether any way leads to a point that is not after its own, as one of every cycle does.
  fileprivate var goesBack: Bool {
    ways.ways.indices.contains { point in
      ways.ways[point].contains { way in way.target.map { $0 <= point } ?? false }
    }
  }
}

extension CheckedFlow {
  /// Whether some way leads out of a cycle.
  fileprivate func isLeft(_ loop: Loop) -> Bool {
    let members = Set(loop.points)
    return members.contains { point in ways.ways[point].contains { $0.leads(outOf: members) } }
  }
}

extension FlowWays.Way {
  /// Whether it leads out of a set of points: elsewhere in the flow, or out of it.
  func leads(outOf points: Set<Int>) -> Bool { target.map { !points.contains($0) } ?? true }
}

/// A cycle, from the point that it comes back to.
struct Loop {
  /// Its points in order.
  let points: [Int]
  /// The ways from each to the next.
  let edges: [FlowGraph.Edge]

  /// Its steps.
  func steps(_ flow: CheckedFlow) -> [StepNode] {
    points.map { flow.points.node(of: $0) }
  }

  /// The loop step by step, but for the one that the finding stands at.
  func way(_ flow: CheckedFlow, without shown: StepNode) -> CallWay {
    let steps = steps(flow)
    var turns: [CallWay.Turn] = []
    for (index, node) in steps.enumerated() where node.number != shown.number {
      let place =
        index == 0
        ? "it goes back to here" : index == steps.count - 1 ? "from here it goes back" : nil
      let turn = edges[index].turn(of: node)
      let text = [place, turn].compactMap(\.self).joined(separator: ", and ")
      turns.append(CallWay.Turn(span: node.keywordSpan, text: text.isEmpty ? "then this" : text))
    }
    return CallWay(turns: turns)
  }
}

/// The cycles of ways that pass, one for each way that closes one; those of the same steps once.
///
/// Rounds are counted, so they are no cycles.
private func loops(
  _ flow: CheckedFlow,
  passing passes: (_ waits: Bool, FlowGraph.Edge) -> Bool
) -> [Loop] {
  /// How far the search is with a point.
  enum Mark { case new, open, done }
  let ways = flow.ways.ways
  var marks = Array(repeating: Mark.new, count: ways.count)
  var found: [Loop] = []
  let next = ways.indices.map { point -> [(target: Int, edge: FlowGraph.Edge)] in
    let waits = flow.points.waits(at: point)
    return ways[point].compactMap { way in
      guard !way.isRound, passes(waits, way.edge) else { return nil }
      return way.target.map { ($0, way.edge) }
    }
  }
  // Depth first, on a stack of our own: a flow may have thousands of steps in a row.
  for root in ways.indices where marks[root] == .new {
    var stack = [(point: root, next: 0)]
    marks[root] = .open
    while let top = stack.last {
      guard top.next < next[top.point].count else {
        marks[top.point] = .done
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let target = next[top.point][top.next].target
      switch marks[target] {
      case .new:
        marks[target] = .open
        stack.append((target, 0))
      // Back to a point that is being followed: what is on the stack from there on is the loop.
      case .open:
        let loop = stack.drop { $0.point != target }
        found.append(
          Loop(points: loop.map(\.point), edges: loop.map { next[$0.point][$0.next - 1].edge })
        )
      case .done: break
      }
    }
  }
  var seen: Set<[Int]> = []
  return found.filter { seen.insert($0.steps(flow).map(\.number)).inserted }
}

private func endlessLoop(_ loop: Loop, _ flow: CheckedFlow, _ severity: Severity) -> Diagnostic {
  let steps = loop.steps(flow)
  let last = steps[steps.count - 1]
  return Diagnostic(
    .endlessLoop,
    severity,
    severity == .error
      ? "this loop never waits for anything"
      : "this loop waits for nothing where the `when` of its steps does not hold",
    at: last.keywordSpan,
    related: loop.way(flow, without: last).labels,
    help: "put a step into it that waits: `recognize`, `wait`, `play`, `http`"
      + (flow.isLeft(loop) ? "" : "; and let some way lead out of it")
  )
}

/// Said of the first step that could wait; the others fail at once too, or there is a wait.
private func failingLoop(_ loop: Loop, _ flow: CheckedFlow) -> Diagnostic? {
  guard let node = loop.steps(flow).first(where: { $0.shape.waits }) else { return nil }
  let keyword = node.step.keyword.rawValue
  return Diagnostic(
    .failingLoop,
    .warning,
    "where `\(keyword)` fails at once, this loop goes round without waiting",
    at: node.keywordSpan,
    related: loop.way(flow, without: node).labels,
    help: "let `failed` of `\(keyword)` lead out of the loop, or put a `wait` into it"
  )
}
