import CallAutomation
import CallEmulator
import CallModel
import Testing

/// What is sent to sockets, as far as it is emulated: requests and their events.
@Suite struct FeedTests {
  private static let streaming = StreamingOptions(
    url: "wss://bot.contoso.com/a",
    channels: .unmixed,
    isBidirectional: true,
    format: .pcm24KMono,
    tellsTones: true
  )

  private static func transcription(_ url: String) -> TranscriptionOptions {
    TranscriptionOptions(url: url, locale: "en-US", tellsInterim: true)
  }

  private func answered(
    transcribing url: String? = "wss://bot.contoso.com/t",
    hasIntelligence: Bool = true
  ) throws -> Conversation {
    var conversation = Conversation(CallerScript(caller: Parties.caller))
    try conversation.answer(
      hasIntelligence: hasIntelligence,
      streaming: Self.streaming,
      transcription: url.map(Self.transcription)
    )
    conversation.run(for: 900)
    #expect(
      try conversation.takeCallEvents().map(\.kind) == [.callConnected, .participantsUpdated]
    )
    return conversation
  }

  private func events(
    _ commands: [CallCommand],
    in conversation: inout Conversation
  ) throws -> [CallEvent] {
    for command in commands { _ = try conversation.send(command).get() }
    conversation.run(for: 1000)
    return try conversation.takeCallEvents()
  }

  @Test func `each request is taken and told of`() throws {
    var conversation = try answered()
    let events = try events(
      [
        .startStreaming, .startTranscription(locale: "en-US"),
        .updateTranscription(locale: "es-MX"), .stopTranscription, .stopStreaming,
      ],
      in: &conversation
    )
    #expect(
      events.map(\.content) == [
        .mediaStreamingStarted, .transcriptionStarted, .transcriptionUpdated,
        .transcriptionStopped, .mediaStreamingStopped,
      ]
    )
    #expect(events.map { $0.context?.ordinal } == [2, 3, 4, 5, 6])
  }

  @Test func `what was not set up does not begin`() throws {
    var conversation = try Conversation.answered()
    let events = try events([.startStreaming], in: &conversation)
    #expect(events.map(\.content) == [.mediaStreamingFailed])
    #expect(events.first?.result.map { [$0.code, $0.subCode] } == [405, 8522])
  }

  @Test func `without an AI endpoint nothing is written down`() throws {
    var conversation = try answered(hasIntelligence: false)
    let events = try events([.startTranscription(locale: "en-US")], in: &conversation)
    #expect(events.map(\.content) == [.transcriptionFailed])
    #expect(events.first?.result?.subCode == 8522)
  }

  @Test func `a URL that is no socket's and a language without a region fail`() throws {
    var conversation = try answered(transcribing: "https://bot.contoso.com/t")
    let commands = [
      CallCommand.startTranscription(locale: "en-US"), .startTranscription(locale: "en"),
    ]
    let codes = try events(commands, in: &conversation).map { $0.result?.subCode }
    #expect(codes == [8581, 8523])
  }
}
