import FlowLanguage

extension Turn {
  /// Runs `on: recordingFailed:` over whatever waits, if one is due (rule 28).
  mutating func alert() -> Bool {
    guard state.presumedEnd == nil, state.recording.consumeFailure() else { return false }
    guard state.isConnected, !state.flowHasEnded, let handler = root.handlers.recordingFailed
    else {
      log(.warning, "the recording failed or stopped unasked")
      return true
    }
    turn(to: nil)
    follow(handler, as: .recordingFailed)
    return true
  }
}
