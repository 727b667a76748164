import CallModel
import FlowLanguage

extension RunStep: StepExecution {
  static var awaits: Set<CallEvent.Kind> { [] }

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .encloses(.block(name: block, next: 0), .run)
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .run = memory else { throw .foreignMemory }
    return turn.hasEnclosed ? .waiting(memory) : .ended(.done())
  }
}
