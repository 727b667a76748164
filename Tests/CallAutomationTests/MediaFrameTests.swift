import CallAutomation
import CallModel
import JSON
import Testing

/// What media sockets carry, in all letters it comes in (FACTS.md (h)).
@Suite struct MediaFrameTests {
  private static let subscription = "7c1b2f0e-0d51-4c0b-9d0a-0a3d6c1f2b11"
  private static let caller = Identifier(rawID: "4:+14255550123")
  private static let time = Timestamp(milliseconds: 1_772_442_308_123)
  private static let data = "AQACAAMABAA="
  private static let offset = 2_516_998_782_481_234_400

  /// What each recorded message says.
  private static let frames: [String: MediaFrame] = [
    "AudioMetadata": .audioMetadata(
      AudioMetadata(subscriptionID: subscription, sampleRate: 16_000, frameBytes: 640)
    ),
    "AudioMetadata-24kHz": .audioMetadata(
      AudioMetadata(subscriptionID: subscription, sampleRate: 24_000, frameBytes: 960)
    ),
    "AudioData-mixed": .audio(AudioFrame(time: time, data: data)),
    "AudioData-unmixed": .audio(
      AudioFrame(time: time, participant: caller, data: data, isSilent: true)
    ),
    "AudioData-silence": .audio(AudioFrame(time: time, data: "AAAAAA==", isSilent: true)),
    "AudioData-dotnet": .audio(AudioFrame(data: data, isSilent: true)),
    "AudioData-javascript": .audio(AudioFrame(data: data)),
    "AudioData-python": .audio(AudioFrame(data: data, isSilent: true)),
    "StopAudio-dotnet": .stopAudio,
    "StopAudio-javascript": .stopAudio,
    "StopAudio-python": .stopAudio,
    "DtmfData": .tone(ToneFrame(tone: .three)),
    "DtmfData-participant": .tone(ToneFrame(tone: .pound, participant: caller)),
    "TranscriptionMetadata": .transcriptionMetadata(
      TranscriptionMetadata(
        subscriptionID: subscription,
        locale: "en-us",
        connectionID: Samples.connectionID,
        correlationID: CorrelationID("c2b5a7de-1f30-4e86-9a41-77d0e5b3c6f8")
      )
    ),
    "TranscriptionData": .transcript(
      TranscriptLine(
        text: "Testing.",
        participant: caller,
        confidence: 0.69,
        offset: offset,
        duration: 9_500_000
      )
    ),
    "TranscriptionData-intermediate": .transcript(
      TranscriptLine(
        text: "test",
        participant: caller,
        confidence: 0.2,
        offset: offset,
        duration: 1_000_000,
        isFinal: false
      )
    ),
    "MarkData": .unrecognized(kind: "MarkData"),
  ]

  @Test func `every recorded message is read as what it is`() throws {
    let names = fixtureNames(in: "Media")
    #expect(Set(names) == Set(Self.frames.keys.map { $0 + ".json" }))
    for (name, frame) in Self.frames {
      #expect(try decodeMediaFrame(fixture("Media/\(name).json")) == frame, "\(name)")
    }
  }

  @Test func `what is written is read back as it was`() throws {
    for (name, frame) in Self.frames {
      #expect(try decodeMediaFrame(frame.bytes) == frame, "\(name)")
    }
  }

  @Test func `messages are written as the service writes them`() throws {
    for name in ["AudioMetadata", "DtmfData", "TranscriptionMetadata", "StopAudio-python"] {
      let frame = try #require(Self.frames[name])
      #expect(try frame.bytes == fixture("Media/\(name).json"), "\(name)")
    }
  }

  @Test(arguments: [
    #"{"audioData":{"data":"AAAA"}}"#, #"{"kind":7}"#, #"{"kind":"AudioData"}"#, "[]",
    "\"AudioData\"",
    #"{"kind":"AudioData","audioData":{"data":7}}"#, #"{"kind":"DtmfData","dtmfData":[]}"#,
    #"{"kind":"AudioMetadata","audioMetadata":{"sampleRate":-1}}"#,
    #"{"kind":"AudioMetadata","audioMetadata":{"sampleRate":1e300}}"#,
    #"{"kind":"TranscriptionData","transcriptionData":{"text":null}}"#, "", "\u{FEFF}{}",
  ])
  func `what is no frame is refused and traps nothing`(text: String) {
    #expect(throws: MediaFrameFailure.self) { try decodeMediaFrame(Array(text.utf8)) }
  }

  @Test func `a message beyond the limit is refused`() {
    let data = String(repeating: "A", count: MediaLimits.frameBytes)
    let frame = MediaFrame.audio(AudioFrame(data: data))
    #expect(throws: MediaFrameFailure.json(.tooLarge(limit: MediaLimits.frameBytes))) {
      try decodeMediaFrame(frame.bytes)
    }
  }
}
