import CallModel
import FlowLanguage

extension Turn {
  /// Takes what a read found out, and settles what waited for it.
  mutating func apply(_ observation: Observation) {
    state.lastHeard = now
    switch observation.call {
    case .gone?:
      endRead()
      return
    case .connected?:
      connected()
      goOnAfterRefusals()
    case .connecting?, nil: break
    }
    if state.phase == .closing, observation.call != nil { terminateAgain() }
    if let list = observation.participants { reconcileParties(with: list) }
    if let report = observation.party { reconcileParty(with: report) }
    if let report = observation.recording, state.isConnected {
      state.recording.reconcile(with: report, at: now)
      settleRecording()
    }
    for operation in state.operations {
      guard case .reading(let word) = operation.status, observation.decides(operation) else {
        continue
      }
      giveUp(operation.ordinal, word)
    }
    answerTransferRead(observation)
  }

  /// Takes a list that a read brought; whoever is in it has joined.
  private mutating func reconcileParties(with list: [Participant]) {
    state.parties.reconcile(with: list, at: now)
    // What was asked at this very moment cannot show in the list yet.
    for operation in state.operations where operation.isOpen && operation.began < now {
      guard let invited = operation.invited,
        let listed = list.first(where: { $0.identifier.isSameParty(as: invited) })
      else { continue }
      state.parties.note(listed.identifier, addedBy: operation.ordinal)
      settle(operation.ordinal, .joined(listed.identifier))
    }
    settleRemovals()
    settleShown()
  }

  /// Takes what a read said of one party.
  private mutating func reconcileParty(with report: PartyReport) {
    state.parties.reconcile(with: report, at: now)
    settleRemovals()
    settleShown()
  }

  /// Has the call read for an operation, and waits for what it says.
  mutating func readFor(_ operation: Operation, _ word: ReasonWord) {
    guard state.call?.connectionID != nil else {
      giveUp(operation.ordinal, word)
      return
    }
    state.operations.awaitRead(operation.ordinal, word, until: now + EngineTimes.reconcile)
    switch operation.policy?.read {
    case .call?, nil: read([.call])
    case .participants?: read([.call, .participants])
    case .party?: read([.call, reachOfParty(operation)])
    case .recording?: read([.call] + (operation.command?.recording.map { [.recording($0)] } ?? []))
    }
  }

  /// What tells how the party of an operation is in the call: they alone are asked about where the
  /// service has said by which raw id it knows them, and else the list is looked through.
  private func reachOfParty(_ operation: Operation) -> CallRead {
    let record = operation.command?.party.flatMap(state.parties.record)
    guard let record, record.isListed else { return .participants }
    return .participant(record.identifier)
  }

  /// Settles as failed what neither event nor read explains; what is done about it is in the
  /// command's row.
  mutating func giveUp(_ ordinal: Int, _ word: ReasonWord) {
    guard let operation = state.operations[ordinal: ordinal], operation.isOpen else { return }
    let reason = StepReason(word, "nothing was heard of it in time")
    switch operation.policy?.lost {
    case .nothing?, nil: settle(ordinal, .failed(reason))
    case .losesCall?:
      // Of a call whose end was reported, only the why is missing.
      let isOver = state.ended != nil
      settle(ordinal, .failed(word == .timeout && !isOver ? .noAnswer : .failed, reason))
      becomeGone(.notConnected)
      if !isOver, state.call?.connectionID != nil { ask(endCommand, for: .call(.cleanup)) }
    case .cutsOff?:
      if state.isConnected { cancelMedia() }
      settle(ordinal, .failed(reason))
    case .mayJoin?:
      state.operations.expectLateSuccess(ordinal)
      settle(ordinal, .failed(word == .timeout ? .noAnswer : .failed, reason))
    case .recording?:
      if let command = operation.command {
        let isAwaited = operation.isAwaited
        state.recording.lost(command, by: ordinal, isAwaited: isAwaited, at: now)
      }
      settle(ordinal, .failed(reason))
    }
  }
}

extension Observation {
  /// Whether it says all that an operation was waiting to hear.
  fileprivate func decides(_ operation: Operation) -> Bool {
    switch operation.policy?.read {
    case .call?, nil: call != nil
    case .participants?: participants != nil
    case .party?: participants != nil || isAbout(operation.command?.party)
    case .recording?: recording != nil && recording?.id == operation.command?.recording
    }
  }

  private func isAbout(_ other: Identifier?) -> Bool {
    guard let party, let other else { return false }
    return party.identifier.isSameParty(as: other)
  }
}

extension CallCommand {
  /// The party it takes out of the call, mutes, or puts on hold or takes off it, if it does.
  fileprivate var party: Identifier? {
    switch self {
    case .removeParticipant(let party), .mute(let party), .unhold(let party): party
    case .hold(let hold): hold.party
    default: nil
    }
  }

  /// The recording it changes, if it does.
  fileprivate var recording: RecordingID? {
    if case .pauseRecording(let id) = self { return id }
    if case .resumeRecording(let id) = self { return id }
    if case .stopRecording(let id) = self { return id }
    return nil
  }
}
