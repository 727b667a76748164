internal import CallModel
package import JSON

/// Why a message is no media frame.
package enum MediaFrameFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not JSON that is read.
  case json(JSONFailure)
  /// A member is missing or not what it should be.
  case member(String)

  /// What is wrong, for people; the message is not quoted.
  package var description: String {
    switch self {
    case .json(let failure): failure.description
    case .member(let name): "`\(name)` is missing or not what it should be"
    }
  }
}

/// Reads a message of a media socket.
///
/// Its kind decides, in whatever letters it and the members are written: SDKs differ, and frames of
/// audio come with a member `stopAudio` (FACTS.md (h)). What is unknown is left out.
package func decodeMediaFrame(_ bytes: [UInt8]) throws(MediaFrameFailure) -> MediaFrame {
  let json: JSONValue
  do {
    json = try parseJSON(bytes, limits: .mediaFrame)
  } catch {
    throw .json(error)
  }
  guard let kind = json[anyCase: "kind"]?.text else { throw .member("kind") }
  switch kind.lowercased() {
  case "audiometadata": return .audioMetadata(try AudioMetadata(json[anyCase: "audioMetadata"]))
  case "audiodata": return .audio(try AudioFrame(json[anyCase: "audioData"]))
  case "dtmfdata": return .tone(try ToneFrame(json[anyCase: "dtmfData"]))
  case "transcriptionmetadata":
    return .transcriptionMetadata(
      try TranscriptionMetadata(json[anyCase: "transcriptionMetadata"])
    )
  case "transcriptiondata":
    return .transcript(try TranscriptLine(json[anyCase: "transcriptionData"]))
  case "stopaudio": return .stopAudio
  default: return .unrecognized(kind: kind)
  }
}

extension JSONLimits {
  /// A frame of 20 ms has under 2 KB; what is said in one breath some more, word by word.
  static let mediaFrame = JSONLimits(bytes: MediaLimits.frameBytes, depth: 8, values: 10_000)
}

/// How much a media socket may bring.
package enum MediaLimits {
  /// The longest message, in bytes.
  package static let frameBytes = 256 * 1024
}

extension AudioMetadata {
  fileprivate init(_ json: JSONValue?) throws(MediaFrameFailure) {
    guard let rate = json?[anyCase: "sampleRate"]?.wholeNumber, (1...192_000).contains(rate)
    else { throw .member("audioMetadata.sampleRate") }
    self.init(
      subscriptionID: json?[anyCase: "subscriptionId"]?.text ?? "",
      sampleRate: rate,
      channels: json?[anyCase: "channels"]?.wholeNumber ?? 1,
      frameBytes: json?[anyCase: "length"]?.wholeNumber
    )
  }
}

extension AudioFrame {
  /// A missing `silent` means silence.
  fileprivate init(_ json: JSONValue?) throws(MediaFrameFailure) {
    guard let json, let data = json[anyCase: "data"]?.text else { throw .member("audioData.data") }
    self.init(
      time: json[anyCase: "timestamp"].flatMap(Timestamp.init(media:)),
      participant: json.participant,
      data: data,
      isSilent: (json[anyCase: "silent"] ?? json[anyCase: "isSilent"])?.boolean ?? true
    )
  }
}

extension ToneFrame {
  fileprivate init(_ json: JSONValue?) throws(MediaFrameFailure) {
    guard let json, let data = json[anyCase: "data"]?.text else { throw .member("dtmfData.data") }
    self.init(
      tone: data.count == 1 ? data.first.flatMap { Tone($0) } : Tone(rawValue: data.lowercased()),
      participant: json.participant
    )
  }
}

extension TranscriptionMetadata {
  fileprivate init(_ json: JSONValue?) throws(MediaFrameFailure) {
    guard let json else { throw .member("transcriptionMetadata") }
    self.init(
      subscriptionID: json[anyCase: "subscriptionId"]?.text ?? "",
      locale: json[anyCase: "locale"]?.text ?? "",
      connectionID: json[anyCase: "callConnectionId"]?.text.map(CallConnectionID.init),
      correlationID: json[anyCase: "correlationId"]?.text.map(CorrelationID.init)
    )
  }
}

extension TranscriptLine {
  fileprivate init(_ json: JSONValue?) throws(MediaFrameFailure) {
    guard let json, let text = json[anyCase: "text"]?.text else {
      throw .member("transcriptionData.text")
    }
    self.init(
      text: text,
      participant: json.participant,
      confidence: json[anyCase: "confidence"]?.double,
      offset: json[anyCase: "offset"]?.wholeNumber,
      duration: json[anyCase: "duration"]?.wholeNumber,
      isFinal: json[anyCase: "resultStatus"]?.text?.lowercased() != "intermediate"
    )
  }
}

extension Timestamp {
  /// A time is a text or milliseconds since 1970.
  fileprivate init?(media json: JSONValue) {
    if let text = json.text {
      self.init(isoDateTime: text)
    } else if let milliseconds = json.wholeNumber {
      self.init(milliseconds: Int64(milliseconds))
    } else {
      return nil
    }
  }
}

extension JSONValue {
  /// A member that is there and is not null, in whatever ASCII letters its name is written.
  fileprivate subscript(anyCase name: String) -> JSONValue? {
    if let member = self[name] { return member }
    let member = objectMembers?.first {
      $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased()
    }
    return member.flatMap { $0.value == .null ? nil : $0.value }
  }

  /// Who it is of.
  fileprivate var participant: Identifier? {
    self[anyCase: "participantRawID"]?.text.flatMap { $0.isEmpty ? nil : Identifier(rawID: $0) }
  }
}
