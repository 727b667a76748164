import Diagnostics

/// Findings about failures that would end a call, and time-outs nothing handles.
func failureFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.flatMap { node, _ in
    unhandledTimeout(node).map { [$0] } ?? unhandledFailure(node, flow.ways[node.number])
  }
}

private func unhandledTimeout(_ node: StepNode) -> Diagnostic? {
  guard case .wait = node.step, node.shape.possibleOutcomes.contains(.timeout),
    node.handler(for: .timeout) == nil
  else { return nil }
  return Diagnostic(
    .unhandledTimeout,
    "`timeout` is given, and nothing says what happens then",
    at: node.keywordSpan,
    help: "add `on: { timeout: … }`"
  )
}

private func unhandledFailure(_ node: StepNode, _ ways: [FlowGraph.Edge]) -> [Diagnostic] {
  // What only computes is asked for nothing; `reject` wants the call to end.
  let isExempt = [.set, .if, .switch, .locale, .log, .reject].contains(node.step.keyword)
  guard !isExempt, !node.isInLastHandler else { return [] }
  let open = ways.filter { $0.target == .unhandledFailure }.compactMap(\.outcome)
  guard !open.isEmpty else { return [] }
  let words = open.map { "`\($0.name)`" }.joined(separator: ", ")
  return [
    Diagnostic(
      .unhandledFailure,
      .warning,
      "a failure of `\(node.step.keyword.rawValue)` ends the call",
      at: Diagnostic.Label(node.keywordSpan, "nothing handles \(words)"),
      help: "add `on: { failed: … }` to the step, or `on: { failed: … }` to the flow"
    )
  ]
}

/// Findings about menus of which some choices have handlers and some have none.
func choiceFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.flatMap { node, _ -> [Diagnostic] in
    guard case .recognize(let step) = node.step, case .choices(let choices) = step.input else {
      return []
    }
    let open = choices.filter { node.handler(for: Outcome($0.name)) == nil }
    guard !open.isEmpty, open.count < choices.count else { return [] }
    return open.map { choice in
      Diagnostic(
        .unhandledChoice,
        .hint,
        "the choice `\(choice.name)` goes on with the next step",
        at: choice.span,
        related: [Diagnostic.Label(node.keywordSpan, "the others have handlers")],
        help: "say so with `on: { \(choice.name): continue }`"
      )
    }
  }
}
