import Diagnostics

/// Findings that no flow has alone: two flows of one name, two flows that claim one route.
func projectFindings(_ flows: [CompiledFlow]) -> [Diagnostic] {
  var names: [String: Span] = [:]
  var routes: [String: (flow: String, span: Span)] = [:]
  var findings: [Diagnostic] = []
  for flow in flows {
    if !flow.tree.name.isEmpty,
      let first = names.updateValue(flow.tree.nameSpan, forKey: flow.tree.name)
    {
      findings.append(
        Diagnostic(
          .duplicateName,
          "two flows are named `\(flow.tree.name)`",
          at: flow.tree.nameSpan,
          related: [Diagnostic.Label(first, "the other one")]
        )
      )
    }
    for route in flow.routes {
      guard let first = routes.updateValue((flow.tree.name, route.span), forKey: route.rawID)
      else { continue }
      findings.append(
        Diagnostic(
          .routeConflict,
          "`\(first.flow)` and `\(flow.tree.name)` take the same calls",
          at: route.span,
          related: [Diagnostic.Label(first.span, "`\(first.flow)` takes them")],
          help: "calls to \(route.rawID) can go to one flow only"
        )
      )
    }
  }
  return findings
}
