import CallModel
import Testing

@testable import FlowEngine

/// What is sent to sockets: set up, begun, changed, ended, and lost (SEMANTICS.md 1.4, 1.5).
@Suite struct FeedTests {
  private static let sockets =
    "{ streaming: { url: wss://bot.contoso.com/a },"
    + " transcription: { url: wss://bot.contoso.com/t } }"

  /// A call that is set up, before some steps.
  private func call(_ steps: String) throws -> Conversation {
    let lines = steps.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    var call = try Conversation(
      """
      main:
        - answer: \(Self.sockets)
      \(lines)
        - wait: 1h
        - hangUp
      over:
        - log: over
        - wait: 2h
        - hangUp
      """
    )
    call.connect(
      by: "answer streaming mixed pcm16KMono to wss://bot.contoso.com/a"
        + " transcription en-US to wss://bot.contoso.com/t"
    )
    return call
  }

  private let start = """
    - stream: start
      id: feed
      on: { failed: over }
    """

  // MARK: Setting up

  @Test func `the service is told of the sockets when the call is answered`() throws {
    var call = try Conversation(
      """
      main:
        - answer:
            streaming:
              url: wss://${call.id}/a
              channels: unmixed
              bidirectional: true
              format: pcm24KMono
              dtmf: true
            transcription: { url: wss://bot.contoso.com/t, locale: de-DE, interim: true }
        - wait: 1h
        - hangUp
      """
    )
    call.ring()
    let id = call.machine.state.callID
    call.expect(
      "send 1.1 answer streaming unmixed pcm24KMono bidirectional tones to wss://\(id)/a"
        + " transcription de-DE interim to wss://bot.contoso.com/t"
    )
  }

  @Test func `a call is taken whatever is amiss with a socket, and what needs it fails`() throws {
    var call = try Conversation(
      """
      main:
        - answer: { streaming: { url: "${url}" } }
        - stream: start
          id: feed
          on: { failed: over }
        - hangUp
      over:
        - wait: 2h
        - hangUp
      """,
      top: "variables: { url: string = https://bot.contoso.com }"
    )
    call.ring()
    call.expect(
      "log warning the call is taken without `streaming` reason=invalid",
      "send 1.1 answer"
    )
    call.accept(1, CommandAnswer(connectionID: CallConnectionID("connection")))
    call.event(.callConnected, for: 1)
    call.expect()
    #expect(call.steps.contains("main/1 stream → failed (state)"))
    #expect(call.machine.path == "over/0")
  }

  // MARK: Beginning and ending

  @Test func `the event is the end of it, and it is ended as it was begun`() throws {
    var call = try call(start + "\n- stream: stop\n  id: ended\n  on: { failed: over }")
    call.expect("send 2.1 startStreaming")
    call.accept(2)
    call.expect()
    call.event(.mediaStreamingStarted, for: 2)
    call.expect("send 3.1 stopStreaming")
    try call.restart()
    call.event(.mediaStreamingStopped, for: 3)
    call.expect()
    #expect(call.result("feed") == "outcome: done")
    #expect(call.result("ended") == "outcome: done")
    #expect(call.machine.state.feeds[.streaming].status == .off)
  }

  @Test func `a failure that is reported ends it`() throws {
    var call = try call(start)
    call.expect("send 2.1 startStreaming")
    call.accept(2)
    call.event(.mediaStreamingFailed, for: 2, 500, 8603)
    call.expect("log info over")
    #expect(call.steps.contains("main/1 stream → failed (refused 500/8603)"))
    #expect(call.machine.state.feeds[.streaming].status == .off)
  }

  @Test func `a refusal ends it`() throws {
    var call = try call(start)
    call.ignore()
    call.refuse(2, 400, "8567")
    call.expect("log info over")
    #expect(call.machine.state.feeds[.streaming].status == .off)
  }

  @Test func `what is not reported in ten seconds has failed, and counts as on`() throws {
    var call = try call(start)
    call.ignore()
    call.accept(2)
    call.wait(.seconds(9))
    call.expect()
    call.wait(.seconds(1))
    call.expect("log info over")
    #expect(call.machine.state.feeds[.streaming].status == .unknown)
  }

  @Test func `a start that nobody answers does not hold the flow, and a stop takes it back`() throws
  {
    var call = try call(start + "\n- stream: stop\n  on: { failed: over }")
    call.ignore()
    call.wait(.seconds(3))
    call.expect("release 2", "withdraw 2", "send 3.1 stopStreaming")
  }

