import CallModel

extension Turn {
  /// Forgets an operation of the running step whose result was taken; one that may still succeed
  /// is orphaned.
  mutating func release(_ ordinal: Int) {
    guard let index = index(of: ordinal) else { return }
    if state.operations[index].mayStillSucceed {
      orphan(index)
    } else {
      state.operations.remove(at: index)
    }
  }

  /// Leaves all operations of the running step, and undoes what nobody waits for any more
  /// (SEMANTICS.md 1.2, "Disposal").
  mutating func releaseAll(disposing: Bool) {
    let left = state.operations.filter { $0.owner == .step }
    guard !left.isEmpty else { return }
    var isPlaying = false
    for operation in left {
      switch operation.command {
      case .play, .recognize:
        isPlaying = isPlaying || operation.isOpen
        remove(operation.ordinal)
        forgetBackground(operation.ordinal)
      case .addParticipant:
        leaveInvitation(operation.ordinal)
      case .startContinuousTones(let party):
        remove(operation.ordinal)
        if disposing, state.isConnected, !operation.hasFailed {
          emit(.stopContinuousTones(party), for: .cleanup)
        }
      case .answer, .reject, .cancelAllMedia, .cancelAddParticipant, .removeParticipant,
        .transfer, .startRecording, .pauseRecording, .resumeRecording, .stopRecording,
        .stopContinuousTones, .terminate, nil:
        remove(operation.ordinal)
      }
    }
    if isPlaying, disposing, state.isConnected { cancelMedia() }
  }

  /// Leaves an invitation of the running step, whatever has come of it so far.
  mutating func leaveInvitation(_ ordinal: Int) {
    guard let index = index(of: ordinal) else { return }
    if case .joined(let party)? = state.operations[index].result {
      state.operations.remove(at: index)
      if let party { emit(.removeParticipant(party), for: .cleanup) }
    } else if state.operations[index].isOpen || state.operations[index].mayStillSucceed {
      orphan(index)
    } else {
      state.operations.remove(at: index)
    }
  }

  /// Leaves an invitation: it is cancelled as soon as its id is known.
  private mutating func orphan(_ index: Int) {
    state.operations[index].owner = .orphaned
    if case .settled = state.operations[index].status { state.operations[index].status = .accepted }
    state.operations[index].mayStillSucceed = false
    let patience = state.operations[index].patience ?? EngineTimes.commandDeadline
    state.operations[index].due = max(
      state.operations[index].began + patience,
      now + EngineTimes.commandDeadline
    )
    cancelOrphan(state.operations[index].ordinal)
  }

  /// Cancels an invitation nobody waits for, once its id is known (rule 23).
  mutating func cancelOrphan(_ ordinal: Int) {
    guard state.isConnected, let index = index(of: ordinal),
      state.operations[index].owner == .orphaned, !state.operations[index].isCancelled,
      let invitation = state.operations[index].invitation
    else { return }
    state.operations[index].isCancelled = true
    emit(.cancelAddParticipant(invitation), for: .cleanup)
  }

  private mutating func remove(_ ordinal: Int) {
    state.operations.removeAll { $0.ordinal == ordinal }
  }
}

extension Operation {
  /// Whether it is known to have failed.
  fileprivate var hasFailed: Bool {
    if case .failed? = result { true } else { false }
  }
}
