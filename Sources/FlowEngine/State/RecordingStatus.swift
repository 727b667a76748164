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
  /// The operation that started it, whose answer names the recording.
  var start: Int?
  /// The call's recordings before this one, the newest last: what is said of them is said too late.
  var earlier: [RecordingID] = []
  /// When a start that is not reported active, or an unknown state, is looked into.
  var due: Timestamp?
  /// Whether the recording was read and the answer is awaited.
  var isReading = false
  /// Whether `on: recordingFailed:` is due.
  var hasFailed = false

  /// Begins a recording that has no id yet.
  mutating func begin(by operation: Int, due: Timestamp) {
    state = .starting
    id = nil
    start = operation
    self.due = due
  }

  /// Takes the id that an answer gives; the answer to the start decides, whatever was guessed.
  ///
  /// True if the recording is another than an event had made believe.
  mutating func bind(_ named: RecordingID, byAnswerTo operation: Int) -> Bool {
    guard state != .off, start == operation else {
      forget(named)
      return false
    }
    guard let guessed = id, guessed != named else {
      id = named
      return false
    }
    forget(guessed)
    id = named
    return true
  }

  /// Whether a report is about this recording.
  ///
  /// While its id is not known, the first report of a recording that was none before it binds it:
  /// that it records, since an end can be an earlier one's whose id was never told.
  mutating func isMeant(by named: RecordingID, _ presence: RecordingPresence) -> Bool {
    if let id { return id == named }
    guard state != .off else { return true }
    guard presence == .active, !earlier.contains(named) else { return false }
    id = named
    return true
  }

  /// The recording is over.
  mutating func end() {
    if let id { forget(id) }
    state = .off
    id = nil
    start = nil
    due = nil
    isReading = false
  }

  /// Counts a recording among those that are over.
  mutating func forget(_ id: RecordingID) {
    guard !earlier.contains(id) else { return }
    earlier.append(id)
    if earlier.count > EngineLimits.rememberedRecordings { earlier.removeFirst() }
  }
}