  @Test func `what nobody handles is journalled, and the flow goes on`() throws {
    var call = try call("- stream: start")
    call.ignore()
    call.accept(2)
    call.event(.mediaStreamingFailed, for: 2, 500, 8603)
    call.keep { !$0.hasPrefix("log") }
    call.expect()
    #expect(call.machine.path == "main/2")
  }

  @Test func `what is off is ended at once, and what is on is not begun again`() throws {
    var call = try call(
      """
      - stream: "${'stop'}"
      - stream: start
      - stream: "${'start'}"
        id: again
        on: { failed: over }
      """
    )
    call.expect("send 2.1 startStreaming")
    call.accept(2)
    call.event(.mediaStreamingStarted, for: 2)
    call.expect("log info over")
    #expect(call.steps.contains("main/3 stream → failed (state)"))
  }

  // MARK: Transcription

  @Test func `transcription begins in its language, and goes on in another`() throws {
    var call = try call(
      """
      - transcribe: start
      - transcribe: { locale: es-MX }
      - transcribe: stop
        on: { failed: over }
      - transcribe: start
      """
    )
    call.expect("send 2.1 startTranscription en-US")
    call.accept(2)
    call.event(.transcriptionStarted, for: 2)
    call.expect("send 3.1 updateTranscription es-MX")
    call.accept(3)
    call.event(.transcriptionUpdated, for: 3)
    call.expect("send 4.1 stopTranscription")
    call.accept(4)
    call.event(.transcriptionStopped, for: 4)
    call.expect("send 5.1 startTranscription es-MX")
  }

  @Test func `a language that cannot be had leaves the other as it is`() throws {
    var call = try call(
      "- transcribe: start\n- transcribe: { locale: es-MX }\n  on: { failed: over }"
    )
    call.ignore()
    call.accept(2)
    call.event(.transcriptionStarted, for: 2)
    call.ignore()
    call.accept(3)
    call.event(.transcriptionFailed, for: 3, 400, 8523)
    call.expect("log info over")
    #expect(call.machine.state.feeds[.transcription].status == .on)
    #expect(call.machine.state.feeds.locale == "en-US")
  }

  // MARK: Unasked

  @Test func `what ends by itself is journalled`() throws {
    var call = try call(start)
    call.ignore()
    call.accept(2)
    call.event(.mediaStreamingStarted, for: 2)
    call.expect()
    call.event(.mediaStreamingFailed, for: 2, 500, 8603)
    call.expect("log warning the streaming has ended reason=refused 500/8603")
    #expect(call.machine.state.feeds[.streaming].status == .off)
    #expect(call.machine.path == "main/2")
  }

  @Test func `what the service says of the end of a feed is journalled`() throws {
    var call = try call(start)
    call.ignore()
    call.accept(2)
    call.event(.mediaStreamingStarted, for: 2)
    call.expect()
    let update = FeedUpdate(status: "mediaStreamingFailed", details: "streamConnectionInterrupted")
    call.event(.mediaStreamingFailed, for: 2, 500, 8603, feedUpdate: update)
    call.expect(
      "log warning the streaming has ended details=streamConnectionInterrupted "
        + "reason=refused 500/8603"
    )
  }

  @Test func `what the service stops by itself is off, and need not be ended`() throws {
    var call = try call(
      "- transcribe: start\n- wait: 1m\n- transcribe: stop\n  on: { failed: over }"
    )
    call.ignore()
    call.accept(2)
    call.event(.transcriptionStarted, for: 2)
    call.event(.transcriptionStopped)
    call.expect("log warning the transcription has ended")
    call.wait(.seconds(60))
    call.expect()
    #expect(call.machine.path == "main/4")
  }

  @Test func `what is said of an earlier start changes nothing of a later one`() throws {
    var call = try call(start + "\n- stream: stop\n  on: { failed: over }\n- stream: start")
    call.ignore()
    call.accept(2)
    call.event(.mediaStreamingStarted, for: 2)
    call.expect("send 3.1 stopStreaming")
    call.event(.mediaStreamingStopped, for: 3)
    call.expect("send 4.1 startStreaming")
    call.event(.mediaStreamingFailed, for: 2, 500, 8603)
    call.expect()
    #expect(call.machine.state.feeds[.streaming].status == .starting)
  }

  @Test func `a start that is told of late counts`() throws {
    var call = try call(start)
    call.ignore()
    call.accept(2)
    call.wait(.seconds(10))
    call.ignore()
    call.event(.mediaStreamingStarted, for: 2)
    call.expect()
    #expect(call.machine.state.feeds[.streaming].status == .on)
  }
}
