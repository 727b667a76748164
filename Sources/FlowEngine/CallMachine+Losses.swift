package import CallModel

extension CallMachine {
  /// Whether nobody in the call notices that an event never comes: the call can do without it, or
  /// reads what it says within half a minute (SEMANTICS.md, rules 11 and 63).
  ///
  /// Who has left is read of a call that is silent for half an hour (rule 26): that is noticed. The
  /// first list says who the caller is (rule 15), and a call that is placed is given up by its time.
  package func canDoWithout(_ event: CallEvent) -> Bool {
    switch event.content {
    case .removeParticipantSucceeded, .playStarted: true
    case .callConnected: state.operations.contains { $0.command?.kind == .answer }
    case .recordingStateChanged: state.recording.isChanging
    case .participantsUpdated(let list, _):
      state.parties.isKnown
        && state.parties.present.allSatisfy { party in
          list.contains { $0.identifier.isSameParty(as: party.identifier) }
        }
    default: false
    }
  }
}
