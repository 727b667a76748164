import CallModel
import Diagnostics

/// Findings that no flow has alone: two flows of one name, two flows that claim one route, two that
/// declare one flag otherwise, flows that run one another in a circle.
func projectFindings(_ units: [FlowUnit]) -> [Diagnostic] {
  var names: [String: Span] = [:]
  var routes: [String: (flow: String, span: Span)] = [:]
  var findings: [Diagnostic] = []
  for unit in units {
    guard let signature = unit.flow?.signature else { continue }
    let name = signature.name
    if !name.isEmpty, let first = names.updateValue(signature.nameSpan, forKey: name) {
      findings.append(
        Diagnostic(
          .duplicateName,
          "two flows are named `\(name)`",
          at: signature.nameSpan,
          related: [Diagnostic.Label(first, "the other one")]
        )
      )
    }
    for route in signature.routes {
      guard let party = unit.dependencies?.binding.values.identities[route.identity],
        let first = routes.updateValue((name, route.span), forKey: party.rawID)
      else { continue }
      findings.append(
        Diagnostic(
          .routeConflict,
          "`\(first.flow)` and `\(name)` take the same calls",
          at: route.span,
          related: [Diagnostic.Label(first.span, "`\(first.flow)` takes them")],
          help: "calls to \(party.rawID) can go to one flow only"
        )
      )
    }
  }
  return findings + flagFindings(units) + flowCircleFindings(units.compactMap(\.flow))
}
