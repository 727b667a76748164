import CallModel

/// What the recording of a call does (SEMANTICS.md 1.1).
struct RecordingStatus: Hashable, Sendable, Codable {
  /// The states a recording can be in.
  enum State: String, Hashable, Sendable, Codable {
    case off, starting, on, pausing, paused, resuming, stopping
    /// The service said what nobody asked for; counts as on until a read says otherwise.
    case unknown
  }

  /// The state.
  var state = State.off
  /// The recording's id, once known.
  var id: RecordingID?
  /// When a start that is not reported active, or an unknown state, is looked into.
  var due: Timestamp?
  /// Whether the recording was read and the answer is awaited.
  var isReading = false
  /// Whether `on: recordingFailed:` is due.
  var hasFailed = false
}
