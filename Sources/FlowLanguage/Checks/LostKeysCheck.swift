import Diagnostics

/// Hints about a `play` that stands where the prompt of the `recognize` right behind it would.
///
/// The service keeps no keys for later (FACTS (f); SEMANTICS.md, rule 41): who answers while it is
/// still said has to press again. Where the question has a prompt of its own, what is said before
/// it may well be no part of it, and is not to be said again with each retry.
func lostKeyFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node in
    guard case .recognize(let question) = node.step, question.prompts.isEmpty, question.bargeIn,
      question.input.listensForKeys, node.when == nil, let before = flow.read.step(before: node),
      case .play(let play) = before.step, before.when == nil, before.handler(for: .done) == nil,
      !play.background, play.isHeard(by: question.from)
    else { return nil }
    return Diagnostic(
      .lostKeys,
      .hint,
      "keys pressed while this is said are lost",
      at: before.keywordSpan,
      related: [Diagnostic.Label(node.keywordSpan, "keys count from here on")],
      help: "make it the `prompt` of the `recognize`: a key then cuts it off and counts"
    )
  }
}

extension ReadFlow {
  /// The step right before another in its list; nil for the first.
  fileprivate func step(before node: StepNode) -> StepNode? {
    guard let list = node.path.parent, let index = node.path.index, index > 0 else { return nil }
    let steps = lists[list]?.steps ?? []
    return steps.first { $0.path.index == index - 1 && !unreadSteps.contains($0.number) }
  }
}

extension PlayStep {
  /// Whether a party surely hears it.
  fileprivate func isHeard(by party: FieldValue<Party>) -> Bool {
    to == nil || to == .literal(.everyone) || to == party
  }
}

extension RecognizeStep.Input {
  /// Whether keys are listened for, as far as the flow says.
  fileprivate var listensForKeys: Bool {
    switch self {
    case .choices(let choices): choices.contains { !$0.keys.isEmpty }
    case .tones, .tonesOrSpeech: true
    case .offered, .speech: false
    }
  }
}
