import CallModel
import Testing

@testable import FlowEngine

/// Nothing is sent to sockets around steps whose answers must not be heard (LANGUAGE 5).
@Suite struct SensitiveFeedTests {
  /// A call whose audio and text are sent, before steps that must not be heard.
  private func heard(record: Bool = false) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer:
            streaming: { url: wss://bot.contoso.com/a }
            transcription: { url: wss://bot.contoso.com/t, locale: de-DE }
        - stream: start
        - transcribe: start
      \(record ? "  - record: start" : "")
        - sensitive:
            - recognize: { tones: { count: 4 }, sensitive: true }
              on: { failed: other }
          id: private
          on: { failed: failed }
        - log: after
        - wait: 1h
        - hangUp
      other:
        - log: other
        - wait: 1h
        - hangUp
      failed:
        - log: not entered
        - wait: 1h
        - hangUp
      """
    )
    call.connect(
      by: "answer streaming mixed pcm16KMono to wss://bot.contoso.com/a"
        + " transcription de-DE to wss://bot.contoso.com/t"
    )
    call.ignore()
    call.accept(2)
    call.event(.mediaStreamingStarted, for: 2)
    call.ignore()
    call.accept(3)
    call.event(.transcriptionStarted, for: 3)
    return call
  }

  @Test func `both are stopped before and begun again after`() throws {
    var call = try heard()
    call.expect("send 4.1 stopStreaming")
    call.accept(4)
    call.event(.mediaStreamingStopped, for: 4)
    call.expect("send 5.1 stopTranscription")
    try call.restart()
    call.accept(5)
    call.expect()
    call.event(.transcriptionStopped, for: 5)
    call.expect("send 6.1 recognize 4 tones from caller")
    call.accept(6)
    call.event(.recognizeCompleted(.tones([.one, .two, .three, .four])), for: 6)
    call.expect("send 7.1 startStreaming", "send 8.1 startTranscription de-DE", "log info after")
    call.accept(7)
    #expect(call.machine.state.feeds[.streaming].status == .on)
  }

  @Test func `a way out of the steps begins both again`() throws {
    var call = try heard()
    call.ignore()
    call.event(.mediaStreamingStopped, for: 4)
    call.ignore()
    call.event(.transcriptionStopped, for: 5)
    call.ignore()
    call.refuse(6)
    call.expect("send 7.1 startStreaming", "send 8.1 startTranscription de-DE", "log info other")
  }

  @Test func `where one cannot be stopped nothing is done, and the other goes on`() throws {
    var call = try heard()
    call.ignore()
    call.event(.mediaStreamingStopped, for: 4)
    call.ignore()
    call.event(.transcriptionFailed, for: 5, 500, 8578)
    call.expect("send 6.1 startStreaming", "log info not entered")
    #expect(call.result("private").contains("failed"))
    #expect(call.machine.state.feeds[.transcription].status == .on)
  }

  /// A stop that is not answered is not known to have come to pass.
  @Test func `a stop that nobody answers is awaited, and not gone without`() throws {
    var call = try heard()
    call.ignore()
    call.wait(.seconds(5))
    call.expect()
    call.wait(.seconds(5))
    call.expect("log info not entered")
  }

  @Test func `the recording is paused first, and all of it goes on where it is left early`() throws
  {
    var call = try heard(record: true)
    let recording = RecordingID("r")
    call.expect("send 4.1 startRecording mixed")
    call.accept(4, CommandAnswer(recordingID: recording))
    call.expect("send 5.1 pauseRecording r")
    call.event(.recordingStateChanged(recording, .active))
    call.event(.recordingStateChanged(recording, .inactive))
    call.expect("send 6.1 stopStreaming")
    call.refuse(6)
    call.expect("send 7.1 resumeRecording r", "log info not entered")
  }
}
