import CallModel
import FlowLanguage

extension MuteStep: StepExecution {
  /// The answer says that it is done (SEMANTICS.md 1.5).
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let party = try turn.presentParty(party, for: .mute)
    return .waiting(.operation(try turn.send(.mute(party))))
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
    case .succeeded?, .joined?, .recognized?, .http?: return .ended(.done())
    }
  }
}
