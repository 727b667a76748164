import CEL
import CallModel
import FlowLanguage

extension RunStep: StepExecution {
  static var awaits: Set<CallEvent.Kind> { [] }

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    switch target {
    case .block(let name): return .encloses(.block(name: name, next: 0), .run)
    case .flow(let call):
      return .encloses(.flow(name: call.name, arguments: try turn.arguments(of: call)), .run)
    }
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .run = memory else { throw .foreignMemory }
    guard !turn.hasEnclosed else { return .waiting(memory) }
    let outputs = try turn.outputs()
    return .ended(StepResult(outcome: .done, outputs: outputs))
  }
}
