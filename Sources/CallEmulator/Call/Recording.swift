internal import CallModel

/// A call's recording.
struct Recording: Hashable, Sendable {
  /// What it does.
  enum State: Sendable {
    /// Asked for.
    case starting
    /// It records.
    case active
    /// It is paused.
    case paused
    /// It failed or was stopped.
    case over
  }

  let id: RecordingID
  let callbackURI: String?
  let pausesOnStart: Bool
  var reaction: RecordingReaction
  let content: RecordingContent
  let channels: RecordingChannels
  let format: RecordingFormat
  /// The container its file goes to, or nil for the service's own storage.
  let container: String?
  let started: Timestamp
  var state = State.starting
}

/// What a recording is asked to become.
enum RecordingChange: Hashable, Sendable {
  case started
  case paused
  case resumed
}
