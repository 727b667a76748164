import CallModel
import Diagnostics

/// Findings that no flow has alone: two flows of one name, two flows that claim one route, two that
/// declare one flag otherwise, flows that run one another in a circle.
///
/// `isWhole`: whether all flows that there are were read, so that one that none of them runs is run by
/// nobody.
func projectFindings(_ units: [FlowUnit], isWhole: Bool) -> [Diagnostic] {
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
  let flows = units.compactMap(\.flow)
  return findings + flagFindings(units) + flowCircleFindings(flows)
    + (isWhole ? unusedFlowFindings(flows) : [])
}

/// Warnings of flows that take no calls, place none, and that no other runs or begins.
private func unusedFlowFindings(_ flows: [ReadFlow]) -> [Diagnostic] {
  // What could not be read may name any of them.
  let areRead = flows.allSatisfy {
    $0.isComplete && $0.unreadSteps.isEmpty && !$0.misnamed.contains(.flow)
  }
  guard areRead else { return [] }
  let named = flows.reduce(into: Set<String>()) { $0.formUnion($1.namedFlows) }
  return flows.filter { flow in
    flow.tree.routes.isEmpty && !named.contains(flow.tree.name) && !flow.tree.name.isEmpty
      && flow.names.variables.contains { !$0.value.isOwn }
      && !flow.steps.contains { $0?.shape.phase == .placing }
  }.map { flow in
    Diagnostic(
      .unusedName,
      .warning,
      "no flow runs `\(flow.tree.name)`, and it takes no calls",
      at: flow.tree.nameSpan,
      help: "run it with `run: { flow: \(flow.tree.name) }`, give it `routes:`, or delete it"
    )
  }
}
