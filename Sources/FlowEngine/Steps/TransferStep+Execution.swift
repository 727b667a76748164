import CallModel
import FlowLanguage

extension TransferStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.callTransferAccepted, .callTransferFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let target = try turn.party(to, for: .transfer)
    let party = try turn.party(party, for: .reach)
    let command = TransferCommand(
      target: target,
      transferee: try turn.transferee(party),
      context: try context.map { fields throws(StepFailure) in
        try turn.customContext(fields).reaching(target)
      }
    )
    if !turn.state.media.background.isEmpty { turn.cancelMedia() }
    let operation = try turn.send(.transfer(command))
    return .waiting(.transfer(TransferMemory(operation: operation, party: party)))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .transfer(var memory) = memory else { throw .foreignMemory }
    if let failure = memory.failure {
      guard let due = memory.readDue, turn.now < due else {
        return .ended(.failed(failure.outcome, failure.reason))
      }
      return .waiting(.transfer(memory))
    }
    switch turn.takeResult(of: memory.operation) {
    case nil: return .waiting(.transfer(memory))
    case .failed(let outcome, let reason)?:
      memory.failure = InvitationMemory.LastFailure(outcome: outcome, reason: reason)
      guard reason.word == .refused else { return .ended(.failed(outcome, reason)) }
      // The call may not be there any more; a handler must not talk to nobody (rule 14).
      memory.readDue = turn.now + EngineTimes.reconcile
      turn.read([.call])
      return .waiting(.transfer(memory))
    case .succeeded?, .joined?, .recognized?, .http?:
      return turn.transferred(memory.party) ? .leaves(.transferred) : .ended(.done())
    }
  }
}

extension Turn {
  /// How the service is told whom to send: nil for the only other party, whom it takes if nobody is
  /// named; who is not in the call cannot be sent (rule 14).
  ///
  /// Before the first list the caller is all there is, unless somebody was brought in.
  fileprivate func transferee(_ party: Identifier) throws(StepFailure) -> Identifier? {
    let others = state.parties.present.filter { !$0.identifier.isSameParty(as: party) }
    if let record = state.parties.record(of: party), record.isPresent {
      return others.isEmpty ? nil : record.identifier
    }
    guard !state.parties.isKnown, let caller, caller.isSameParty(as: party) else {
      throw StepFailure(.state, "the party is not in the call")
    }
    return others.isEmpty ? nil : party
  }

  /// Whether a party is on the way elsewhere.
  func isBeingTransferred(_ party: Identifier) -> Bool {
    state.frames.waiting.contains { frame in
      guard case .transfer(let memory)? = frame.memory, memory.failure == nil else { return false }
      return listed(memory.party).isSameParty(as: party)
    }
  }

  /// Notes that a party was sent elsewhere; true if nobody but them was in the call.
  fileprivate mutating func transferred(_ sent: Identifier) -> Bool {
    let party = listed(sent)
    let others = state.parties.present.contains { !$0.identifier.isSameParty(as: party) }
    state.parties.release(party)
    return !others
  }

  /// A party as the list has them: the first one may name the caller otherwise than the ring, or the
  /// `dial`, did (rule 15), after the transfer was sent.
  private func listed(_ party: Identifier) -> Identifier {
    guard state.parties.record(of: party) == nil, let call = state.call,
      [call.from, call.to].contains(where: { $0.isSameParty(as: party) })
    else { return party }
    return caller ?? party
  }

  /// A read has found the call: a transfer that failed can say so now.
  mutating func answerTransferRead(_ observation: Observation) {
    guard observation.call != nil else { return }
    for frame in state.frames.waiting {
      guard case .transfer(var memory)? = frame.memory, memory.failure != nil else { continue }
      memory.readDue = nil
      state.frames.remember(.transfer(memory), in: frame.number)
    }
  }
}
