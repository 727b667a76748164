import CallModel
import Diagnostics

/// Findings about a ringing call that is sent to one of the flow's own routes: it would come back
/// (SEMANTICS.md, rule 50).
func redirectFindings(_ flow: CheckedFlow, _ dependencies: FlowDependencies) -> [Diagnostic] {
  let values = dependencies.binding.values.identities
  return flow.reached.compactMap { node -> Diagnostic? in
    guard case .redirect(let step) = node.step, case .literal(.identity(let name)) = step.to else {
      return nil
    }
    // Where it could not be sent to that kind of party at all, that alone is said.
    let kinds = AdmissionTable.kinds(for: .redirect, in: flow.read.head.profile)
    guard let target = flow.read.names.identities[name], kinds.contains(target.kind) else {
      return nil
    }
    let route = flow.tree.routes.first { route in
      if route.identity == name { return true }
      guard let ours = values[route.identity], let target = values[name] else { return false }
      return ours.rawID == target.rawID
    }
    return route.map { route in
      Diagnostic(
        .redirectLoop,
        "the call would come back to this flow",
        at: flow.place(of: name, in: node) ?? node.keywordSpan,
        related: [Diagnostic.Label(route.span, "calls to it are the flow's")],
        help: "name somebody else, or `answer` it"
      )
    }
  }
}

extension CheckedFlow {
  /// Where a step names an identity.
  fileprivate func place(of name: String, in node: StepNode) -> Span? {
    read.uses.first { use in
      use.kind == .identity && use.name == name && use.span.start >= node.span.start
        && use.span.end <= node.span.end
    }?.span
  }
}
