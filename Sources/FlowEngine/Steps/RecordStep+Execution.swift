import CEL
import CallModel
import FlowLanguage

extension RecordStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.recordingStateChanged, .startRecordingFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let action = try turn.word(action)
    let channels = try turn.word(channels)
    var memory = RecordMemory(action: action, began: turn.now)
    guard action == .start else {
      memory.idDue = turn.now + EngineTimes.recordingStart
      return try change(memory, in: &turn)
    }
    guard turn.state.recording.state == .off else {
      throw StepFailure(.state, "the call is recorded already")
    }
    let operation = try turn.send(.startRecording(channels))
    turn.state.recording.begin(by: operation, due: turn.now + EngineTimes.recordingStart)
    memory.operation = operation
    return .waiting(.record(memory))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .record(let memory) = memory else { throw .foreignMemory }
    guard let operation = memory.operation else { return try change(memory, in: &turn) }
    switch turn.takeResult(of: operation) {
    case nil: return .waiting(.record(memory))
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?: return .ended(done(memory, in: turn))
    }
  }

  /// Pauses, resumes or stops, as soon as the recording's id is known.
  private func change(
    _ memory: RecordMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    var memory = memory
    guard memory.action.changes(turn.state.recording.state) else {
      return .ended(done(memory, in: turn))
    }
    guard let id = turn.state.recording.id else {
      guard let due = memory.idDue, turn.now < due else {
        throw StepFailure(.recording, "the recording's id was never told")
      }
      return .waiting(.record(memory))
    }
    let (change, command): (Recording.Change, CallCommand) =
      switch memory.action {
      case .start, .resume: (.resume, .resumeRecording(id))
      case .pause: (.pause, .pauseRecording(id))
      case .stop: (.stop, .stopRecording(id))
      }
    memory.idDue = nil
    memory.operation = try turn.send(command)
    turn.state.recording.ask(change)
    return .waiting(.record(memory))
  }

  private func done(_ memory: RecordMemory, in turn: Turn) -> StepResult {
    .done([
      "id": .optional(turn.state.recording.id.map { .string($0.rawValue) }),
      "startedAt": .optional(memory.action == .start ? memory.began.value : nil),
    ])
  }
}

extension RecordStep.Action {
  /// Whether there is something to do in a state; else the step is done at once.
  fileprivate func changes(_ state: Recording.State) -> Bool {
    switch (self, state) {
    case (.start, _): true
    case (_, .off): false
    case (.pause, .paused), (.resume, .on), (.resume, .starting): false
    case (.pause, _), (.resume, _), (.stop, _): true
    }
  }
}
