package import CallModel

/// What the steps that take or place a call have in common: what of it can be sent to sockets.
///
/// The service is told when it connects the call; the steps `stream` and `transcribe` begin it.
package struct FeedFields: Sendable {
  /// Where the call's audio can be sent; nil for nowhere.
  package let streaming: StreamingFields?
  /// Where what is said can be sent as text; nil for nowhere.
  package let transcription: TranscriptionFields?
  /// What of them is written: also what could not be read, which has its own finding.
  let setUp: FeedSet

  init(from fields: inout FieldReader) {
    streaming = fields.optional(
      "streaming",
      .streaming,
      "Where `stream` sends the call's audio: `{ url: wss://… }`, or to flowctl itself: "
        + "`{ forward: wss://… }`, `{ save: true }`."
    )
    transcription = fields.optional(
      "transcription",
      .transcription,
      "Where `transcribe` sends what is said: `{ url: wss://… }`, or to flowctl itself: "
        + "`{ signal: … }`."
    )
    setUp = FeedSet(
      Feed.allCases.filter { [fields] in fields.key($0.rawValue) != nil }.map(FeedSet.init)
    )
  }
}

/// Where and how the call's audio is sent.
package struct StreamingFields: Sendable {
  /// The socket, a `wss` URL; nil for this server's own.
  package let url: Template?
  /// Where this server sends on what comes to its own socket; nil for nowhere.
  package let forward: Template?
  /// Whether this server keeps the audio that comes to its own socket.
  package let isSaved: Bool
  /// Whether the voices are kept apart.
  package let channels: StreamingOptions.Channels
  /// Whether audio that comes back is played to the call.
  package let isBidirectional: Bool
  /// The form of the audio.
  package let format: StreamingOptions.Format
  /// Whether keys that are pressed are told too.
  package let tellsTones: Bool
}

/// Where and how what is said is sent.
package struct TranscriptionFields: Sendable {
  /// The socket, a `wss` URL; nil for this server's own.
  package let url: Template?
  /// The signal that each line is, where it comes to this server's own socket.
  package let signal: String?
  /// The language that is spoken; nil for the call's.
  package let locale: FieldValue<String>?
  /// Whether what is not final yet is told too.
  package let tellsInterim: Bool
}
