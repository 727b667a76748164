import CallModel
import Diagnostics

/// Findings about a `dial` that does not say who calls, where the service has to be told: in Teams
/// Phone the resource account, for a number the number that is shown (FACTS (f), "create call"; (b),
/// CreateCallRequest).
func dialFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node in
    guard case .dial(let dial) = node.step, dial.account == nil else { return nil }
    switch flow.read.head.profile {
    case .teamsPhone:
      return missing(
        "the resource account that calls",
        "add `as:` with an identity that is a `microsoftTeamsApp`",
        at: node
      )
    case .callAutomation:
      guard case .literal(.identity(let name)) = dial.to,
        flow.read.names.identities[name]?.kind == .phoneNumber
      else { return nil }
      return missing(
        "the number that a number is called from",
        "add `as:` with an identity that is a number of the resource's own",
        at: node
      )
    }
  }
}

private func missing(_ what: String, _ help: String, at node: StepNode) -> Diagnostic {
  Diagnostic(.missingField, "`dial` does not say \(what)", at: node.keywordSpan, help: help)
}

/// Findings about parameters without a value in a flow that calls come to by a route: nobody gives
/// them one there.
func parameterFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  guard let route = flow.tree.routes.first else { return [] }
  let unfilled = flow.read.names.variables.filter {
    $0.value.isParameter && !$0.value.hasFirstValue
  }
  return unfilled.sorted { $0.value.span.start < $1.value.span.start }.map { name, parameter in
    Diagnostic(
      .missingValue,
      "a call that comes in gives the parameter `\(name)` no value",
      at: parameter.span,
      related: [Diagnostic.Label(route.span, "calls come in here")],
      help: "give it one, `\(parameter.type.name) = …`, or take `routes:` out"
    )
  }
}

extension FlowNames.Variable {
  /// Whether it has a value when a call begins, whoever begins it.
  var hasFirstValue: Bool {
    if case .optional = type { return true }
    return initial != nil
  }
}
