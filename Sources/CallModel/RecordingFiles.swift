package import FieldCoding

/// What the service says of the files of a recording, once they are ready (FACTS.md (d),
/// RecordingFileStatusUpdated).
package struct RecordingFiles: Hashable, Sendable {
  /// The recording.
  package let recordingID: RecordingID
  /// When it began, where the service says so.
  package let startedAt: Timestamp?
  /// How long it is, where the service says so.
  package let duration: Milliseconds?
  /// The files in their order.
  package let files: [RecordingFile]
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes what is said.
  package init(
    recordingID: RecordingID,
    startedAt: Timestamp?,
    duration: Milliseconds?,
    files: [RecordingFile]
  ) {
    self.recordingID = recordingID
    self.startedAt = startedAt
    self.duration = duration
    self.files = files
  }
}

extension RecordingFiles: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      recordingID: fields(1, "recordingID", \.recordingID),
      startedAt: fields(2, "startedAt", \.startedAt),
      duration: fields(3, "duration", \.duration),
      files: fields(4, "files", \.files)
    )
  }
}

/// One file of a recording; there are several after an interruption of the service.
package struct RecordingFile: Hashable, Sendable {
  /// Its place in the recording, from 0.
  package let index: Int
  /// Where it is fetched from.
  package let content: String
  /// Where its description is fetched from.
  package let metadata: String?
  /// The form it has, such as `wav`.
  package let format: String?
  /// Where it is deleted.
  package let delete: String?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a file.
  package init(index: Int, content: String, metadata: String?, format: String?, delete: String?) {
    self.index = index
    self.content = content
    self.metadata = metadata
    self.format = format
    self.delete = delete
  }
}

extension RecordingFile: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      index: fields(1, "index", \.index, default: 0),
      content: fields(2, "content", \.content),
      metadata: fields(3, "metadata", \.metadata),
      format: fields(4, "format", \.format),
      delete: fields(5, "delete", \.delete)
    )
  }
}
