import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

@Suite struct TakeMessageTests {
  private static let file = "{ file: https://contoso.com/leave.wav }"
  private let id = RecordingID("r1")
  private let second = RecordingID("r2")

  /// A call in which a message is about to be taken.
  private func asking(
    _ keys: String = "",
    before: String = "",
    top: String = "",
    isWithAI: Bool = true
  ) throws -> Conversation {
    let text = flow(
      """
      main:
        - answer
      \(before)
        - takeMessage: { prompt: \(Self.file)\(keys) }
          id: left
          on: { failed: over }
        - wait: 1h
        - hangUp
      over:
        - wait: 2h
        - hangUp
      """,
      top: top,
      voices: "{ en-US: en-US-NancyNeural }"
    )
    let program = try compiled(text, environment: isWithAI ? testEnvironment : nil)
    var call = Conversation(program: program)
    call.connect()
    return call
  }

  /// The same, listening; without AI the caller speaks after operation 5, with it to operation 6.
  private func listening(
    _ keys: String = "",
    top: String = "",
    isWithAI: Bool = true
  ) throws -> Conversation {
    var call = try asking(keys, top: top, isWithAI: isWithAI)
    call.expect("send 2.1 play file https://contoso.com/leave.wav")
    call.finishPlay(2)
    call.expect("send 3.1 startContinuousTones caller", "send 4.1 startRecording mixed")
    call.accept(3)
    call.accept(4, CommandAnswer(recordingID: id))
    call.expect()
    call.event(.recordingStateChanged(id, .active))
    call.expect("send 5.1 play file /media/beep.wav")
    call.wait(.seconds(1))
    call.finishPlay(5)
    if isWithAI {
      call.expect("send 6.1 recognize speech 4000ms from caller")
      call.accept(6)
    }
    call.expect()
    return call
  }

  /// The message is over: its recording stops, and the flow goes on.
  private func finish(
    _ call: inout Conversation,
    _ stop: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    call.accept(stop)
    #expect(call.machine.path == "main/1", sourceLocation: sourceLocation)
    call.event(.recordingStateChanged(id, .inactive))
    #expect(call.machine.path == "main/2", sourceLocation: sourceLocation)
    #expect(call.machine.state.recording.isOff, sourceLocation: sourceLocation)
  }

