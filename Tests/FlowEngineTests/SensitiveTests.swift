import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// Input that must not be recorded (SEMANTICS.md, rule 17).
@Suite struct SensitiveTests {
  private static let recording = RecordingID("r")

  /// A call that is recorded, before a step that pauses the recording.
  private func recorded(_ steps: String, rest: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
        - sensitive:
      \(steps)
          id: private
          on: { failed: failed }
        - log: "after ${private.outcome}"
        - wait: 1h
        - hangUp
      failed:
        - log: not entered
        - hangUp
      \(rest)
      """
    )
    call.connect()
    call.expect("send 2.1 startRecording mixed")
    call.accept(2, CommandAnswer(recordingID: Self.recording))
    call.expect("send 3.1 pauseRecording r")
    call.event(.recordingStateChanged(Self.recording, .active))
    return call
  }

  private let asking = """
        - recognize: { tones: { count: 4 }, sensitive: true }
          on: { failed: other }
    """
  private let other = "other:\n  - log: other\n  - wait: 1h\n  - hangUp"

  @Test func `the steps begin when the pause is confirmed, and the recording goes on after them`()
    throws
  {
    var call = try recorded(asking, rest: other)
    call.accept(3)
    call.expect()
    call.event(.recordingStateChanged(Self.recording, .inactive))
    call.expect("send 4.1 recognize 4 tones from caller")
    try call.restart()
    call.event(.recognizeCompleted(.tones([.one, .two, .three, .four])), for: 4)
    call.expect("send 5.1 resumeRecording r", "log info after done")
    call.accept(5)
    call.event(.recordingStateChanged(Self.recording, .active))
    call.expect()
    #expect(call.machine.state.recording.state == .on(Self.recording))
  }

  /// However the steps are left.
  @Test func `a way out of the steps lets the recording go on`() throws {
    var call = try recorded(asking, rest: other)
    call.accept(3)
    call.event(.recordingStateChanged(Self.recording, .inactive))
    call.ignore()
    call.refuse(4)
    call.expect("send 5.1 resumeRecording r", "log info other")
  }

  @Test func `where the pause fails nothing of it is done`() throws {
    var call = try recorded(asking, rest: other)
    call.refuse(3)
    call.expect("log info not entered", "send 4.1 terminate")
    #expect(call.result("private").contains("failed"))
  }

  @Test func `what was paused before stays so`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
        - record: pause
          on: { failed: hangUp }
        - sensitive: [{ log: inside }]
          on: { failed: hangUp }
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: Self.recording))
    call.ignore()
    call.event(.recordingStateChanged(Self.recording, .active))
    call.accept(3)
    call.event(.recordingStateChanged(Self.recording, .inactive))
    call.expect("log info inside")
    #expect(call.machine.state.recording.state == .paused(Self.recording))
  }

  @Test func `a call that is not recorded needs no pause`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - sensitive: [{ log: inside }]
          on: { failed: hangUp }
        - hangUp
      """
    )
    call.connect()
    call.expect("log info inside", "send 2.1 terminate")
  }

  /// The checker sees to it that no flow asks for this; the service may do what nobody asked for.
  @Test func `a sensitive question is not asked while the call may be recorded`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
        - record: pause
          on: { failed: hangUp }
        - wait: 10s
        - recognize: { tones: { count: 4 }, sensitive: true }
          id: asked
          on: { failed: late }
        - hangUp
      late:
        - log: "${asked.reason.word}"
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: Self.recording))
    call.ignore()
    call.event(.recordingStateChanged(Self.recording, .active))
    call.accept(3)
    call.event(.recordingStateChanged(Self.recording, .inactive))
    call.expect()
    call.event(.recordingStateChanged(Self.recording, .active))
    call.ignore()
    call.wait(.seconds(10))
    call.keep { $0.hasPrefix("log info") || $0.hasPrefix("send") }
    call.expect("log info recording", "send 4.1 terminate")
  }
}
