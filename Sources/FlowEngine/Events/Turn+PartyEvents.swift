import CallModel
import FlowLanguage

extension Turn {
  /// Takes a list of parties; the newest wins, the later arrival among equals (rule 11).
  mutating func takeList(_ list: [Participant], sequence: Int) {
    state.parties.sequence = sequence
    takeList(list, isRead: false)
  }

  /// Takes a list that a read brought: it counts as the newest, and decides on who is expected.
  mutating func takeReadList(_ list: [Participant]) {
    takeList(list, isRead: true)
    // What was asked at this very moment cannot show in the list yet.
    for operation in state.operations where operation.isOpen && operation.began < now {
      guard case .addParticipant(let add)? = operation.command,
        let listed = list.first(where: { $0.identifier.isSameParty(as: add.target) })
      else { continue }
      joined(listed.identifier, operation.ordinal)
    }
  }

  private mutating func takeList(_ list: [Participant], isRead: Bool) {
    let isFirst = !state.parties.isKnown
    state.parties.isKnown = true
    for index in state.parties.parties.indices {
      let identifier = state.parties.parties[index].identifier
      guard !list.contains(where: { $0.identifier.isSameParty(as: identifier) }) else { continue }
      switch state.parties.parties[index].presence {
      case .present: state.parties.parties[index].presence = .left
      case .expected(_, let reads):
        if isRead, reads > 0 { state.parties.parties[index].presence = .left }
      case .left: break
      }
    }
    for participant in list { note(participant) }
    if isFirst { findCaller(in: list) }
    followCaller()
  }

  private mutating func note(_ participant: Participant) {
    guard let index = state.parties.index(of: participant.identifier) else {
      state.parties.parties.append(
        PartyRecord(
          identifier: participant.identifier,
          presence: .present,
          isMuted: participant.isMuted,
          isOnHold: participant.isOnHold
        )
      )
      return
    }
    state.parties.parties[index].identifier = participant.identifier
    state.parties.parties[index].presence = .present
    state.parties.parties[index].isMuted = participant.isMuted
    state.parties.parties[index].isOnHold = participant.isOnHold
  }

  /// Decides who the caller is: the only one of the first list, or whom the ring named (rule 15).
  private mutating func findCaller(in list: [Participant]) {
    guard let from = state.call?.from else { return }
    let named = list.first { $0.identifier.isSameParty(as: from) }
    let only = list.count == 1 ? list.first : nil
    if let caller = only ?? named { state.parties.caller = .present(caller.identifier) }
  }

  /// Notes since when the caller is missing, or that they are back.
  private mutating func followCaller() {
    if case .unseen = state.parties.caller, let from = state.call?.from,
      let record = state.parties.record(of: from), record.isPresent
    {
      state.parties.caller = .present(record.identifier)
    }
    switch state.parties.caller {
    case .unseen, .released: return
    case .present(let caller), .missing(let caller, _):
      guard let record = state.parties.record(of: caller), record.presence == .left else {
        state.parties.caller = .present(caller)
        return
      }
      if case .present = state.parties.caller {
        state.parties.caller = .missing(record.identifier, since: now)
      }
    }
  }

  /// Somebody who was rung has joined.
  mutating func partyJoined(_ party: Identifier?, _ event: CallEvent) {
    guard let operation = invitation(of: party, event) else {
      if let party { expect(party, addedBy: nil) }
      return
    }
    guard case .addParticipant(let add)? = operation.command else { return }
    if operation.owner != .orphaned { expect(party ?? add.target, addedBy: operation.ordinal) }
    settle(operation.ordinal, .joined(party ?? add.target))
  }

  private mutating func joined(_ party: Identifier, _ ordinal: Int) {
    if let index = state.parties.index(of: party) {
      state.parties.parties[index].addedBy = ordinal
    }
    settle(ordinal, .joined(party))
  }

  /// Counts somebody as in the call before a list says so.
  private mutating func expect(_ party: Identifier, addedBy ordinal: Int?) {
    let expected = PartyRecord.Presence.expected(readAt: now + EngineTimes.joining, reads: 0)
    guard let index = state.parties.index(of: party) else {
      var record = PartyRecord(identifier: party, presence: expected)
      record.addedBy = ordinal
      state.parties.parties.append(record)
      return
    }
    state.parties.parties[index].addedBy = ordinal
    if state.parties.parties[index].presence == .left {
      state.parties.parties[index].presence = expected
    }
  }

  /// Somebody who was rung could not be brought in.
  mutating func invitationFailed(_ party: Identifier?, _ event: CallEvent) {
    guard let operation = invitation(of: party, event) else { return }
    let reason = StepReason(event.result, "nobody could be brought in")
    settle(operation.ordinal, .failed(.ofCall(event.result), reason))
  }

  /// An invitation was withdrawn: nobody joins by it any more.
  mutating func invitationCancelled(_ invitation: InvitationID?) {
    guard let invitation,
      let operation = state.operations.first(where: { $0.invitation == invitation })
    else { return }
    settle(
      operation.ordinal,
      .failed(.noAnswer, StepReason(.canceled, "the invitation was cancelled"))
    )
  }

  /// Somebody was removed from the call.
  mutating func partyRemoved(_ party: Identifier?) {
    guard let party, let index = state.parties.index(of: party) else { return }
    state.parties.parties[index].presence = .left
    followCaller()
  }

  /// The invitation an event is about: by its context, else by whom was rung.
  private func invitation(of party: Identifier?, _ event: CallEvent) -> Operation? {
    if let context = event.context {
      return state.operation(context.ordinal)
    }
    return state.operations.first { operation in
      guard operation.isOpen, let party, case .addParticipant(let add)? = operation.command else {
        return false
      }
      return add.target.isSameParty(as: party)
    }
  }

  /// Looks again for those who joined and are in no list (rule 11).
  mutating func expireParties() {
    var isReadDue = false
    for index in state.parties.parties.indices {
      guard case .expected(let readAt, let reads) = state.parties.parties[index].presence,
        readAt <= now
      else { continue }
      if reads < 3 {
        isReadDue = true
        state.parties.parties[index].presence = .expected(
          readAt: now + EngineTimes.joining,
          reads: reads + 1
        )
      } else {
        state.parties.parties[index].presence = .left
      }
    }
    if isReadDue, state.isConnected { read([.participants]) }
    followCaller()
  }
}
