import CEL
import CallModel
import FieldCoding

/// The recordings a call has had, and what is known of their files (SEMANTICS.md, rule 65).
struct RecordingLog: Hashable, Sendable {
  /// The recordings, in the order their ids became known.
  private(set) var recordings: [Entry] = []
  /// What is not handled yet, in the order it came; files of which one event told are in no other.
  private var waiting: [RecordingFiles] = []
  /// The files that came.
  private var seen: [SeenFile] = []
  /// What the flow's handler runs for, or ran for last.
  private(set) var current: RecordingFiles?
  /// Until when files are awaited once the call is gone; nil where they are not.
  private(set) var closesAt: Timestamp?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// A recording.
  struct Entry: Hashable, Sendable {
    let id: RecordingID
    /// The id of the step that began it.
    let step: String?
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// A file that came.
  struct SeenFile: Hashable, Sendable {
    let id: RecordingID
    let index: Int
    /// What a later version stored.
    var unknownFields = UnknownFields()
  }

  /// Keeps a recording whose id is known now.
  mutating func note(_ id: RecordingID, of step: String?) {
    guard !recordings.contains(where: { $0.id == id }) else { return }
    recordings.append(Entry(id: id, step: step))
  }

  /// Forgets when files were recorded, and for how long.
  mutating func forgetTimes() {
    func timeless(_ files: RecordingFiles) -> RecordingFiles {
      RecordingFiles(
        recordingID: files.recordingID,
        startedAt: nil,
        duration: nil,
        files: files.files
      )
    }
    waiting = waiting.map(timeless)
    current = current.map(timeless)
  }

  /// Whether something said of files tells something.
  func isNews(_ files: RecordingFiles) -> Bool {
    recordings.contains { $0.id == files.recordingID } && !unseen(files).isEmpty
  }

  /// Takes in which files are ready; those that came before are dropped.
  mutating func add(_ files: RecordingFiles) {
    let new = unseen(files)
    guard !new.isEmpty else { return }
    seen += new.map { SeenFile(id: files.recordingID, index: $0.index) }
    waiting.append(
      RecordingFiles(
        recordingID: files.recordingID,
        startedAt: files.startedAt,
        duration: files.duration,
        files: new
      )
    )
  }

  private func unseen(_ files: RecordingFiles) -> [RecordingFile] {
    files.files.filter { file in
      !seen.contains { $0.id == files.recordingID && $0.index == file.index }
    }
  }

  /// Begins to wait for files, where there was a recording.
  mutating func keepOpen(until end: Timestamp) {
    if !recordings.isEmpty { closesAt = end }
  }

  /// The next files to be handled; false where there are none.
  mutating func takeNext() -> Bool {
    guard !waiting.isEmpty else { return false }
    current = waiting.removeFirst()
    return true
  }

  /// Ends the waiting, if its time is over; whether it was.
  mutating func close(at now: Timestamp) -> Bool {
    guard let end = closesAt, end <= now else { return false }
    closesAt = nil
    return true
  }

  /// What the files that the handler runs for are called by: the step that began the recording, and
  /// its number where that began several.
  var name: String? {
    guard let current else { return nil }
    let step = recordings.first { $0.id == current.recordingID }?.step
    let alike = recordings.filter { $0.step == step }.map(\.id)
    let number = (alike.firstIndex(of: current.recordingID) ?? 0) + 1
    return (step ?? "recording") + (number > 1 ? ".\(number)" : "")
  }

  /// What the handler reads as `recording`.
  var value: CELValue? {
    guard let current else { return nil }
    let step = recordings.first { $0.id == current.recordingID }?.step
    return .record(
      CELRecord(
        typeName: "recording",
        fields: [
          "id": .string(current.recordingID.rawValue),
          "of": .optional(step.map(CELValue.string)),
          "startedAt": .optional(current.startedAt?.value),
          "duration": .optional(current.duration?.value),
          "files": .list(current.files.map(\.value)),
        ]
      )
    )
  }
}

extension RecordingFile {
  fileprivate var value: CELValue {
    .record(
      CELRecord(
        typeName: "file",
        fields: [
          "content": .string(content),
          "metadata": .optional(metadata.map(CELValue.string)),
          "format": .optional(format.map(CELValue.string)),
          "delete": .optional(delete.map(CELValue.string)),
        ]
      )
    )
  }
}

extension RecordingLog: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = RecordingLog()
    value.recordings = try fields(1, "recordings", \.recordings)
    value.waiting = try fields(2, "waiting", \.waiting)
    value.seen = try fields(3, "seen", \.seen)
    value.current = try fields(4, "current", \.current)
    value.closesAt = try fields(5, "closesAt", \.closesAt)
    return value
  }
}

extension RecordingLog.Entry: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      id: fields(1, "id", \.id),
      step: fields(2, "step", \.step)
    )
  }
}

extension RecordingLog.SeenFile: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      id: fields(1, "id", \.id),
      index: fields(2, "index", \.index, default: 0)
    )
  }
}
