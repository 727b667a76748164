import CallModel
import FlowLanguage

extension RejectStep: StepExecution {
  /// Refusing brings no event, only an answer (FACTS.md 0.7).
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard let context = turn.state.call?.context else {
      throw StepFailure(.state, "the call does not ring any longer")
    }
    let command = RejectCommand(context: context, reason: try turn.word(reason))
    return .waiting(.operation(try turn.send(.reject(command))))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .operation(let operation) = memory else { throw .foreignMemory }
    switch turn.takeResult(of: operation) {
    case nil: return .waiting(memory)
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?: return .leaves(.rejected)
    }
  }
}
