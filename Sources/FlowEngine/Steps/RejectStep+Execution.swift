import CallModel
import FlowLanguage

extension RejectStep: SingleRequestExecution {
  /// Refusing brings no event, only an answer (FACTS.md 0.7).
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard let context = turn.state.call?.context else {
      throw StepFailure(.state, "the call does not ring any longer")
    }
    let command = RejectCommand(context: context, reason: try turn.word(reason))
    return .waiting(.operation(try turn.send(.reject(command))))
  }

  var success: Progress { .leaves(.rejected) }
}
