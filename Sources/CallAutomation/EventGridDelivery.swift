package import CallModel

/// What Event Grid posts in one request (FACTS.md (d)).
package struct EventGridDelivery: Hashable, Sendable {
  /// The events in their order; one that cannot be understood does not spoil the others.
  package let events: [Result<EventGridEvent, MalformedEvent>]

  /// The code to answer a validation handshake with, if this is one.
  package var validationCode: String? {
    for case .success(let event) in events {
      if case .validation(let code) = event.content { return code }
    }
    return nil
  }
}

/// One event of Event Grid, of either schema.
package struct EventGridEvent: Hashable, Sendable {
  /// The event's id; the same event delivered twice has the same.
  package let id: EventID
  /// When it happened; nil where the event does not say.
  package let time: Timestamp?
  /// What happened.
  package let content: Content

  /// What happened.
  package enum Content: Hashable, Sendable {
    /// Event Grid asks whether it may deliver here; answered with this code.
    case validation(code: String)
    /// A call rings.
    case incomingCall(IncomingCall)
    /// A recording's files are ready.
    case recordingFileStatus(RecordingFileStatus)
    /// An event of no concern.
    case other(type: String)
  }
}

/// A recording's files, once they are ready (FACTS.md (d), RecordingFileStatusUpdated).
package struct RecordingFileStatus: Hashable, Sendable {
  /// One file; there are several after an interruption of the service.
  package struct Chunk: Hashable, Sendable {
    /// The service's id of the file.
    package let documentID: String
    /// Its place in the recording, from 0.
    package let index: Int
    /// Why it ends.
    package let endReason: String?
    /// Where it is fetched from.
    package let contentLocation: String?
    /// Where its description is fetched from.
    package let metadataLocation: String?
    /// Where it is deleted.
    package let deleteLocation: String?
  }

  /// The recording, from the event's subject.
  package let recordingID: RecordingID
  /// The files in their order.
  package let chunks: [Chunk]
  /// When it began.
  package let start: Timestamp?
  /// How long it is, in milliseconds.
  package let duration: Milliseconds?
  /// The form of the files, such as `Wav`.
  package let format: String?

  /// What a call is told of them; a file without an address is none.
  package var files: RecordingFiles {
    RecordingFiles(
      recordingID: recordingID,
      startedAt: start,
      duration: duration,
      files: chunks.compactMap { chunk in
        chunk.contentLocation.map { content in
          RecordingFile(
            index: chunk.index,
            content: content,
            metadata: chunk.metadataLocation,
            format: format?.lowercased(),
            delete: chunk.deleteLocation
          )
        }
      }
    )
  }
}
