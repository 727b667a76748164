import CallModel
import FlowLanguage

extension RemoveParticipantStep: SingleRequestExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .removeParticipantSucceeded, .removeParticipantFailed, .participantsUpdated,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let party = try turn.party(party, for: .reach)
    guard !turn.hasLeft(party) else { return .ended(.done()) }
    // Somebody in no list yet is named as the flow does: the service knows whether they are there.
    let named = turn.state.parties.record(of: party)?.identifier ?? party
    return .waiting(.operation(try turn.send(.removeParticipant(named))))
  }
}
