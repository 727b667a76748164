import CEL
import CallModel
import FlowLanguage

extension RunStep: StepExecution {
  static var awaits: Set<CallEvent.Kind> { [] }

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    switch target {
    case .block(let name): return .encloses(.block(name: name, next: 0), .run)
    case .flow(let call):
      var arguments: [String: CELValue] = [:]
      for argument in call.arguments {
        arguments[argument.name] = try turn.value(of: argument.value)
      }
      try turn.checkRoom(for: arguments.weight)
      return .encloses(.flow(name: call.name, arguments: arguments), .run)
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
