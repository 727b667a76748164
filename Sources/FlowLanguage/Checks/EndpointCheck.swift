import CEL
import Diagnostics

/// Text and speech need the environment's AI endpoint at `answer` (FACTS (f); SEMANTICS, rule 31).
///
/// Asked where there is an environment, and where it is said what serving needs: a flow that is served
/// without any is answered without an endpoint.
func endpointFindings(
  _ flow: CheckedFlow,
  _ dependencies: FlowDependencies,
  _ compiled: [CELExpression?]
) -> [Diagnostic] {
  guard dependencies.environment != nil || dependencies.demand != nil,
    dependencies.environment?.cognitiveServicesEndpoint == nil,
    dependencies.environment?.namesEndpoint != true
  else { return [] }
  // One finding a flow: the endpoint is missing once, however many texts there are.
  for node in flow.reached {
    if case .recognize(let step) = node.step, case .offered(let list) = step.input,
      let expression = compiled[list.index], OfferedMenuType(expression.type)?.mayBeSpoken == true
    {
      return [
        finding(
          "the words of such a menu cannot be recognized",
          at: expression.span,
          dependencies
        )
      ]
    }
    switch node.speechNeeds(flow.tree.prompts).first {
    case .text(let prompt):
      return [finding("a text cannot be spoken", at: prompt.span, dependencies)]
    case .words(let choice):
      return [
        finding("spoken words cannot be recognized", at: choice.span, dependencies)
      ]
    case .speech(let span):
      return [finding("speech cannot be recognized", at: span, dependencies)]
    case .transcription(let span):
      return [finding("speech cannot be transcribed", at: span, dependencies)]
    case nil: continue
    }
  }
  return []
}

private func finding(
  _ what: String,
  at span: Span,
  _ dependencies: FlowDependencies
) -> Diagnostic {
  guard let environment = dependencies.environment else {
    return Diagnostic(
      .missingEndpoint,
      dependencies.demand ?? .error,
      "\(what) without an AI endpoint, and without an environment there is none",
      at: span,
      help: "give one in `flowctl.yaml`, and name the environment with `--environment`; or do with "
        + "files and keys"
    )
  }
  return Diagnostic(
    .missingEndpoint,
    "\(what) without an AI endpoint, and the environment `\(environment.name)` has none",
    at: span,
    related: [Diagnostic.Label(environment.span, "this environment")],
    help: "add `cognitiveServicesEndpoint:` to the environment, or do with files and keys"
  )
}
