import CEL
import Diagnostics

/// Findings about ends: ways that fall off the end of a block, and an `end` that may leave the
/// caller alone (SEMANTICS.md, rule 10).
func endFindings(_ flow: CheckedFlow, _ compiled: [CELExpression?]) -> [Diagnostic] {
  flow.reached.flatMap { node -> [Diagnostic] in
    let known = flow.known[node.number]
    // After a step that could not be read, where the way goes is not known.
    guard let call = known.start?.call, !call.isUncertain else { return [] }
    let outermost =
      known.isOutermost && !flow.comesBack
      ? fallsOff(node, known.openEdges, flow, compiled) + strayReturns(node, known.openEdges, flow)
      : []
    // A call that was joined is others' own, and is left to them.
    let isJoined = flow.read.names.join != nil
    return outermost + (isJoined ? [] : loneEnds(node, call, known.openEdges, flow))
  }
}

private func fallsOff(
  _ node: StepNode,
  _ edges: [FlowGraph.Edge],
  _ flow: CheckedFlow,
  _ compiled: [CELExpression?]
) -> [Diagnostic] {
  // A choice that falls off because `on:` forgets it is named by `unhandled-choice`, where it is
  // declared: one slip, one finding.
  let forgotten = Set(node.forgottenChoices.map { Outcome($0.name) })
  let edge = edges.first { edge in
    // A `transfer` is an end: who stays in the call is left to the others.
    edge.target == .fallsOff && !edge.needsCompany
      && !(edge.outcome.map(forgotten.contains) ?? false)
  }
  guard let edge else { return [] }
  let keyword = node.step.keyword.rawValue
  let how =
    switch edge.outcome {
    case nil: "where its `when` does not hold"
    case .done?: "after `\(keyword)`"
    case let outcome?: "after `\(outcome.name)` of `\(keyword)`"
    }
  return [
    Diagnostic(
      .fallsOffTheEnd,
      "the block ends here, and the caller is left with nothing",
      at: Diagnostic.Label(node.keywordSpan, "the way ends \(how)"),
      related: flow.calls.way(to: node.number, isOutermost: true).labels,
      help: missingCases(node, edge, compiled)
        ?? "end it with `goto`, `transfer`, `hangUp`, `leave` or `end`"
    )
  ]
}

/// What to add to a `switch` of which a value takes no case; nil where the way ends elsewhere.
private func missingCases(
  _ node: StepNode,
  _ edge: FlowGraph.Edge,
  _ compiled: [CELExpression?]
) -> String? {
  guard case .switch(let step) = node.step, step.default == nil, edge.outcome == .done else {
    return nil
  }
  let given = Set(step.cases.map(\.text))
  let isCompiled = compiled.indices.contains(step.value.index)
  let all = isCompiled ? compiled[step.value.index]?.vocabulary?.possible ?? [] : []
  let missing = all.filter { !given.contains($0) }
  return missing.isEmpty
    ? "say under `default:` what is done where no case fits"
    : "no case is for \(quotedList(missing.sorted())): add one, or `default:`"
}

/// A block that nothing runs has nothing to return to.
private func strayReturns(
  _ node: StepNode,
  _ edges: [FlowGraph.Edge],
  _ flow: CheckedFlow
) -> [Diagnostic] {
  edges.filter { $0.target == .returns }.compactMap(\.word).map { span in
    Diagnostic(
      .fallsOffTheEnd,
      "there is nothing to return to",
      at: Diagnostic.Label(span, "this can be reached without a `run`"),
      related: flow.calls.way(to: node.number, isOutermost: true).labels,
      help: "end the way with `goto`, `transfer`, `hangUp` or `end`"
    )
  }
}

private func loneEnds(
  _ node: StepNode,
  _ call: CallPoint,
  _ edges: [FlowGraph.Edge],
  _ flow: CheckedFlow
) -> [Diagnostic] {
  // While it rings, and when it is over, nobody is left alone.
  guard call.phases.contains(.connected) else { return [] }
  let ends = edges.filter { edge in
    guard edge.target == .leaves, edge.word != nil, let outcome = edge.outcome else { return false }
    return (node.shape.effect(of: outcome).company ?? call.company).contains(.alone)
  }
  // Where the step itself can leave them alone, how the call came there says nothing.
  let isAlone = call.company.contains(.alone)
  return ends.compactMap(\.word).map { span in
    let way =
      isAlone
      ? flow.calls.way(to: node.number, cause: "from here on the caller may be alone") {
        $0.call.company.contains(.alone)
      } : CallWay()
    return Diagnostic(
      .loneCaller,
      .hint,
      "the caller may be alone here, and then `end` hangs up",
      at: span,
      related: way.labels,
      help: "say `hangUp` if that is meant"
    )
  }
}
