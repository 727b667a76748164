import CallModel
import Testing

@testable import FlowEngine

/// What the service refuses as if there were no call (SEMANTICS.md, rule 52).
@Suite struct PresumedEndTests {
  private func refused(
    _ status: Int = 404,
    _ code: String = "8522",
    on: String = "on: { callEnded: [{ log: \"${call.ended.reason}\" }] }"
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - play: Hello there.
          on: { failed: [{ log: failed }] }
        - wait: 1h
        - hangUp
      """,
      top: on
    )
    call.connect()
    call.ignore()
    call.refuse(2, status, code)
    call.expect("read call")
    return call
  }

  @Test(arguments: [(404, "8522"), (400, "8528")])
  func `such a refusal is not the step's failure before the call is read`(
    status: Int,
    code: String
  ) throws {
    var call = try refused(status, code)
    #expect(call.machine.path == "main/1")
    call.observe(.gone)
    call.expect()
    call.disconnect()
    call.expect("log info callerLeft")
    call.expectOver(.callerLeft)
  }

  @Test func `the event names the reason`() throws {
    var call = try refused()
    call.observe(.gone)
    call.event(.callDisconnected, 200, 5300)
    call.expect("log info left")
    call.expectOver(.left)
  }

  @Test func `the event may come before the read is answered`() throws {
    var call = try refused()
    call.disconnect()
    call.expect("log info callerLeft")
    call.expectOver(.callerLeft)
  }

  @Test func `without the event the caller has left`() throws {
    var call = try refused()
    call.observe(.gone)
    call.wait(Milliseconds(1999))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("log info callerLeft")
    call.expectOver(.callerLeft)
  }

  @Test func `where the call is there, the refusal is the step's failure`() throws {
    var call = try refused()
    call.observe(.connected)
    call.expect("log info failed")
    #expect(call.steps.contains("main/1 play → failed (refused 404/8522)"))
    #expect(call.machine.path == "main/2")
  }

  @Test func `where nobody says, the refusal is the step's failure`() throws {
    var call = try refused()
    call.wait(Milliseconds(9999))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("log info failed")
    #expect(call.machine.path == "main/2")
  }

  @Test func `what was asked besides is held back, and sent where the call is there`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: { to: [alice, bob], strategy: all }
          on: { failed: hangUp }
        - hangUp
      """
    )
    call.connect()
    call.expect("send 2.1 add alice 60s", "send 3.1 add bob 60s")
    call.refuse(2, 404, "8522")
    call.expect("withdraw 3", "read call")
    try call.restart()
    call.observe(.connected)
    call.expect("send 3.1 add bob 60s")
    call.accept(3)
    call.event(.addParticipantSucceeded(bob), for: 3)
    call.expect("send 4.1 terminate")
  }

  @Test func `an operator's hang-up does not wait for the read`() throws {
    var call = try refused(on: "")
    call.feed(.hangUpRequested)
    call.expect("send 3.1 terminate")
  }
}
