import CallModel
import FlowLanguage

extension AddAgentStep: StepExecution {
  static let awaits = Invitation.awaits

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    try invitation.start(.addAgent, in: &turn)
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    try invitation.resume(memory, in: &turn)
  }
}
