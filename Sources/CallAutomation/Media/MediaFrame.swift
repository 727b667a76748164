package import CallModel

/// One message of a media socket, either way (FACTS.md (h)): a text frame with one JSON object.
package enum MediaFrame: Hashable, Sendable {
  /// What the audio that follows is like; the first frame of streaming.
  case audioMetadata(AudioMetadata)
  /// A piece of somebody's voice, or of everybody's; from the app, a piece to play.
  case audio(AudioFrame)
  /// A key that somebody pressed.
  case tone(ToneFrame)
  /// What the lines that follow are of; the first frame of transcription.
  case transcriptionMetadata(TranscriptionMetadata)
  /// Something that was said.
  case transcript(TranscriptLine)
  /// What is buffered to be played is not to be; only from the app.
  case stopAudio
  /// Another kind, which is no error.
  case unrecognized(kind: String)
}

/// What the audio of a stream is like.
package struct AudioMetadata: Hashable, Sendable {
  /// The service's id of the stream.
  package let subscriptionID: String
  /// Samples in a second.
  package let sampleRate: Int
  /// Channels of each frame; always 1.
  package let channels: Int
  /// Bytes of a frame of 20 ms; nil where it is not told.
  package let frameBytes: Int?

  /// Makes metadata.
  package init(subscriptionID: String, sampleRate: Int, channels: Int = 1, frameBytes: Int?) {
    self.subscriptionID = subscriptionID
    self.sampleRate = sampleRate
    self.channels = channels
    self.frameBytes = frameBytes
  }
}

/// A piece of audio.
package struct AudioFrame: Hashable, Sendable {
  /// When it was taken; nil where it is not told.
  package let time: Timestamp?
  /// Whose voice it is; nil where all are mixed, and from the app.
  package let participant: Identifier?
  /// The samples as base64: 16 bits each, the lower byte first.
  package let data: String
  /// Whether nobody spoke; such a frame has data too.
  package let isSilent: Bool

  /// Makes a piece of audio.
  package init(
    time: Timestamp? = nil,
    participant: Identifier? = nil,
    data: String,
    isSilent: Bool = false
  ) {
    self.time = time
    self.participant = participant
    self.data = data
    self.isSilent = isSilent
  }
}

/// A key that was pressed.
package struct ToneFrame: Hashable, Sendable {
  /// The key; nil for what is none.
  package let tone: Tone?
  /// Who pressed it; nil where it is not told.
  package let participant: Identifier?

  /// Makes the frame of a key.
  package init(tone: Tone?, participant: Identifier? = nil) {
    self.tone = tone
    self.participant = participant
  }
}

/// What a transcription is of.
package struct TranscriptionMetadata: Hashable, Sendable {
  /// The service's id of the transcription.
  package let subscriptionID: String
  /// The language that is spoken.
  package let locale: String
  /// The service's id of our leg; nil where it is not told.
  package let connectionID: CallConnectionID?
  /// The call's correlation id; nil where it is not told.
  package let correlationID: CorrelationID?

  /// Makes metadata.
  package init(
    subscriptionID: String,
    locale: String,
    connectionID: CallConnectionID?,
    correlationID: CorrelationID?
  ) {
    self.subscriptionID = subscriptionID
    self.locale = locale
    self.connectionID = connectionID
    self.correlationID = correlationID
  }
}

/// Something that was said, as text.
package struct TranscriptLine: Hashable, Sendable {
  /// The text.
  package let text: String
  /// Who said it; nil where it is not told.
  package let participant: Identifier?
  /// How sure the service is, from 0 to 1; nil where it is not told.
  package let confidence: Double?
  /// When it began, in units of 100 ns; nil where it is not told.
  package let offset: Int?
  /// How long it took, in units of 100 ns; nil where it is not told.
  package let duration: Int?
  /// Whether it stays as it is; what does not is told again, longer.
  package let isFinal: Bool

  /// Makes a line.
  package init(
    text: String,
    participant: Identifier? = nil,
    confidence: Double? = nil,
    offset: Int? = nil,
    duration: Int? = nil,
    isFinal: Bool = true
  ) {
    self.text = text
    self.participant = participant
    self.confidence = confidence
    self.offset = offset
    self.duration = duration
    self.isFinal = isFinal
  }
}
