import CEL
import Diagnostics

/// Findings about cycles in which nothing waits: certain ones are errors.
///
/// Those that need a waiting
/// step to be skipped by its `when`, or to fail at once, are warnings; but not a failure that is
/// counted, for such a loop soon ends.
func loopFindings(_ flow: CheckedFlow, _ expressions: [CELExpression?]) -> [Diagnostic] {
  guard flow.goesBack else { return [] }
  let certain = loops(flow) { node, edge in !node.shape.waits }
  guard certain.isEmpty else { return certain.map { endlessLoop($0, .error) } }
  let skipping = loops(flow) { node, edge in !node.shape.waits || edge.outcome == nil }
  guard skipping.isEmpty else { return skipping.map { endlessLoop($0, .warning) } }
  // Silence and wrong keys take their time; what fails otherwise can do so at once.
  return loops(flow) { node, edge in !node.shape.waits || edge.outcome.map { $0 == .failed } ?? true
  }
  .filter { !isCounted($0, flow, expressions) }
  .compactMap(failingLoop)
}

/// Whether a step of the loop leads out of it depending on a variable that the loop sets.
private func isCounted(
  _ loop: Loop,
  _ flow: CheckedFlow,
  _ expressions: [CELExpression?]
) -> Bool {
  let members = Set(loop.map(\.number))
  let counters = Set(loop.flatMap(\.shape.assigned))
  return loop.contains { node in
    let leads = flow.openEdges[node.number].contains { edge in
      if case .step(let step) = edge.target { !members.contains(step) } else { true }
    }
    guard leads else { return false }
    return [node.when, node.shape.decision?.question.expression].compactMap(\.self).contains { id in
      expressions[id.index]?.references.contains { counters.contains($0.path.first ?? "") } ?? false
    }
  }
}

extension CheckedFlow {
  /// Whether any way leads to a step that is not after its own, as one of every cycle does.
  fileprivate var goesBack: Bool {
    openEdges.indices.contains { number in
      openEdges[number].contains { edge in
        if case .step(let step) = edge.target { step <= number } else { false }
      }
    }
  }
}

/// A cycle: its steps in order, from the one it comes back to.
private typealias Loop = [StepNode]

/// The cycles of edges that pass, one for each edge that closes one.
private func loops(
  _ flow: CheckedFlow,
  passing passes: (StepNode, FlowGraph.Edge) -> Bool
) -> [Loop] {
  /// How far the search is with a step.
  enum Mark { case new, open, done }
  var marks = Array(repeating: Mark.new, count: flow.steps.count)
  var found: [Loop] = []
  let next = flow.steps.map { node -> [Int] in
    guard flow.states[node.number] != nil else { return [] }
    return flow.openEdges[node.number].compactMap { edge in
      guard case .step(let step) = edge.target, passes(node, edge) else { return nil }
      return step
    }
  }
  // Depth first, on a stack of our own: a flow may have thousands of steps in a row.
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
      // Back to a step that is being followed: what is on the stack from there on is the loop.
      case .open:
        found.append(stack.drop { $0.node != target }.map { flow.steps[$0.node] })
      case .done: break
      }
    }
  }
  return found
}

private func endlessLoop(_ loop: Loop, _ severity: Severity) -> Diagnostic {
  let last = loop[loop.count - 1]
  return Diagnostic(
    .endlessLoop,
    severity,
    severity == .error
      ? "this loop never waits for anything"
      : "this loop waits for nothing where the `when` of its steps does not hold",
    at: last.keywordSpan,
    related: loop.count == 1
      ? [] : [Diagnostic.Label(loop[0].keywordSpan, "it goes back to here")],
    help: "put a step into it that waits: `recognize`, `wait`, `play`, `http`"
  )
}

/// Said of the first step that could wait; the others fail at once too, or there is a wait.
private func failingLoop(_ loop: Loop) -> Diagnostic? {
  guard let node = loop.first(where: { $0.shape.waits }) else { return nil }
  let keyword = node.step.keyword.rawValue
  let last = loop[loop.count - 1]
  return Diagnostic(
    .failingLoop,
    .warning,
    "where `\(keyword)` fails at once, this loop goes round without waiting",
    at: node.keywordSpan,
    related: last.number == node.number
      ? [] : [Diagnostic.Label(last.keywordSpan, "the loop goes round from here")],
    help: "let `failed` of `\(keyword)` lead out of the loop, or put a `wait` into it"
  )
}
