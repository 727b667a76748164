import Diagnostics

/// Findings about cycles of steps of which none waits: certain ones are errors; those that need a
/// waiting step to be skipped by its `when` are warnings.
func loopFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  let certain = loops(flow) { node, edge in !node.step.waits }
  guard certain.isEmpty else { return certain.map { endlessLoop($0.from, $0.back, .error) } }
  let possible = loops(flow) { node, edge in !node.step.waits || edge.outcome == nil }
  return possible.map { endlessLoop($0.from, $0.back, .warning) }
}

/// The edges that close a cycle of edges that pass.
private func loops(
  _ flow: CheckedFlow,
  passing passes: (StepNode, FlowGraph.Edge) -> Bool
) -> [(from: StepNode, back: StepNode)] {
  /// How far the search is with a step.
  enum Mark { case new, open, done }
  var marks = Array(repeating: Mark.new, count: flow.steps.count)
  var found: [(StepNode, StepNode)] = []
  let next = flow.steps.map { node -> [Int] in
    guard flow.states[node.number] != nil else { return [] }
    return flow.ways[node.number].compactMap { edge in
      guard case .step(let step) = edge.target, passes(node, edge) else { return nil }
      return step
    }
  }
  for root in flow.steps.indices where marks[root] == .new {
    var stack = [(node: root, next: 0)]
    marks[root] = .open
    while let top = stack.last {
      guard top.next < next[top.node].count else {
        marks[top.node] = .done
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      let target = next[top.node][top.next]
      switch marks[target] {
      case .new:
        marks[target] = .open
        stack.append((target, 0))
      case .open: found.append((flow.steps[top.node], flow.steps[target]))
      case .done: break
      }
    }
  }
  return found
}

private func endlessLoop(
  _ node: StepNode,
  _ first: StepNode,
  _ severity: Severity
) -> Diagnostic {
  Diagnostic(
    .endlessLoop,
    severity,
    severity == .error
      ? "this loop never waits for anything"
      : "this loop waits for nothing where the `when` of its steps does not hold",
    at: node.keywordSpan,
    related: node.number == first.number
      ? [] : [Diagnostic.Label(first.keywordSpan, "it goes back to here")],
    help: "put a step into it that waits: `recognize`, `wait`, `play`, `http`"
  )
}
