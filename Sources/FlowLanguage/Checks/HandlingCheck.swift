import Diagnostics

/// Findings about failures that would end a call, and time-outs nothing handles.
func failureFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.flatMap { node -> [Diagnostic] in
    let refused = unhandledOutcomes(node)
    // A failure that a called flow does not handle is one of the step that runs it.
    let known = flow.known[node.number]
    // Of a flow that is not there nobody knows how it ends.
    let isKnown = node.calledFlow.map { $0.interface != nil } ?? true
    guard refused.isEmpty, isKnown, !flow.comesBack, known.failsLoudly else { return refused }
    return unhandledFailure(node, known.openEdges)
  }
}

/// Outcomes that `on:` must handle, such as the `timeout` of a `wait`.
private func unhandledOutcomes(_ node: StepNode) -> [Diagnostic] {
  node.shape.outcomes.filter { shape in
    shape.isPossible && shape.effect.unhandled == .refused
      && node.handler(for: shape.outcome) == nil
  }.map { shape in
    Diagnostic(
      .unhandledTimeout,
      "`\(shape.outcome.name)` is given, and nothing says what happens then",
      at: node.keywordSpan,
      help: "add `on: { \(shape.outcome.name): … }`"
    )
  }
}

private func unhandledFailure(_ node: StepNode, _ edges: [FlowGraph.Edge]) -> [Diagnostic] {
  guard !node.isInLastHandler, !node.waitsForUnknown else { return [] }
  let open = edges.filter { $0.target == .unhandledFailure }
    .compactMap(\.outcome).filter { node.shape.effect(of: $0).unhandled == .warned }
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

extension StepNode {
  /// Whether a trigger of it could not be read: nobody knows whether it can fail.
  fileprivate var waitsForUnknown: Bool {
    guard case .wait(let step) = step else { return false }
    return step.triggers.contains { if case .unreadable = $0.condition { true } else { false } }
  }
}

/// Findings about menus of which some choices have handlers and some have none.
///
/// Where such a choice falls off the end of its block it is an error, as any way that does
/// (SEMANTICS.md, rule 10); else the author may have meant to go on.
func choiceFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.flatMap { node -> [Diagnostic] in
    let known = flow.known[node.number]
    let fallen =
      (known.start?.call.isUncertain ?? true) || !known.isOutermost || flow.comesBack
      ? []
      : known.openEdges.filter {
        $0.target == .fallsOff
      }.compactMap(\.outcome)
    return node.forgottenChoices.map { choice in
      let fallsOff = fallen.contains(Outcome(choice.name))
      let isBlock = flow.read.names.blocks[choice.name] != nil
      return Diagnostic(
        .unhandledChoice,
        fallsOff ? .error : .hint,
        fallsOff
          ? "after the choice `\(choice.name)` the block ends, and the caller is left with nothing"
          : "the choice `\(choice.name)` goes on with the next step",
        at: choice.span,
        related: [Diagnostic.Label(node.keywordSpan, "the others have handlers")]
          + (fallsOff ? flow.calls.way(to: node.number, isOutermost: true).labels : []),
        help: fallsOff
          ? "handle it too: `on: { \(choice.name): \(isBlock ? choice.name : "…") }`"
          : "say so with `on: { \(choice.name): continue }`"
      )
    }
  }
}

extension StepNode {
  /// The choices of a menu without a handler, where others have one; a menu whose choices all have
  /// none is read from its result.
  var forgottenChoices: [Choice] {
    let open = shape.choices.filter { handler(for: Outcome($0.name)) == nil }
    return open.count < shape.choices.count ? open : []
  }
}
