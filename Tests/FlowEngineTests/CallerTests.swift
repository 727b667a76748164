import CallModel
import Testing

@testable import FlowEngine

/// Whose call it is, and what happens when they leave (rules 3, 11, 15).
@Suite struct CallerTests {
  private func together(on: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: over }
        - wait: 1h
        - hangUp
      over: [hangUp]
      """,
      top: on
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.expect()
    return call
  }

  @Test func `when the caller leaves the call ends for everyone`() throws {
    var call = try together()
    call.list([alice])
    call.wait(Milliseconds(1999))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("send 3.1 terminate")
    #expect(call.machine.endReason == .callerLeft)
  }

  @Test func `a caller who is back in time has not left`() throws {
    var call = try together()
    call.list([alice])
    call.wait(.seconds(1))
    call.list([Conversation.caller, alice])
    call.wait(.seconds(10))
    call.expect()
    #expect(call.machine.phase == .connected)
  }

  @Test func `a list that is older than the newest says nothing`() throws {
    var call = try together()
    call.list([alice], sequence: 1)
    call.wait(.seconds(10))
    call.expect()
    #expect(call.machine.parties == [Conversation.caller, alice])
  }

  @Test func `callerLeft runs instead of the end, for those who stay`() throws {
    var call = try together(on: "on: { callerLeft: [{ play: The caller is gone. }, hangUp] }")
    call.list([alice])
    call.wait(.seconds(2))
    call.expect("send 3.1 play «The caller is gone.»")
    call.finishPlay(3)
    call.expect("send 4.1 terminate")
    #expect(call.machine.endReason == .hungUp)
  }

  @Test func `the caller may be another identifier than the ring named`() throws {
    var call = try Conversation("main: [answer, { wait: 1h }, hangUp]")
    call.ring()
    call.ignore()
    let leg = Identifier(rawID: "8:acs:r_t_k")
    call.event(.callConnected, for: 1)
    call.list([leg])
    call.list([leg, alice])
    call.list([alice])
    call.wait(.seconds(2))
    call.expect("send 2.1 terminate")
  }

  @Test func `two legs of one number are one party`() throws {
    var call = try Conversation("main: [answer, { wait: 1h }, hangUp]")
    call.ring()
    call.ignore()
    call.event(.callConnected, for: 1)
    call.list([Identifier(rawID: "4:+14255550123_a"), alice])
    call.list([Identifier(rawID: "4:+14255550123_b"), alice])
    call.wait(.seconds(5))
    call.expect()
  }

  @Test func `someone who was removed has left`() throws {
    var call = try together()
    call.event(.removeParticipantSucceeded(Conversation.caller))
    call.wait(.seconds(2))
    call.expect("send 3.1 terminate")
  }
}
