import CallModel
import Testing

@testable import FlowEngine

@Suite struct RecordTests {
  private func recording(_ steps: String = "", on: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - record: { channels: unmixed }
          id: recorded
      \(steps)
        - wait: 1h
        - hangUp
      """,
      top: on
    )
    call.connect()
    call.expect("send 2.1 startRecording unmixed")
    return call
  }

  private let id = RecordingID("r1")

  private func started(_ steps: String, on: String = "") throws -> Conversation {
    var call = try recording(steps, on: on)
    call.accept(2, CommandAnswer(recordingID: id))
    call.ignore()
    call.event(.recordingStateChanged(id, .active))
    return call
  }

  @Test func `a recording starts, and the flow goes on with the answer`() throws {
    var call = try recording()
    #expect(call.machine.path == "main/1")
    call.accept(2, CommandAnswer(recordingID: id))
    call.expect()
    #expect(call.machine.path == "main/2")
    #expect(call.machine.state.recording.state.word == "starting")
    call.event(.recordingStateChanged(id, .active))
    #expect(call.machine.state.recording.state.word == "on")
    #expect(
      call.result("recorded")
        == "id: some(r1), outcome: done, startedAt: some(2027-01-15T08:00:00Z)"
    )
  }

  @Test func `a start that is refused is noted, and the call can do without`() throws {
    var call = try recording()
    call.refuse(2, 400, "8608")
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=refused 400/8608"
        + " step=main/1"
    )
    #expect(call.machine.state.recording.state.word == "off")
  }

  @Test func `a start nobody confirms runs recordingFailed, the wait goes on`() throws {
    var call = try recording(on: "on: { recordingFailed: [{ log: no recording }] }")
    call.accept(2)
    call.wait(.seconds(30))
    call.expect("log info no recording")
    #expect(call.machine.path == "main/2")
    #expect(call.machine.state.recording.state.word == "unknown")
  }

  @Test func `a start whose id is known is read before it counts as failed`() throws {
    var call = try recording(on: "on: { recordingFailed: [{ log: no recording }] }")
    call.accept(2, CommandAnswer(recordingID: id))
    call.wait(.seconds(30))
    call.expect("read recording r1")
    call.observe(recording: .active)
    call.expect()
    #expect(call.machine.state.recording.state.word == "on")
  }

  @Test func `a start that fails later runs recordingFailed`() throws {
    var call = try recording(on: "on: { recordingFailed: [{ log: no recording }] }")
    call.accept(2)
    call.event(.startRecordingFailed(nil), 400, 8608)
    call.expect("log info no recording")
  }

  @Test func `a failure that is heard of before the answer to the start is the same`() throws {
    var call = try recording(on: "on: { recordingFailed: [{ log: no recording }] }")
    call.event(.startRecordingFailed(nil), 400, 8608)
    call.expect("log info no recording")
    #expect(call.steps.contains("main/1 record → done"))
    call.accept(2)
    call.expect()
  }

  @Test func `a recording that fails leaves the prompt that plays alone`() throws {
    var call = try recording(
      "  - play: A long prompt.",
      on: "on: { recordingFailed: [{ log: no recording }] }"
    )
    call.accept(2)
    call.ignore()
    call.event(.startRecordingFailed(nil), 400, 8608)
    call.expect("log info no recording")
    #expect(call.machine.path == "main/2")
    call.finishPlay(3)
    #expect(call.machine.path == "main/3")
  }

  @Test func `a recording that stops unasked runs recordingFailed and counts as on`() throws {
    var call = try started("", on: "on: { recordingFailed: [{ log: no recording }] }")
    call.event(.recordingStateChanged(id, .inactive))
    call.expect("read recording r1", "log info no recording")
    #expect(call.machine.state.recording.state.word == "unknown")
    call.observe(recording: .gone)
    #expect(call.machine.state.recording.state.word == "off")
  }

  @Test func `a goto in recordingFailed leaves what waited`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - record: start
        - play: Hello there.
        - hangUp
      sorry:
        - hangUp
      """,
      top: "on: { recordingFailed: [{ goto: sorry }] }"
    )
    call.connect()
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: id))
    call.expect("send 3.1 play «Hello there.»")
    call.event(.startRecordingFailed(id), 400, 8608)
    call.expect("send 4.1 cancelAllMedia", "withdraw 4", "send 5.1 terminate")
  }

  private func pausedStart(_ steps: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - record:
            channels: unmixed
            paused: true
            order: [caller, desk]
            storage: https://contoso.blob.core.windows.net/calls
      \(steps)
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    call.expect(
      "send 2.1 startRecording unmixed paused caller desk into "
        + "https://contoso.blob.core.windows.net/calls"
    )
    return call
  }

  @Test func `a start with options asks for them, and is confirmed by being inactive`() throws {
    var call = try pausedStart()
    call.accept(2, CommandAnswer(recordingID: id))
    #expect(call.machine.path == "main/2")
    #expect(!call.machine.state.recording.isSilent)
    call.event(.recordingStateChanged(id, .inactive))
    call.expect()
    #expect(call.machine.state.recording.state.word == "paused")
    #expect(call.machine.state.recording.isSilent)
    call.wait(.seconds(60))
    call.expect()
  }

  @Test func `a paused start whose id is not told is known by its event, or read`() throws {
    var call = try pausedStart()
    call.accept(2)
    call.event(.recordingStateChanged(id, .inactive))
    #expect(call.machine.state.recording.state.word == "paused")

    var silent = try pausedStart()
    silent.accept(2, CommandAnswer(recordingID: id))
    silent.wait(.seconds(30))
    silent.expect("read recording r1")
    silent.observe(recording: .inactive)
    silent.expect()
    #expect(silent.machine.state.recording.state.word == "paused")
  }

  @Test func `a paused start that records all the same is read, and counts as on`() throws {
    var call = try pausedStart()
    call.accept(2, CommandAnswer(recordingID: id))
    call.event(.recordingStateChanged(id, .active))
    call.expect("read recording r1")
    #expect(!call.machine.state.recording.isSilent)
    call.observe(recording: .active)
    #expect(call.machine.state.recording.state.word == "on")
  }

  @Test func `a paused start is resumed, even before it is confirmed`() throws {
    var call = try pausedStart("  - record: resume\n    on: { failed: continue }")
    call.accept(2, CommandAnswer(recordingID: id))
    call.expect("send 3.1 resumeRecording r1")
    call.event(.recordingStateChanged(id, .inactive))
    call.event(.recordingStateChanged(id, .active))
    call.expect()
    #expect(call.machine.path == "main/3")
    #expect(call.machine.state.recording.state.word == "on")
  }

  @Test(arguments: [
    ("channels: \"${'mixed'}\", order: [caller]", "invalid"),
    ("channels: unmixed, order: [caller, \"${call.from}\"]", "invalid"),
    ("storage: \"${'http://contoso.com'}\"", "invalid"),
  ])
  func `what the service would refuse is not sent`(options: String, word: String) throws {
    var call = try Conversation("main: [answer, { record: { \(options) } }, { wait: 1h }, hangUp]")
    call.connect()
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=\(word) step=main/1"
    )
  }

  private let alarm = "on: { recordingFailed: [{ log: no recording }] }"

  @Test func `the flow does not wait long for the answer to a start, which is tried on`() throws {
    var call = try recording(on: alarm)
    call.wait(Milliseconds(2999))
    #expect(call.machine.path == "main/1")
    call.wait(Milliseconds(1))
    call.expect("release 2")
    #expect(call.machine.path == "main/2")
    #expect(
      call.result("recorded")
        == "id: none, outcome: done, startedAt: some(2027-01-15T08:00:00Z)"
    )
    call.wait(.seconds(5))
    call.accept(2, CommandAnswer(recordingID: id))
    call.event(.recordingStateChanged(id, .active))
    call.expect()
    #expect(call.machine.state.recording.state.word == "on")
  }

  @Test func `a start that is refused after the flow has gone on runs recordingFailed`() throws {
    var call = try recording(on: alarm)
    call.wait(.seconds(3))
    call.expect("release 2")
    call.refuse(2, 400, "8608")
    call.expect(
      "log warning what the flow went on without failed command=startRecording"
        + " reason=refused 400/8608",
      "log info no recording"
    )
    #expect(call.machine.state.recording.state.word == "off")
  }

  @Test func `a start nobody answers runs recordingFailed once, and counts as on`() throws {
    var call = try recording(on: alarm)
    call.wait(.seconds(3))
    call.expect("release 2")
    call.wait(.seconds(27))
    call.expect("log info no recording")
    call.refuse(2, nil, nil, certainty: .indefinite)
    call.wait(.seconds(10))
    call.expect("read call")
    call.observe(.connected)
    call.expect(
      "log warning what the flow went on without failed command=startRecording reason=unknown"
    )
    call.event(.startRecordingFailed(nil), 400, 8608)
    call.expect()
    #expect(call.machine.state.recording.state.word == "off")
  }

  @Test func `a pause waits for the id of a start that is tried on`() throws {
    var call = try recording("  - record: pause\n    on: { failed: continue }")
    call.wait(.seconds(3))
    call.expect("release 2")
    #expect(call.machine.path == "main/2")
    call.accept(2, CommandAnswer(recordingID: id))
    call.expect("send 3.1 pauseRecording r1")
  }

  @Test func `a stop takes back a start that is tried on, and what comes of it all the same`()
    throws
  {
    var call = try recording("  - record: stop\n    on: { failed: continue }")
    call.wait(.seconds(3))
    call.expect("release 2", "withdraw 2")
    #expect(call.machine.path == "main/3")
    #expect(!call.machine.state.recording.isSilent)
    call.event(.recordingStateChanged(id, .active))
    call.expect("send 3.1 stopRecording r1")
    call.accept(3)
    call.event(.recordingStateChanged(id, .inactive))
    call.expect()
    #expect(call.machine.state.recording.isOff)
    #expect(call.machine.state.recording.isSilent)
  }

  @Test func `an answer that was under way when its start was taken back is stopped`() throws {
    var call = try recording("  - record: stop\n    on: { failed: continue }")
    call.wait(.seconds(3))
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: id))
    call.expect("send 3.1 stopRecording r1")
  }

  @Test(arguments: [
    ("pause", "pauseRecording", RecordingPresence.inactive, "paused"),
    ("stop", "stopRecording", .inactive, "off"),
  ])
  func `a change is done when it is confirmed`(
    action: String,
    command: String,
    presence: RecordingPresence,
    state: String
  ) throws {
    var call = try started("  - record: \(action)\n    on: { failed: continue }")
    call.ignore()
    call.accept(3)
    #expect(call.machine.path == "main/2")
    call.event(.recordingStateChanged(id, presence))
    call.expect()
    #expect(call.machine.path == "main/3")
    #expect(call.machine.state.recording.state.word == state)
  }

  @Test func `a recording is paused and goes on`() throws {
    var call = try started(
      "  - record: pause\n    on: { failed: continue }\n  - record: resume\n    on: { failed: continue }"
    )
    call.event(.recordingStateChanged(id, .inactive))
    call.expect("send 4.1 resumeRecording r1")
    call.event(.recordingStateChanged(id, .inactive))
    call.expect()
    call.event(.recordingStateChanged(id, .active))
    #expect(call.machine.path == "main/4")
  }

  @Test func `a change nobody confirms is read, and what is read decides`() throws {
    var call = try started("  - record: stop\n    on: { failed: continue }")
    call.ignore()
    call.accept(3)
    call.wait(.seconds(5))
    call.expect("read call recording r1")
    call.observe(.connected, recording: .gone)
    call.expect()
    #expect(call.steps.contains("main/2 record → done"))

    var lost = try started("  - record: stop\n    on: { failed: continue }")
    lost.ignore()
    lost.accept(3)
    lost.wait(.seconds(5))
    lost.ignore()
    lost.observe(.connected, recording: .active)
    #expect(lost.steps.contains("main/2 record → failed (lost)"))
  }

  @Test func `a change waits for the recording's id`() throws {
    var call = try recording("  - record: pause\n    on: { failed: continue }")
    call.accept(2)
    call.expect()
    #expect(call.machine.path == "main/2")
    call.event(.recordingStateChanged(id, .active))
    call.expect("send 3.1 pauseRecording r1")
  }

  @Test func `a refused change leaves the recording as it was`() throws {
    var call = try started("  - record: pause\n    on: { failed: continue }")
    call.ignore()
    call.refuse(3, 400, "8573")
    #expect(call.machine.state.recording.state.word == "on")
    #expect(call.steps.contains("main/2 record → failed (refused 400/8573)"))
  }

  @Test func `stopping what does not record is done at once`() throws {
    var call = try recording("  - record: stop\n    on: { failed: continue }")
    call.refuse(2, 400, "8608")
    call.ignore()
    #expect(call.steps.contains("main/2 record → done"))
    #expect(call.machine.path == "main/3")
  }

  /// A call whose first recording, r1, was stopped, and whose second is asked for as operation 4.
  private func startedAgain(_ steps: String) throws -> Conversation {
    var call = try started(
      "  - record: stop\n    on: { failed: continue }\n  - record: start\n"
        + "    id: again\n\(steps)"
    )
    call.accept(3)
    call.event(.recordingStateChanged(id, .inactive))
    call.expect("send 4.1 startRecording mixed")
    return call
  }

  private let second = RecordingID("r2")

  @Test(arguments: [RecordingPresence.active, .inactive])
  func `a late report of a stopped recording is not taken for the next one's`(
    presence: RecordingPresence
  ) throws {
    var call = try startedAgain("  - record: pause\n    on: { failed: continue }")
    call.accept(4)
    call.event(.recordingStateChanged(id, presence))
    call.expect()
    #expect(call.machine.state.recording.state.word == "starting")
    call.event(.recordingStateChanged(second, .active))
    call.expect("send 5.1 pauseRecording r2")
    call.event(.recordingStateChanged(id, .inactive))
    #expect(call.machine.path == "main/4")
    call.event(.recordingStateChanged(second, .inactive))
    #expect(call.machine.path == "main/5")
    #expect(call.machine.state.recording.state.word == "paused")
  }

  @Test func `the answer to the start says which recording it is, whatever was heard before`()
    throws
  {
    var call = try startedAgain("")
    call.event(.recordingStateChanged(RecordingID("r0"), .active))
    #expect(call.machine.state.recording.id == RecordingID("r0"))
    call.accept(4, CommandAnswer(recordingID: second))
    call.expect("read recording r2")
    #expect(call.machine.state.recording.state.word == "unknown")
    call.event(.recordingStateChanged(RecordingID("r0"), .inactive))
    call.observe(recording: .active, of: second)
    call.expect()
    #expect(call.machine.state.recording.id == second)
    #expect(call.machine.state.recording.state.word == "on")
  }

  @Test func `an answer to the first start that comes late names no other recording`() throws {
    var call = try recording(
      "  - record: stop\n    on: { failed: continue }\n  - record: start\n"
        + "  - record: pause\n    on: { failed: continue }"
    )
    call.refuse(2, nil, nil, certainty: .indefinite)
    call.event(.startRecordingFailed(nil), 400, 8608)
    call.ignore()
    call.accept(2, CommandAnswer(recordingID: id))
    call.accept(3)
    call.expect()
    call.event(.recordingStateChanged(id, .active))
    #expect(call.machine.state.recording.id == nil)
    call.event(.recordingStateChanged(second, .active))
    call.expect("send 4.1 pauseRecording r2")
  }

  @Test func `what is read of another recording changes nothing`() throws {
    var call = try startedAgain("  - record: pause\n    on: { failed: continue }")
    call.accept(4, CommandAnswer(recordingID: second))
    call.expect("send 5.1 pauseRecording r2")
    call.accept(5)
    call.observe(recording: .inactive, of: id)
    call.observe(recording: .gone, of: id)
    call.expect()
    #expect(call.machine.path == "main/4")
    call.wait(.seconds(5))
    call.expect("read call recording r2")
    call.observe(.connected, recording: .gone, of: id)
    #expect(call.machine.path == "main/4")
    call.observe(.connected, recording: .inactive, of: second)
    #expect(call.machine.path == "main/5")
  }
}

extension Recording.State {
  /// The state without what it holds.
  fileprivate var word: String {
    switch self {
    case .off: "off"
    case .starting: "starting"
    case .on: "on"
    case .changing(_, let change): change.rawValue
    case .paused: "paused"
    case .unknown: "unknown"
    }
  }
}
