import CallModel
import Testing

@testable import FlowEngine

@Suite struct SendTonesTests {
  /// A call with a number in it, to whom tones are sent as the third operation.
  private func sending(_ tones: String, before: String = "log: a") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - addParticipant: desk
          id: bank
          on: { failed: over }
        - \(before)
        - sendTones: { tones: \(tones), to: bank }
          id: sent
          on: { failed: over }
        - wait: 1h
        - hangUp
      over:
        - wait: 2h
        - hangUp
      """,
      top: "prompts: { music: { file: https://media.contoso.com/hold.wav } }"
    )
    call.connect()
    call.expect("send 2.1 add desk 60s")
    call.join(desk, for: 2)
    call.keep { $0 != "log info a" }
    return call
  }

  @Test func `the event is the end of it`() throws {
    var call = try sending("\"0*#\"")
    call.expect("send 3.1 sendTones 0*# to desk")
    call.accept(3)
    #expect(call.machine.path == "main/3")
    call.event(.sendTonesCompleted, for: 3)
    call.expect()
    #expect(call.machine.path == "main/4")
    #expect(call.result("sent") == "outcome: done")
  }

  @Test func `more than eighteen go in several requests, one after the other`() throws {
    var call = try sending("0123456789012345678901234567890123456789")
    call.expect("send 3.1 sendTones 012345678901234567 to desk")
    call.accept(3)
    call.event(.sendTonesCompleted, for: 3)
    call.expect("send 4.1 sendTones 890123456789012345 to desk")
    try call.restart()
    call.event(.sendTonesCompleted, for: 3)
    call.expect()
    call.accept(4)
    call.event(.sendTonesCompleted, for: 4)
    call.expect("send 5.1 sendTones 6789 to desk")
    call.event(.sendTonesCompleted, for: 5)
    call.expect()
    #expect(call.machine.path == "main/4")
  }

  @Test func `a failure ends it, and what is left is not sent`() throws {
    var call = try sending("0123456789012345678901234567890123456789")
    call.ignore()
    call.accept(3)
    call.event(.sendTonesFailed, for: 3, 500, 9999)
    call.expect()
    #expect(call.steps.contains("main/3 sendTones → failed (refused 500/9999)"))
    #expect(call.machine.path == "over/0")
  }

  @Test func `tones that are still tried are not overtaken by the rest`() throws {
    var call = try sending("0123456789012345678901234567890123456789")
    call.ignore()
    call.wait(.seconds(3))
    call.expect("release 3", "log warning the rest of the tones is not sent")
    #expect(call.machine.path == "main/4")
  }

  @Test func `a refusal ends it`() throws {
    var call = try sending("1")
    call.ignore()
    call.refuse(3, 400, "8523")
    call.expect()
    #expect(call.steps.contains("main/3 sendTones → failed (refused 400/8523)"))
  }

  @Test func `what nobody reports is read after thirty seconds, and lost`() throws {
    var call = try sending("1")
    call.ignore()
    call.accept(3)
    call.wait(.seconds(30))
    call.expect("read call")
    call.observe(.connected)
    call.expect()
    #expect(call.steps.contains("main/3 sendTones → failed (lost)"))
  }

  @Test func `what is played to them alone is cut off first, and a conflict is tried again`() throws
  {
    var call = try sending(
      "1",
      // Where it is sure it is an error.
      before: "play: { prompt: music, to: bank, loop: true, background: true }\n"
        + "    when: call.callerName.hasValue()"
    )
    call.expect("send 3.1 play to desk loop file https://media.contoso.com/hold.wav")
    call.accept(3)
    call.expect("send 4.1 cancelAllMedia", "send 5.1 sendTones 1 to desk")
    call.accept(4)
    call.refuse(5, 412, "8583")
    call.wait(Milliseconds(300))
    call.expect("send 5.2 sendTones 1 to desk")
    call.accept(5, attempt: 2)
    call.event(.sendTonesCompleted, for: 5, attempt: 2)
    call.expect()
    #expect(call.machine.path == "main/4")
  }

  @Test func `what everyone hears goes on`() throws {
    var call = try sending("1", before: "play: { prompt: music, loop: true, background: true }")
    call.expect("send 3.1 play loop file https://media.contoso.com/hold.wav")
    call.accept(3)
    call.expect("send 4.1 sendTones 1 to desk")
  }

  @Test(arguments: ["'12' + '#'", "string(9)"])
  func `keys may come from data`(expression: String) throws {
    var call = try sending("\"${\(expression)}\"")
    let keys = expression == "string(9)" ? "9" : "12#"
    call.expect("send 3.1 sendTones \(keys) to desk")
  }

  @Test func `data that is no row of keys, or too long a one, is the step's failure`() throws {
    for (text, word) in [
      ("'call me'", "invalid"), ("''", "invalid"),
      ("'\(String(repeating: "1", count: 181))'", "limit"),
    ] {
      var call = try sending("\"${\(text)}\"")
      call.expect()
      #expect(call.steps.contains("main/3 sendTones → failed (\(word))"), "\(text)")
    }
  }

  @Test func `nobody who has left is sent tones`() throws {
    var call = try sending("1", before: "wait: 1s")
    call.list([Conversation.caller])
    call.wait(.seconds(1))
    call.expect()
    #expect(call.steps.contains("main/3 sendTones → failed (state)"))
  }
}
