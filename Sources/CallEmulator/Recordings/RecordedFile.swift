internal import CallAutomation
internal import CallModel
internal import Cryptography
internal import JSON

/// A file that came of a recording.
struct RecordedFile: Hashable, Sendable {
  let recording: Recording
  let call: RingingCall
  let duration: Milliseconds
  /// When it can be fetched from.
  let ready: Timestamp
  /// What it is known by in storage, as short as with the service (FACTS.md (d)).
  let documentID: String

  init(_ recording: Recording, of call: RingingCall, endedAt end: Timestamp) {
    self.recording = recording
    self.call = call
    duration = end - recording.started
    ready = end + EmulatorTiming.recordingFile
    documentID =
      "0-eus-d2-" + encodeHexadecimal(Array(sha256(Array(recording.id.rawValue.utf8)).prefix(16)))
  }

  /// Where it lies: hosts that clients follow, and none of this machine (FACTS.md (b), "Recording
  /// download"); the emulator answers to the path.
  var location: String {
    let storage = recording.container ?? "https://emulator.asm.skype.com\(RecordedFilePath.root)"
    return "\(storage)/\(documentID)"
  }

  /// The path of what was recorded, below `location`.
  var contentPath: String {
    recording.content == .audio ? "content/audio" : "content/video"
  }

  /// What is said of it, as the file beside it.
  var metadata: JSONValue {
    .members([
      "chunkDocumentId": .string(documentID),
      "chunkIndex": 0,
      "chunkStartTime": .string(recording.started.isoDateTime + "Z"),
      "chunkDuration": .integer(Int(duration.count)),
      "callId": .string(call.correlationID.rawValue),
      "recordingInfo": .members([
        "contentType": .string(recording.content.rawValue),
        "channelType": .string(recording.channels.rawValue),
        "format": .string(recording.format.rawValue),
      ]),
    ])
  }

  /// What was recorded: silence, since the emulator hears nothing.
  ///
  /// A wav file plays for as long as the recording took, at most a minute; of the other formats it
  /// has the first bytes only, by which they are told.
  var content: [UInt8] {
    switch recording.format {
    case .wav: Self.wav(milliseconds: min(duration.count, 60_000))
    case .mp3: Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, 0, 0xFF, 0xFB, 0x50, 0xC4]
    case .mp4: [0, 0, 0, 0x10] + Array("ftypisom".utf8) + [0, 0, 2, 0]
    }
  }

  /// Silence in one channel of 16 bits at 16 kHz.
  private static func wav(milliseconds: Int64) -> [UInt8] {
    let samples = [UInt8](repeating: 0, count: 32 * Int(max(0, milliseconds)))
    func bytes(_ number: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(number >> (8 * $0) & 0xFF) }
    }
    let format = bytes(1, 2) + bytes(1, 2) + bytes(16_000, 4) + bytes(32_000, 4) + bytes(2, 2)
    return Array("RIFF".utf8) + bytes(36 + samples.count, 4) + Array("WAVEfmt ".utf8)
      + bytes(16, 4) + format + bytes(16, 2) + Array("data".utf8) + bytes(samples.count, 4)
      + samples
  }
}

/// `recordingContentType`.
enum RecordingContent: String, CaseIterable {
  case audio, audioVideo
}

/// `recordingFormatType`.
enum RecordingFormat: String, CaseIterable {
  case wav, mp3, mp4

  /// The media type of its files.
  var mediaType: String {
    switch self {
    case .wav: "audio/wav"
    case .mp3: "audio/mpeg"
    case .mp4: "video/mp4"
    }
  }
}
