package import FieldCoding

/// What the service sends of a call, as it goes on, to a socket of the app (FACTS.md (h)).
package enum Feed: String, Hashable, Sendable, CaseIterable {
  /// The audio.
  case streaming
  /// What is said, as text.
  case transcription
}

extension Feed: FieldWord {}

/// Where the service can send a call's audio, and in what form: fixed when the call is answered or
/// placed; it begins when it is asked to (FACTS.md (b), WebSocketMediaStreamingOptions).
package struct StreamingOptions: Hashable, Sendable {
  /// A socket of somebody else's that this server opens.
  package struct Forward: Hashable, Sendable {
    /// A `wss` URL, or a `ws` URL of this machine.
    package let url: String
    /// Whether data decides the host, which may then be no private one.
    package let publicHostsOnly: Bool
    /// What a later version stored.
    package var unknownFields = UnknownFields()

    /// Makes a destination.
    package init(url: String, publicHostsOnly: Bool) {
      self.url = url
      self.publicHostsOnly = publicHostsOnly
    }
  }

  /// Whether the voices are kept apart.
  package enum Channels: String, Hashable, Sendable, CaseIterable {
    case mixed, unmixed
  }

  /// The form of the audio: 16 bits a sample, one channel, in so many samples a second.
  package enum Format: String, Hashable, Sendable, CaseIterable {
    case pcm16KMono, pcm24KMono
  }

  /// The socket, a `wss` URL that the service opens; nil for this server's own.
  package let url: String?
  /// Where this server sends on what comes to its own socket; nil for nowhere.
  package let forward: Forward?
  /// Whether this server keeps the audio that comes to its own socket.
  package let isSaved: Bool
  /// Whether the voices are kept apart.
  package let channels: Channels
  /// Whether audio that comes back is played to the call.
  package let isBidirectional: Bool
  /// The form of the audio, both ways.
  package let format: Format
  /// Whether keys that are pressed are told too.
  package let tellsTones: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes options.
  package init(
    url: String?,
    channels: Channels,
    isBidirectional: Bool,
    format: Format,
    tellsTones: Bool,
    forward: Forward? = nil,
    isSaved: Bool = false
  ) {
    self.url = url
    self.forward = forward
    self.isSaved = isSaved
    self.channels = channels
    self.isBidirectional = isBidirectional
    self.format = format
    self.tellsTones = tellsTones
  }
}

extension StreamingOptions: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      url: fields(1, "url", \.url),
      channels: fields(2, "channels", \.channels),
      isBidirectional: fields(3, "isBidirectional", \.isBidirectional),
      format: fields(4, "format", \.format),
      tellsTones: fields(5, "tellsTones", \.tellsTones),
      forward: fields(6, "forward", \.forward),
      isSaved: fields(7, "isSaved", \.isSaved, default: false)
    )
  }
}

extension StreamingOptions.Forward: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      url: fields(1, "url", \.url),
      publicHostsOnly: fields(2, "publicHostsOnly", \.publicHostsOnly)
    )
  }
}

extension StreamingOptions.Channels: FieldWord {}
extension StreamingOptions.Format: FieldWord {}

/// Where the service can send what is said in a call, as text (FACTS.md (b),
/// WebSocketTranscriptionOptions).
package struct TranscriptionOptions: Hashable, Sendable {
  /// The socket, a `wss` URL that the service opens; nil for this server's own.
  package let url: String?
  /// The signal that each line is, where it comes to this server's own socket.
  package let signal: String?
  /// The language that is spoken, with its region.
  package let locale: String
  /// Whether what is not final yet is told too.
  package let tellsInterim: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes options.
  package init(url: String?, locale: String, tellsInterim: Bool, signal: String? = nil) {
    self.url = url
    self.signal = signal
    self.locale = locale
    self.tellsInterim = tellsInterim
  }
}

extension TranscriptionOptions: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      url: fields(1, "url", \.url),
      locale: fields(2, "locale", \.locale),
      tellsInterim: fields(3, "tellsInterim", \.tellsInterim),
      signal: fields(4, "signal", \.signal)
    )
  }
}

extension CallCommand.Kind {
  /// The feed that the command begins, changes or ends; nil for others.
  package var feed: Feed? {
    switch self {
    case .startStreaming, .stopStreaming: .streaming
    case .startTranscription, .updateTranscription, .stopTranscription: .transcription
    default: nil
    }
  }
}

extension CallEvent.Kind {
  /// The feed that the event is about; nil for others.
  package var feed: Feed? {
    switch self {
    case .mediaStreamingStarted, .mediaStreamingStopped, .mediaStreamingFailed: .streaming
    case .transcriptionStarted, .transcriptionStopped, .transcriptionUpdated,
      .transcriptionFailed:
      .transcription
    default: nil
    }
  }
}
