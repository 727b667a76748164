import FlowLanguage

extension Turn {
  /// Runs `on: recordingFailed:` over whatever waits, if one is due (rule 28).
  mutating func alert() -> Bool {
    guard state.recording.hasFailed else { return false }
    state.recording.hasFailed = false
    guard state.isConnected, !state.flowHasEnded, let handler = program.handlers.recordingFailed
    else {
      log(.warning, "the recording failed or stopped unasked")
      return true
    }
    follow(handler, as: .recordingFailed)
    return true
  }

  /// Goes back to what waited before the recording failed.
  mutating func leaveRecordingHandler() {
    while case .list(let list)? = state.frames.last {
      state.frames.removeLast()
      if list.role == .recordingFailed { return }
    }
  }
}
