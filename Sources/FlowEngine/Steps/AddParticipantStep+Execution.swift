import CallModel
import FlowLanguage

extension AddParticipantStep: StepExecution {
  static let awaits = Invitation.awaits

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    try invitation.start(.addParticipant, in: &turn)
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    try invitation.resume(memory, in: &turn)
  }
}
