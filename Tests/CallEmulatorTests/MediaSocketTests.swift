import CallAutomation
import CallEmulator
import CallModel
import Testing

/// The sockets that the emulated service opens, and what it sends over them (FACTS.md (h)).
@Suite struct MediaSocketTests {
  /// A call whose audio and lines come to sockets, by default of this machine.
  private func answered(
    _ url: String = "ws://127.0.0.1:9000/a",
    _ script: CallerScript = CallerScript(caller: Parties.caller)
  ) throws -> Conversation {
    var conversation = Conversation(script)
    try conversation.answer(
      streaming: StreamingOptions(
        url: url,
        channels: .unmixed,
        isBidirectional: true,
        format: .pcm24KMono,
        tellsTones: true
      ),
      transcription: TranscriptionOptions(url: url, locale: "en-US", tellsInterim: true)
    )
    conversation.run(for: 900)
    _ = try conversation.takeCallEvents()
    return conversation
  }

  /// The socket that the emulator wants opened.
  private func opening(_ conversation: inout Conversation) throws -> MediaSocket {
    for case .open(let socket) in conversation.emulator.takeMediaWork() { return socket }
    throw NoSocket()
  }

  private struct NoSocket: Error {}

  @Test func `audio has begun when its socket is open`() throws {
    var call = try answered()
    call.send(.startStreaming)
    call.run(for: 500)
    #expect(try call.takeCallEvents() == [])
    let socket = try opening(&call)
    #expect(socket.url == "ws://127.0.0.1:9000/a")
    #expect(socket.speaker == Parties.caller)
    guard case .audioMetadata(let metadata) = socket.metadata else { throw NoSocket() }
    #expect([metadata.sampleRate, metadata.frameBytes ?? 0] == [24_000, 960])
    call.emulator.socketOpened(socket, at: call.now)
    call.run(for: 500)
    #expect(try call.takeCallEvents().map(\.content) == [.mediaStreamingStarted])
  }

  @Test func `a socket that cannot be opened, and one that breaks, fail`() throws {
    var call = try answered()
    for isOpened in [false, true] {
      call.send(.startStreaming)
      let socket = try opening(&call)
      if isOpened { call.emulator.socketOpened(socket, at: call.now) }
      call.emulator.socketClosed(socket, reason: "gone", at: call.now)
      // What is told twice changes nothing.
      call.emulator.socketClosed(socket, reason: "gone", at: call.now)
      call.run(for: 500)
      let events = try call.takeCallEvents()
      #expect(
        events.map(\.content)
          == (isOpened ? [.mediaStreamingStarted] : []) + [.mediaStreamingFailed]
      )
      #expect(events.last?.result?.subCode == (isOpened ? 9999 : 8603))
    }
  }

  @Test func `stopping and the end of the call close what is open`() throws {
    var call = try answered()
    call.send(.startStreaming)
    call.emulator.socketOpened(try opening(&call), at: call.now)
    call.send(.stopStreaming)
    call.send(.startTranscription(locale: "en-US"))
    var closed = 0
    for case .close in call.emulator.takeMediaWork() { closed += 1 }
    #expect(closed == 1)
    call.send(.terminate)
    for case .close in call.emulator.takeMediaWork() { closed += 1 }
    #expect(closed == 2)
  }

  @Test func `sockets elsewhere are taken for reached`() throws {
    for url in ["wss://bot.contoso.com/a", "wss://127.0.0.1.contoso.com/a"] {
      var call = try answered(url)
      call.send(.startStreaming)
      call.run(for: 500)
      #expect(call.emulator.takeMediaWork().isEmpty)
      #expect(try call.takeCallEvents().map(\.content) == [.mediaStreamingStarted])
    }
  }

  @Test func `what the caller says and presses of themselves is sent`() throws {
    var script = CallerScript(caller: Parties.caller)
    script.talks = [
      Turn(.say("I need help."), after: Milliseconds(2000)), Turn(.press([.five])),
    ]
    var call = try answered("ws://localhost/a", script)
    call.send(.startStreaming)
    call.send(.startTranscription(locale: "en-US"))
    for case .open(let socket) in call.emulator.takeMediaWork() {
      call.emulator.socketOpened(socket, at: call.now)
    }
    call.run(for: 5000)
    var lines: [String] = []
    var tones: [Tone?] = []
    for case .send(let frame, _) in call.emulator.takeMediaWork() {
      if case .transcript(let line) = frame { lines.append("\(line.isFinal) \(line.text)") }
      if case .tone(let tone) = frame { tones.append(tone.tone) }
    }
    #expect(lines == ["false I", "true I need help."])
    #expect(tones == [.five])
  }
}
