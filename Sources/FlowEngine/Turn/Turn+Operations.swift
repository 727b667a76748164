import CallModel
import FlowLanguage

extension Turn {
  /// Asks the service for the step that runs; the step looks at the result when it is resumed.
  ///
  /// The watchdog runs from now; without one the operation is looked into after its deadline.
  mutating func send(
    _ command: CallCommand,
    for owner: Operation.Owner = .step,
    watchdog: Milliseconds? = nil
  ) throws(StepFailure) -> Int {
    guard state.operations.count < EngineLimits.operations else {
      throw StepFailure(.limit, "the call has too many operations under way")
    }
    return emit(command, for: owner, watchdog: watchdog)
  }

  /// Asks the service, whatever else is under way.
  @discardableResult
  mutating func emit(
    _ command: CallCommand,
    for owner: Operation.Owner,
    watchdog: Milliseconds? = nil
  ) -> Int {
    let deadline = deadline(of: command)
    let untilDeadline = (deadline - now) + EngineTimes.reconcile
    let patience = watchdog ?? (owner == .background ? nil : untilDeadline)
    let operation = Operation(
      ordinal: nextOrdinal(),
      request: .command(command),
      owner: owner,
      began: now,
      deadline: deadline,
      due: patience.map { now + $0 },
      patience: patience
    )
    state.operations.append(operation)
    emit(operation, command)
    return operation.ordinal
  }

  /// Asks another system.
  mutating func send(_ request: (_ ordinal: Int) -> HTTPEffect) throws(StepFailure) -> Int {
    guard state.operations.count < EngineLimits.operations else {
      throw StepFailure(.limit, "the call has too many operations under way")
    }
    let effect = request(nextOrdinal())
    let patience = effect.timeout + EngineTimes.httpGrace
    state.operations.append(
      Operation(
        ordinal: effect.ordinal,
        request: .http,
        owner: .step,
        began: now,
        deadline: now + patience,
        due: now + patience
      )
    )
    effects.append(.http(effect))
    return effect.ordinal
  }

  /// Asks again as a new attempt of the same operation.
  mutating func emitAgain(_ index: Int, _ command: CallCommand) {
    state.operations[index].attempt += 1
    state.operations[index].request = .command(command)
    state.operations[index].status = .emitted
    state.operations[index].deadline = max(deadline(of: command), now + EngineTimes.reconcile)
    state.operations[index].due = state.operations[index].patience.map { now + $0 }
    emit(state.operations[index], command)
  }

  private mutating func emit(_ operation: Operation, _ command: CallCommand) {
    effects.append(
      .send(
        SendEffect(
          context: operation.context,
          command: command,
          firstSent: operation.began,
          deadline: operation.deadline
        )
      )
    )
  }

  private mutating func nextOrdinal() -> Int {
    defer { state.counters.nextOrdinal += 1 }
    return state.counters.nextOrdinal
  }

  /// When a command is not sent again any longer (SEMANTICS.md 1.6).
  private func deadline(of command: CallCommand) -> Timestamp {
    switch command {
    case .answer, .reject:
      // A flow that was slow still gets one try.
      max((state.call?.startedAt ?? now) + EngineTimes.answerDeadline, now + .seconds(5))
    case .terminate: now + EngineTimes.terminateDeadline
    case .play, .recognize, .cancelAllMedia, .addParticipant, .cancelAddParticipant,
      .removeParticipant, .transfer, .startRecording, .pauseRecording, .resumeRecording,
      .stopRecording, .startContinuousTones, .stopContinuousTones:
      now + EngineTimes.commandDeadline
    }
  }

  /// The place of an operation in the table, unless it is settled and forgotten.
  func index(of ordinal: Int) -> Int? {
    state.operations.firstIndex { $0.ordinal == ordinal }
  }

  /// Notes the result of an operation, for whoever cares; what is settled stays as it is.
  mutating func settle(_ ordinal: Int, _ result: OperationResult) {
    guard let index = index(of: ordinal), state.operations[index].isOpen else { return }
    let operation = state.operations[index]
    switch operation.owner {
    case .step:
      state.operations[index].status = .settled(result)
      state.operations[index].due = nil
      if case .command(.play) = operation.request { forgetBackground(ordinal) }
    case .background:
      state.operations.remove(at: index)
      forgetBackground(ordinal)
      if case .failed(_, let reason) = result {
        log(.warning, "background play failed", ["reason": reason.detail])
      }
    case .ending:
      settleEnding(operation, result)
    case .orphaned:
      state.operations.remove(at: index)
      if case .joined(let party) = result, case .addParticipant(let add)? = operation.command {
        emit(.removeParticipant(party ?? add.target), for: .cleanup)
      }
    case .cleanup:
      state.operations.remove(at: index)
    }
  }

  /// The result of an operation of the running step, which is forgotten with it; nil while open.
  mutating func takeResult(of ordinal: Int) -> OperationResult? {
    guard let index = index(of: ordinal) else {
      return .failed(StepReason(.lost, "the operation is not known any longer"))
    }
    guard let result = state.operations[index].result else { return nil }
    release(ordinal)
    return result
  }

  /// Whether an operation is under way with a success for an answer.
  func isAccepted(_ ordinal: Int) -> Bool {
    state.operation(ordinal)?.status == .accepted
  }
}
