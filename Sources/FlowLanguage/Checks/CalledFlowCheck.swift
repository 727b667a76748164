import Diagnostics

/// Findings about a flow that others run: what it gives back must be there, and what only the flow
/// that a call begins with says is said in vain (SEMANTICS.md, rule 9).
func calledFlowFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  guard flow.comesBack else { return [] }
  return unsetOutputs(flow) + idleHandlers(flow)
}

private func unsetOutputs(_ flow: CheckedFlow) -> [Diagnostic] {
  let names = flow.read.names
  let outputs = names.variables.filter { name, variable in
    variable.isOutput && !variable.hasFirstValue && !names.refused.contains(name)
  }
  guard !outputs.isEmpty else { return [] }
  var told: Set<String> = []
  return flow.reached.compactMap { node -> Diagnostic? in
    let known = flow.known[node.number]
    guard known.isOutermost, let state = known.start, !state.call.isUncertain,
      known.openEdges.contains(where: { $0.target == .fallsOff || $0.target == .returns })
    else { return nil }
    let unset = state.unassigned.subtracting(node.shape.assigned).intersection(outputs.keys)
      .sorted().filter { told.insert($0).inserted }
    guard !unset.isEmpty else { return nil }
    return Diagnostic(
      .unsetResult,
      "\(quotedList(unset)) may have no value where the flow comes back",
      at: Diagnostic.Label(node.keywordSpan, "it comes back after this"),
      related: unset.compactMap { outputs[$0].map { Diagnostic.Label($0.span, "declared here") } }
        + flow.calls.way(to: node.number, unset: unset[0], isOutermost: true).labels,
      help: "`set` every output on every way, or give it a first value: `\(unset[0]): … = …`"
    )
  }
}

private func idleHandlers(_ flow: CheckedFlow) -> [Diagnostic] {
  let handlers = flow.tree.handlers
  let idle: [(name: String, handler: Handler?)] = [
    ("callEnded", handlers.callEnded), ("callerLeft", handlers.callerLeft),
    ("recordingFailed", handlers.recordingFailed), ("recordingReady", handlers.recordingReady),
  ]
  return idle.compactMap { name, handler in
    handler.map {
      Diagnostic(
        .unusedField,
        .warning,
        "`\(name)` never runs: others run this flow",
        at: $0.span,
        help: "it counts in the flow alone that the call began with: say it there"
      )
    }
  }
}
