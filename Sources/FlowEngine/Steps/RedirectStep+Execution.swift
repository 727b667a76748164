import CallModel
import FlowLanguage

extension RedirectStep: SingleRequestExecution {
  /// Redirecting brings no event, only an answer (FACTS.md 0.7).
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard let context = turn.state.call?.context else {
      throw StepFailure(.state, "the call does not ring any longer")
    }
    let target = try turn.party(to, for: .redirect)
    // The checker sees the parties that are named; one from data may be the same (rule 50).
    guard !turn.program.routes.contains(where: { $0.isSameParty(as: target) }) else {
      throw StepFailure(.invalid, "the call would come back to this flow")
    }
    let command = RedirectCommand(context: context, target: target)
    return .waiting(.operation(try turn.send(.redirect(command))))
  }

  var success: Progress { .leaves(.redirected) }
}
