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
      return progress(try turn.change(memory), memory, in: turn)
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
    return progress(try turn.change(memory), memory, in: turn)
  }

  private func progress(
    _ change: RecordingProgress,
    _ memory: RecordMemory,
    in turn: Turn
  ) -> Progress {
    switch change {
    case .waiting(let memory): .waiting(.record(memory))
    case .failed(let outcome, let reason): .ended(.failed(outcome, reason))
    case .done: .ended(done(memory, in: turn))
    }
  }

  private func done(_ memory: RecordMemory, in turn: Turn) -> StepResult {
    .done([
      "id": .optional(turn.state.recording.id.map { .string($0.rawValue) }),
      "startedAt": .optional(memory.action == .start ? memory.began.value : nil),
    ])
  }
}
