internal import CallModel
internal import JSON

extension MediaFrame {
  /// The message as the service writes it, or for what only the app sends, in the form that its
  /// samples send (FACTS.md (h)).
  package var bytes: [UInt8] { json.bytes() }

  private var json: JSONValue {
    switch self {
    case .audioMetadata(let metadata):
      .members(["kind": "AudioMetadata", "audioMetadata": metadata.json])
    case .audio(let frame): .members(["kind": "AudioData", "audioData": frame.json])
    case .tone(let frame): .members(["kind": "DtmfData", "dtmfData": frame.json])
    case .transcriptionMetadata(let metadata):
      .members(["kind": "TranscriptionMetadata", "transcriptionMetadata": metadata.json])
    case .transcript(let line):
      .members(["kind": "TranscriptionData", "transcriptionData": line.json])
    case .stopAudio: .members(["kind": "StopAudio", "audioData": .null, "stopAudio": [:]])
    case .unrecognized(let kind): .members(["kind": .string(kind)])
    }
  }
}

/// What who reads a stream too slowly is told of so many frames that were lost; a kind of ours, which
/// whoever knows the service's alone leaves out.
package func lossNotice(frames: Int) -> [UInt8] {
  let notice: JSONValue = ["kind": "FramesLost", "framesLost": ["count": .integer(frames)]]
  return notice.bytes()
}

extension AudioMetadata {
  fileprivate var json: JSONValue {
    .members([
      "subscriptionId": .string(subscriptionID), "encoding": "PCM",
      "sampleRate": .integer(sampleRate), "channels": .integer(channels),
      "length": frameBytes.map { .integer($0) },
    ])
  }
}

extension AudioFrame {
  fileprivate var json: JSONValue {
    .members([
      "timestamp": time.map { .string($0.isoDateTime + "Z") },
      "participantRawID": participant.map { .string($0.rawID) },
      "data": .string(data), "silent": .bool(isSilent),
    ])
  }
}

extension ToneFrame {
  fileprivate var json: JSONValue {
    .members([
      "data": tone.map { .string(String($0.character)) },
      "participantRawID": participant.map { .string($0.rawID) },
    ])
  }
}

extension TranscriptionMetadata {
  fileprivate var json: JSONValue {
    .members([
      "subscriptionId": .string(subscriptionID), "locale": .string(locale),
      "callConnectionId": connectionID.map { .string($0.rawValue) },
      "correlationId": correlationID.map { .string($0.rawValue) },
    ])
  }
}

extension TranscriptLine {
  fileprivate var json: JSONValue {
    .members([
      "text": .string(text), "format": "display", "confidence": confidence.map { .number($0) },
      "offset": offset.map { .integer($0) }, "duration": duration.map { .integer($0) },
      "participantRawID": participant.map { .string($0.rawID) },
      "resultStatus": isFinal ? "Final" : "Intermediate",
    ])
  }
}
