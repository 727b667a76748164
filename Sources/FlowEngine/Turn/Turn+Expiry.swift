import CallModel

extension Turn {
  /// Looks into everything whose time has come: watchdogs, doubts, and a call that is silent.
  mutating func expire() {
    guard state.phase != .gone || !state.operations.isEmpty else { return }
    let due = state.operations.filter { $0.due.map { $0 <= now } ?? false }
    for operation in due { expire(operation.ordinal) }
    expireParties()
    expireRecording()
    if state.isConnected, state.lastHeard + EngineTimes.silence <= now {
      state.lastHeard = now
      read([.call, .participants])
    }
  }

  private mutating func expire(_ ordinal: Int) {
    guard let index = index(of: ordinal) else { return }
    if state.operations[index].owner == .ending {
      endingOverdue(index)
      return
    }
    switch state.operations[index].status {
    case .emitted, .accepted: overdue(index)
    case .uncertain: readFor(index, .unknown)
    case .reading(let word): giveUp(ordinal, word)
    case .recovering: sayAgain(index)
    case .conflicting:
      if let command = state.operations[index].command { emitAgain(index, command) }
    case .settled: break
    }
  }

  /// A watchdog fired: neither success nor failure has come in time (SEMANTICS.md 1.5).
  private mutating func overdue(_ index: Int) {
    let operation = state.operations[index]
    switch operation.owner {
    case .cleanup, .orphaned, .ending:
      state.operations.remove(at: index)
      return
    case .step, .background: break
    }
    switch operation.command {
    case nil:
      effects.append(.withdraw(ordinal: operation.ordinal))
      settle(operation.ordinal, .http(.timedOut))
    case .addParticipant: giveUp(operation.ordinal, .timeout)
    case .reject, .startRecording, .cancelAllMedia, .cancelAddParticipant, .removeParticipant,
      .startContinuousTones, .stopContinuousTones, .terminate:
      giveUp(operation.ordinal, .unknown)
    case .answer, .play, .recognize, .transfer, .pauseRecording, .resumeRecording,
      .stopRecording:
      readFor(index, .lost)
    }
  }
}
