import CallModel
import FlowLanguage

extension SensitiveStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.recordingStateChanged, .startRecordingFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let pause = RecordMemory(
      action: .pause,
      began: turn.now,
      idDue: turn.now + EngineTimes.recordingStart
    )
    return try enter(SensitiveMemory(pause: pause), in: &turn)
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .sensitive(let memory) = memory else { throw .foreignMemory }
    guard memory.isEntered else { return try enter(memory, in: &turn) }
    return turn.hasEnclosed ? .waiting(.sensitive(memory)) : .ended(.done())
  }

  /// Pauses the recording, and begins once that is confirmed; what was not recorded needs no pause.
  private func enter(
    _ memory: SensitiveMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    var memory = memory
    switch try turn.change(memory.pause) {
    case .waiting(let pause):
      memory.pause = pause
      return .waiting(.sensitive(memory))
    case .failed(let outcome, let reason): return .ended(.failed(outcome, reason))
    case .done: break
    }
    memory.isEntered = true
    // What was paused before stays so afterwards.
    let undo = memory.pause.operation.flatMap { _ in turn.state.recording.id }
      .map { Frame.Undo.send(.resumeRecording($0)) }
    return .encloses(
      .list(ListFrame(path: body.path, role: .step)),
      .sensitive(memory),
      undo: undo
    )
  }
}
