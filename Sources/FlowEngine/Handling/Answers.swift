import CallModel
import FlowLanguage

extension Turn {
  /// Takes the service's success for a command.
  mutating func apply(_ answer: CommandAnswer, to context: OperationContext) {
    bind(answer.connectionID, answer.serverCallID)
    if let id = answer.recordingID { bindRecording(id, byAnswerTo: context.ordinal) }
    let ordinal = context.ordinal
    guard let operation = state.operations[ordinal: ordinal], operation.isOpen else { return }
    if operation.command?.connects == true { state.milestones.answered(at: now) }
    if let invitation = answer.invitationID { state.operations.bind(ordinal, invitation) }
    state.operations.accept(ordinal, at: now)
    let isDone = [.call(.cleanup), .call(.trying)].contains(operation.owner)
    if operation.policy?.end == .answer || isDone {
      settle(ordinal, .succeeded)
    }
    cancelAbandoned(ordinal)
  }

  /// Takes a refusal: definite ones settle, others leave it to the operation's event.
  mutating func apply(_ refusal: Refusal, of context: OperationContext) {
    guard let operation = state.operations[ordinal: context.ordinal],
      operation.attempt == context.attempt, operation.isOpen,
      state.presumedEnd?.awaits(operation.ordinal) != true
    else { return }
    if refusal.certainty == .definite, refusal.meansEnd, operation.actsOnCall, state.isConnected {
      presumeOver(operation, refusal)
    } else {
      settle(operation, refusedWith: refusal)
    }
  }

  /// Does what a refusal means for what was asked.
  mutating func settle(_ operation: Operation, refusedWith refusal: Refusal) {
    if operation.owner == .call(.cleanup) {
      settle(operation.ordinal, .failed(StepReason(refusal)))
      return
    }
    switch refusal.certainty {
    case .indefinite:
      state.operations.doubt(operation.ordinal, until: now + EngineTimes.reconcile)
    case .definite:
      if isConflict(refusal, operation) {
        state.operations.putOff(operation.ordinal, until: now + EngineTimes.conflictPause)
      } else if let command = operation.command {
        refused(operation, command, refusal)
      }
    }
  }

  /// What a definite refusal means is in the command's row.
  private mutating func refused(_ operation: Operation, _ command: CallCommand, _ refusal: Refusal)
  {
    let reason = StepReason(refusal)
    let report = EndReport(refusal)
    let isUnknown = refusal.status == 404
    switch command.policy.refused {
    case .fails: settle(operation.ordinal, .failed(reason))
    case .succeedsIfAbsent:
      settle(operation.ordinal, operation.isDone(despite: reason) ? .succeeded : .failed(reason))
    case .failsAsCall: settle(operation.ordinal, .failed(.ofCall(refused: refusal), reason))
    case .failsAsCallAndLosesIt:
      settle(operation.ordinal, .failed(.ofCall(refused: refusal), reason))
      becomeGone(.notConnected, report)
    case .losesUnknownCall:
      settle(operation.ordinal, .failed(reason))
      if isUnknown { becomeGone(.abandoned, report) }
    case .losesCall:
      settle(operation.ordinal, .failed(reason))
      becomeGone(isUnknown ? .abandoned : .notConnected, report)
    case .endsCall: terminateRefused(operation, isOver: isUnknown || reason.subCode == 8528)
    case .recording:
      recordingRefused(operation, command, reason, isGone: isUnknown)
      settle(operation.ordinal, .failed(reason))
    }
  }

  /// Whether media was refused because our own cancel has not taken effect yet (rule 24).
  private func isConflict(_ refusal: Refusal, _ operation: Operation) -> Bool {
    guard refusal.status == 412, state.media.isCancelRecent(at: now), let policy = operation.policy
    else { return false }
    return policy.contends && operation.attempt <= EngineLimits.conflictRetries
  }
}