  @Test func `the key ends a message`() throws {
    var call = try listening()
    call.wait(.seconds(7))
    call.event(.toneReceived(.one, sequenceID: 1), for: 3)
    call.expect()
    call.event(.toneReceived(.pound, sequenceID: 2), for: 3)
    call.expect("send 7.1 stopRecording r1")
    finish(&call, 7)
    call.expect("send 8.1 stopContinuousTones caller", "send 9.1 cancelAllMedia")
    #expect(
      call.result("left") == "by: key, duration: 7s, outcome: done, recording: r1"
    )
  }

  @Test func `silence after words ends a message, and so does silence alone`() throws {
    var call = try listening(", silence: 4s")
    call.wait(.seconds(9))
    call.event(.recognizeCompleted(.speech("hello", confidence: nil)), for: 6)
    call.expect("send 7.1 stopRecording r1")
    finish(&call, 7)
    call.expect("send 8.1 stopContinuousTones caller")
    #expect(
      call.result("left") == "by: silence, duration: 9s, outcome: done, recording: r1"
    )

    var silent = try listening()
    silent.event(.recognizeFailed(sourceIndex: nil), for: 6, 400, 8510)
    silent.expect("send 7.1 stopRecording r1")
    finish(&silent, 7)
    silent.ignore()
    #expect(silent.result("left").hasPrefix("by: silence"))
  }

  @Test func `where speech cannot be listened to, the key and the longest time are left`() throws {
    var call = try listening(", max: 1m, stop: 0")
    call.event(.recognizeFailed(sourceIndex: nil), for: 6, 500, 8565)
    call.expect("log warning silence cannot be listened for reason=refused 500/8565")
    call.wait(.seconds(59))
    call.expect()
    call.wait(.seconds(1))
    call.expect("send 7.1 stopRecording r1")
    finish(&call, 7)
    call.ignore()
    #expect(call.result("left") == "by: max, duration: 60s, outcome: done, recording: r1")
  }

  @Test func `without an AI endpoint only the key and the longest time end a message`() throws {
    var call = try listening(", max: 1m, stop: 0", isWithAI: false)
    call.event(.toneReceived(.zero, sequenceID: 1), for: 3)
    call.expect("send 6.1 stopRecording r1")
    finish(&call, 6)
    call.expect("send 7.1 stopContinuousTones caller")

    var long = try listening(", max: 1m", isWithAI: false)
    long.wait(.seconds(60))
    long.expect("send 6.1 stopRecording r1")
  }

  @Test func `the longest time keeps running while the host is down`() throws {
    var call = try listening(", max: 1m", isWithAI: false)
    call.wait(.seconds(30))
    try call.restart()
    call.sleep(.seconds(29))
    call.feed(.recovered)
    call.ignore()
    call.wait(.seconds(1))
    call.expect("send 6.1 stopRecording r1")
  }

  @Test func `a prompt that cannot be played keeps nobody from leaving a message`() throws {
    var call = try asking()
    call.ignore()
    call.accept(2)
    call.event(.playFailed(sourceIndex: 0), for: 2, 400, 8508)
    call.expect(
      "log warning a prompt of a message cannot be played reason=refused 400/8508",
      "send 3.1 startContinuousTones caller",
      "send 4.1 startRecording mixed"
    )
  }

  @Test func `a message that is not recorded in time fails, and what was begun is undone`() throws {
    var call = try asking()
    call.ignore()
    call.finishPlay(2)
    call.ignore()
    call.accept(3)
    call.accept(4, CommandAnswer(recordingID: id))
    // Three seconds are not enough to do without (rule 51).
    call.wait(Milliseconds(9999))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("send 5.1 stopContinuousTones caller", "send 6.1 stopRecording r1")
    #expect(call.steps.contains("main/1 takeMessage → failed (recording)"))
    #expect(call.machine.path == "over/0")
    call.event(.recordingStateChanged(id, .inactive))
    #expect(call.machine.state.recording.isOff)
  }

  @Test func `a start that nobody answers is waited for, and taken back`() throws {
    var call = try asking()
    call.ignore()
    call.finishPlay(2)
    call.ignore()
    call.accept(3)
    call.wait(.seconds(10))
    call.expect("send 5.1 stopContinuousTones caller", "withdraw 4")
    #expect(call.machine.path == "over/0")
    call.event(.recordingStateChanged(id, .active))
    call.expect("send 6.1 stopRecording r1")
  }

  @Test(arguments: [3, 4])
  func `keys that cannot be heard, and a refused start, are failures`(refused: Int) throws {
    var call = try asking()
    call.ignore()
    call.finishPlay(2)
    call.ignore()
    call.refuse(refused, 412, "8584")
    call.ignore()
    #expect(call.steps.contains("main/1 takeMessage → failed (refused 412/8584)"))
    #expect(call.machine.path == "over/0")
  }

  @Test func `a recording that stops by itself is a failure`() throws {
    var call = try listening()
    call.event(.startRecordingFailed(id), 400, 8608)
    call.ignore()
    #expect(call.steps.contains("main/1 takeMessage → failed (recording)"))
  }

  /// A call whose own recording, r1, was interrupted by a message that is being recorded as r2.
  private func interrupting(_ pause: Bool) throws -> Conversation {
    var call = try asking(
      before: "  - record: { channels: unmixed, order: [caller] }\n    id: whole\n"
        + (pause ? "  - record: pause\n    on: { failed: over }\n" : ""),
      isWithAI: false
    )
    call.expect("send 2.1 startRecording unmixed caller")
    call.accept(2, CommandAnswer(recordingID: id))
    call.ignore()
    call.event(.recordingStateChanged(id, .active))
    if pause { call.event(.recordingStateChanged(id, .inactive)) }
    call.ignore()
    let prompt = pause ? 4 : 3
    call.finishPlay(prompt)
    call.expect("send \(prompt + 1).1 stopRecording r1")
    call.accept(prompt + 1)
    call.event(.recordingStateChanged(id, .inactive))
    call.expect(
      "send \(prompt + 2).1 startContinuousTones caller",
      "send \(prompt + 3).1 startRecording mixed"
    )
    call.accept(prompt + 2)
    call.accept(prompt + 3, CommandAnswer(recordingID: second))
    call.event(.recordingStateChanged(second, .active))
    call.ignore()
    call.finishPlay(prompt + 4)
    return call
  }

  @Test(arguments: [false, true])
  func `a recording of the call is stopped first, and begins anew as it was`(
    isPaused: Bool
  ) throws {
    var call = try interrupting(isPaused)
    let stop = isPaused ? 9 : 8
    call.event(.toneReceived(.pound, sequenceID: 1), for: stop - 3)
    call.expect("send \(stop).1 stopRecording r2")
    call.accept(stop)
    call.event(.recordingStateChanged(second, .inactive))
    call.expect(
      "send \(stop + 1).1 stopContinuousTones caller",
      "send \(stop + 2).1 startRecording unmixed" + (isPaused ? " paused" : "") + " caller"
    )
    #expect(call.machine.state.recording.step == "whole")
    #expect(call.result("left").contains("recording: r2"))
  }

  @Test func `a recording that does not begin anew runs recordingFailed`() throws {
    var call = try interrupting(false)
    call.event(.toneReceived(.pound, sequenceID: 1), for: 5)
    call.expect("send 8.1 stopRecording r2")
    call.event(.recordingStateChanged(second, .inactive))
    call.ignore()
    call.refuse(10, 400, "8608")
    call.expect(
      "log warning what the flow went on without failed command=startRecording"
        + " reason=refused 400/8608",
      "log warning the recording failed or stopped unasked"
    )
  }

  @Test func `a recording that cannot be stopped is not interrupted`() throws {
    var call = try asking(before: "  - record: start")
    call.expect("send 2.1 startRecording mixed")
    call.accept(2, CommandAnswer(recordingID: id))
    call.ignore()
    call.event(.recordingStateChanged(id, .active))
    call.ignore()
    call.finishPlay(3)
    call.expect("send 4.1 stopRecording r1")
    call.refuse(4, 400, "8573")
    call.keep { $0.hasPrefix("send") }
    call.expect()
    #expect(call.machine.path == "over/0")
  }

  @Test func `a caller who leaves has left a message, which callEnded reads`() throws {
    var call = try listening(
      top:
        "on: { callEnded: [{ log: \"${left.?by.orValue('')} ${left.?recording.orValue('')}\" }] }"
    )
    call.wait(.seconds(12))
    call.disconnect()
    call.expect("log info callerLeft r1")
    call.expectOver(.callerLeft)
    #expect(call.result("left") == "by: callerLeft, duration: 12s, outcome: done, recording: r1")
  }

  @Test func `a caller who leaves others behind ends the message`() throws {
    var call = try listening(
      top: "on: { callerLeft: [{ log: \"${left.?by.orValue('')}\" }, end] }"
    )
    call.list([Conversation.caller, alice, bob])
    call.list([alice, bob])
    call.wait(.seconds(2))
    call.expect(
      "send 7.1 cancelAllMedia",
      "send 8.1 stopRecording r1",
      "log info callerLeft"
    )
  }

  @Test func `what is said in a message is not kept`() throws {
    let call = try listening()
    let event = CallEvent(
      id: EventID("e"),
      connectionID: Conversation.connection,
      context: OperationContext(ordinal: 6, attempt: 1),
      content: .recognizeCompleted(.speech("my secret", confidence: 0.9))
    )
    let kept = call.machine.kept(CallInput(at: call.now, .event(event)))
    guard case .event(let silent) = kept.content else {
      Issue.record("an event became something else")
      return
    }
    #expect(silent.content == .recognizeCompleted(nil))
    #expect(silent.id == event.id && silent.context == event.context)

    var question = try Conversation(
      "main: [answer, { recognize: { prompt: Say it., speech: {} }, on: { failed: hangUp } }, hangUp]"
    )
    question.connect()
    question.ignore()
    let asked = CallEvent(
      id: EventID("e"),
      connectionID: Conversation.connection,
      context: OperationContext(ordinal: 2, attempt: 1),
      content: event.content
    )
    let input = CallInput(at: question.now, .event(asked))
    #expect(question.machine.kept(input) == input)
  }
}
