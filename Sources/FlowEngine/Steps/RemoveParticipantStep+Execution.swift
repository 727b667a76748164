import CallModel
import FlowLanguage

extension RemoveParticipantStep: StepExecution {
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

extension Turn {
  /// Whether a party was in the call and is not any more, as far as the newest list says (rule 11).
  func hasLeft(_ party: Identifier) -> Bool {
    state.parties.record(of: party)?.presence == .left
  }
}
