import Diagnostics

/// Text and speech need the environment's AI endpoint at `answer` (FACTS (f); SEMANTICS, rule 31).
func endpointFindings(_ flow: CheckedFlow, _ environment: FlowEnvironment?) -> [Diagnostic] {
  guard let environment, environment.cognitiveServicesEndpoint == nil else { return [] }
  for (node, _) in flow.reached {
    if let spoken = node.promptReferences.first(where: { isSpoken($0, flow.tree) }) {
      return [finding("a text cannot be spoken", at: spoken.span, environment)]
    }
    if let choice = node.spokenChoice {
      return [finding("spoken words cannot be recognized", at: choice.span, environment)]
    }
  }
  return []
}

private func finding(
  _ what: String,
  at span: Span,
  _ environment: FlowEnvironment
) -> Diagnostic {
  Diagnostic(
    .missingEndpoint,
    "\(what) without an AI endpoint, and the environment `\(environment.name)` has none",
    at: span,
    related: [Diagnostic.Label(environment.span, "this environment")],
    help: "add `cognitiveServicesEndpoint:` to the environment, or do with files and keys"
  )
}

private func isSpoken(_ reference: PromptReference, _ tree: FlowTree) -> Bool {
  let variants: [PromptVariant] =
    switch reference.content {
    case .named(let name): tree.prompts[name]?.variants.map(\.content) ?? []
    case .inline(let variant): [variant]
    }
  return variants.contains { variant in
    switch variant {
    case .text, .ssml: true
    case .file: false
    }
  }
}

extension StepNode {
  /// A choice that is made by words.
  fileprivate var spokenChoice: Choice? {
    guard case .recognize(let step) = step, case .choices(let choices) = step.input else {
      return nil
    }
    return choices.first { !$0.phrases.isEmpty }
  }
}
