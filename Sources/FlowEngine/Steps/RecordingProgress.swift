import CallModel
import FlowLanguage

/// How far a change of the recording is.
enum RecordingProgress {
  /// It is awaited.
  case waiting(RecordMemory)
  /// It came to pass, or nothing was to be done.
  case done
  /// It did not come to pass.
  case failed(Outcome, StepReason)
}

extension Turn {
  /// Goes on with what is done to the recording: it is asked for as soon as the recording's id is
  /// known.
  mutating func change(_ memory: RecordMemory) throws(StepFailure) -> RecordingProgress {
    if let operation = memory.operation {
      switch takeResult(of: operation) {
      case nil: return .waiting(memory)
      case .failed(let outcome, let reason)?: return .failed(outcome, reason)
      case .succeeded?, .joined?, .recognized?, .http?: return .done
      }
    }
    var memory = memory
    if memory.action == .stop { withdrawStart() }
    guard memory.action.changes(state.recording) else { return .done }
    guard let id = state.recording.id else {
      guard let due = memory.idDue, now < due else {
        throw StepFailure(.recording, "the recording's id was never told")
      }
      return .waiting(memory)
    }
    let (change, command): (Recording.Change, CallCommand) =
      switch memory.action {
      case .start, .resume: (.resume, .resumeRecording(id))
      case .pause: (.pause, .pauseRecording(id))
      case .stop: (.stop, .stopRecording(id))
      }
    memory.idDue = nil
    memory.operation = try send(command)
    state.recording.ask(change)
    return .waiting(memory)
  }
}

extension RecordStep.Action {
  /// Whether there is something to do about a recording; else the step is done at once.
  fileprivate func changes(_ recording: Recording) -> Bool {
    switch (self, recording.state) {
    case (.start, _): true
    case (_, .off): false
    case (.pause, .paused), (.resume, .on): false
    case (.resume, .starting): recording.startsPaused
    case (.pause, _), (.resume, _), (.stop, _): true
    }
  }
}
