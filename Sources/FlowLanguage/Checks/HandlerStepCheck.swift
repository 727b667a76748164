import Diagnostics

/// Findings about steps and handlers that cannot stand in the flow's own `callEnded` and
/// `recordingFailed` (SEMANTICS.md, rules 4 and 28).
func handlerStepFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  let handlers = flow.tree.handlers
  return callEndedFindings(handlers.callEnded, flow)
    + recordingFailedFindings(flow)
}

/// The call is over: there is nowhere to go.
private func callEndedFindings(_ handler: Handler?, _ flow: CheckedFlow) -> [Diagnostic] {
  // Also in lists inside of it: a handler three levels down cannot go anywhere either.
  let inside = flow.steps.filter { $0.path.flowHandler == "callEnded" }
  let all = (handler.map { [$0] } ?? []) + inside.flatMap(\.nestedHandlers)
  return all.compactMap { handler in
    let word: String
    switch handler.content {
    case .block(let name) where !name.isEmpty: word = "go to a block"
    case .hangUp: word = "hang up"
    case .block, .end, .return, .continue, .steps: return nil
    }
    return Diagnostic(
      .callPhase,
      "the call is over when `callEnded` runs, so it cannot \(word)",
      at: handler.span,
      help: "write a list of steps, such as `http` and `log`"
    )
  }
}

private func recordingFailedFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.steps.filter { node in
    node.path.flowHandler == "recordingFailed" && !node.shape.runsBeside
      && !flow.read.unreadSteps.contains(node.number)
  }.map { node in
    Diagnostic(
      .handlerStep,
      "`\(node.step.keyword.rawValue)` cannot stand in `recordingFailed`",
      at: node.keywordSpan,
      help: "it runs at once beside the flow: use "
        + quotedList(StepKeyword.allCases.filter(\.shape.runsBeside).map(\.rawValue))
    )
  }
}
