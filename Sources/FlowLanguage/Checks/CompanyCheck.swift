import CallModel
import Diagnostics

/// Findings about steps that count on somebody besides the caller where the caller is alone
/// (SEMANTICS.md 1.7).
func companyFindings(_ flow: CheckedFlow) -> [StateFinding] {
  emptyLeaving(flow) + absentParties(flow)
}

private func emptyLeaving(_ flow: CheckedFlow) -> [StateFinding] {
  flow.reached.compactMap { node in
    guard node.shape.leavesCompany, flow.known[node.number].start?.call.isSurelyAlone == true else {
      return nil
    }
    return nobodyElse(
      "the caller is alone here, so there is nobody to leave them to",
      at: node.keywordSpan,
      of: node,
      help: "say `hangUp`, or bring somebody in first"
    )
  }
}

/// Whom a step brings in is told of where that may not have run.
private func absentParties(_ flow: CheckedFlow) -> [StateFinding] {
  // Who is dialled is the caller of the call, by whatever name.
  guard !flow.steps.contains(where: { $0.shape.phase == .placing }) else { return [] }
  return flow.read.uses.compactMap { use in
    guard use.isPresent, case .step(let number) = use.site,
      let state = flow.known[number].inner, state.call.isSurelyAlone
    else { return nil }
    let node = flow.steps[number]
    let help = "bring them in first, and name the `id` of that step"
    if let trigger = node.trigger(leavingOf: use.name) {
      return nobodyElse(
        "`\(use.name)` cannot leave: the caller is alone here",
        at: trigger.span,
        of: node,
        help: help
      )
    }
    // The caller can be whom an identity names: a condition may have made sure of that, or who runs
    // the flow.
    guard node.when == nil, !flow.comesBack,
      !flow.read.findings.contains(where: { $0.primary.span == use.span })
    else { return nil }
    return nobodyElse(
      "`\(use.name)` is not in the call: the caller is alone here",
      at: use.span,
      of: node,
      help: help,
      .warning
    )
  }
}

/// Findings about steps that count on the caller where the caller has left.
func absentCallerFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.read.callerUses.compactMap { use in
    guard flow.read.names.join == nil, case .step(let number) = use.site,
      case let node = flow.steps[number], node.path.flowHandler == "callerLeft",
      node.span.start <= use.span.start
    else { return nil }
    return Diagnostic(
      .noCaller,
      .warning,
      "the caller has left here",
      at: use.span,
      help: use.help
        ?? "name who is meant: `everyone`, or the `id` of the step that brought them in"
    )
  }
}

private func nobodyElse(
  _ message: String,
  at span: Span,
  of node: StepNode,
  help: String,
  _ severity: Severity = .error
) -> StateFinding {
  StateFinding(
    topic: .company,
    node: node,
    finding: Diagnostic(.nobodyElse, severity, message, at: span, help: help),
    cause: nil,
    holds: { $0.call.company == .alone && $0.call.phases.contains(.connected) },
    helpWhereRun: "bring somebody in before it"
  )
}

extension StepNode {
  /// The trigger that an identity's leaving makes true.
  fileprivate func trigger(leavingOf identity: String) -> WaitStep.Trigger? {
    guard case .wait(let step) = step else { return nil }
    return step.triggers.first {
      if case .left(.literal(.identity(identity))) = $0.condition { true } else { false }
    }
  }
}
