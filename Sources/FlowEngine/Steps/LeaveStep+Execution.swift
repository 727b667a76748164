import CallModel
import FlowLanguage

extension LeaveStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    // A call that was joined is others' own, whoever is in it.
    guard !turn.state.isJoined else { return .leaves(.leave) }
    let present = turn.state.parties.present
    guard present.count > 1 else {
      throw StepFailure(.state, "the caller would be alone")
    }
    // Without us a call between telephones alone is dropped (SEMANTICS.md, rule 37).
    let onlyNumbers = present.allSatisfy { $0.identifier.kind == .phoneNumber }
    guard turn.program.profile != .teamsPhone || !onlyNumbers else {
      throw StepFailure(.state, "the others would be dropped")
    }
    return .leaves(.leave)
  }
}
