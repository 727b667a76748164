import CallModel

extension Turn {
  /// Takes the service's success for a command.
  mutating func take(_ answer: CommandAnswer, to context: OperationContext) {
    bind(answer.connectionID, answer.serverCallID)
    if let id = answer.recordingID { bindRecording(id, byAnswerTo: context.ordinal) }
    guard let index = index(of: context.ordinal), state.operations[index].isOpen else { return }
    if let invitation = answer.invitationID { state.operations[index].invitation = invitation }
    accept(index)
    let operation = state.operations[index]
    switch operation.command {
    case .reject, .startRecording: settle(operation.ordinal, .succeeded)
    case .answer, .play, .recognize, .cancelAllMedia, .addParticipant, .cancelAddParticipant,
      .removeParticipant, .transfer, .pauseRecording, .resumeRecording, .stopRecording,
      .startContinuousTones, .stopContinuousTones, .terminate, nil:
      if operation.owner == .cleanup { settle(operation.ordinal, .succeeded) }
    }
    cancelOrphan(context.ordinal)
  }

  /// Notes that the service has the command; what was doubtful waits for its event as at first.
  mutating func accept(_ index: Int) {
    let operation = state.operations[index]
    switch operation.status {
    case .emitted: break
    case .uncertain, .reading, .recovering, .conflicting:
      state.operations[index].due = operation.patience.map { now + $0 }
    case .accepted, .settled: return
    }
    state.operations[index].status = .accepted
  }

  /// Takes a refusal: definite ones settle, others leave it to the operation's event.
  mutating func take(_ refusal: Refusal, of context: OperationContext) {
    guard let index = index(of: context.ordinal) else { return }
    let operation = state.operations[index]
    guard operation.attempt == context.attempt, operation.isOpen else { return }
    if operation.owner == .cleanup {
      settle(operation.ordinal, .failed(StepReason(refusal)))
      return
    }
    switch refusal.certainty {
    case .indefinite:
      state.operations[index].status = .uncertain
      state.operations[index].due = now + EngineTimes.reconcile
    case .definite:
      if isConflict(refusal, operation) {
        retryLater(index)
      } else {
        refuse(operation, refusal)
      }
    }
  }

  private mutating func refuse(_ operation: Operation, _ refusal: Refusal) {
    let reason = StepReason(refusal)
    let isUnknownToService = refusal.status == 404
    switch operation.command {
    case .answer:
      answerRefused(operation, reason, isOver: isUnknownToService)
    case .reject:
      if isUnknownToService { becomeGone(.abandoned) }
      settle(operation.ordinal, .failed(reason))
    case .addParticipant, .transfer:
      settle(operation.ordinal, .failed(.ofCall(refused: refusal), reason))
    case .startRecording:
      recordingStartRefused(operation, reason)
    case .pauseRecording, .resumeRecording, .stopRecording:
      recordingChangeRefused(operation, reason, isGone: isUnknownToService)
    case .terminate:
      terminateRefused(operation, isOver: isUnknownToService || reason.subCode == 8528)
    case .play, .recognize, .cancelAllMedia, .cancelAddParticipant, .removeParticipant,
      .startContinuousTones, .stopContinuousTones, nil:
      settle(operation.ordinal, .failed(reason))
    }
  }

  /// Whether media was refused because our own cancel has not taken effect yet (rule 24).
  private func isConflict(_ refusal: Refusal, _ operation: Operation) -> Bool {
    guard refusal.status == 412, let cancelled = state.media.cancelledAt,
      now <= cancelled + EngineTimes.conflictWindow
    else { return false }
    let isListening = if case .startContinuousTones? = operation.command { true } else { false }
    return (operation.isHeard || isListening)
      && operation.attempt <= EngineLimits.conflictRetries
  }

  private mutating func retryLater(_ index: Int) {
    state.operations[index].status = .conflicting(state.operations[index].attempt)
    state.operations[index].due = now + EngineTimes.conflictPause
  }
}
