import CallModel
import Diagnostics

/// Findings about steps that count on somebody besides the caller where nobody else can be in the
/// call: one that leaves the others to one another, and a wait for one of them to leave
/// (SEMANTICS.md 1.7).
func companyFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.flatMap { node, state -> [Diagnostic] in
    guard !state.call.isUncertain, state.call.company == .alone, state.call.phases == .connected
    else { return [] }
    if node.shape.leavesCompany {
      return [
        nobodyElse(
          "the caller is alone here, so there is nobody to leave them to",
          at: node.keywordSpan,
          flow.wayAlone(to: node),
          help: "say `hangUp`, or bring somebody in first"
        )
      ]
    }
    guard case .wait(let step) = node.step else { return [] }
    return step.triggers.compactMap { trigger in
      // The caller is there; whom a step brings in is told of where that may not have run.
      guard case .left(.literal(.identity(let name))) = trigger.condition else { return nil }
      return nobodyElse(
        "`\(name)` cannot leave: the caller is alone here",
        at: trigger.span,
        flow.wayAlone(to: node),
        help: "bring them in first, and name the `id` of that step"
      )
    }
  }
}

private func nobodyElse(
  _ message: String,
  at span: Span,
  _ way: CallWay,
  help: String
) -> Diagnostic {
  Diagnostic(.nobodyElse, message, at: span, related: way.labels, help: help)
}

extension CheckedFlow {
  /// The call in which the caller is alone at a step: who runs the flow with nobody else there.
  fileprivate func wayAlone(to node: StepNode) -> CallWay {
    calls.way(to: node.number) { $0.call.company == .alone && $0.call.phases.contains(.connected) }
  }
}
