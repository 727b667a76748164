import CallModel
import Testing

@testable import FlowEngine

@Suite struct LeaveTests {
  /// A call with somebody in it whom the flow leaves the caller to.
  private func leaving(
    _ add: String = "addAgent: alice",
    _ party: Identifier = alice,
    isPresent: Bool = true
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - \(add)
          id: agent
          on: { failed: over }
        - wait: 1s
        - leave:
          on: { failed: over }
      over:
        - wait: 2h
        - hangUp
      """,
      top: "on: { callEnded: [{ log: \"${call.ended.reason}\" }] }"
    )
    call.connect()
    call.ignore()
    call.join(party, for: 2)
    if !isPresent { call.list([Conversation.caller]) }
    call.wait(.seconds(1))
    return call
  }

  @Test func `the flow is over, and the others talk on`() throws {
    var call = try leaving()
    call.expect("send 3.1 leave")
    #expect(call.machine.phase == .closing)
    call.accept(3)
    call.expect()
    call.event(.callDisconnected, 200, 7000)
    call.expect("log info left")
    call.expectOver(.left)
  }

  @Test func `a caller who would be alone is not left`() throws {
    var call = try leaving(isPresent: false)
    call.expect()
    #expect(call.steps.contains("main/3 leave → failed (state)"))
    #expect(call.machine.path == "over/0")
  }

  @Test func `telephones alone would be dropped, so they are not left`() throws {
    var call = try leaving("addParticipant: desk", desk)
    call.expect()
    #expect(call.steps.contains("main/3 leave → failed (state)"))
  }

  @Test func `a leave that the service does not know a call for is done`() throws {
    var call = try leaving()
    call.ignore()
    call.refuse(3, 404, "8522")
    call.wait(.seconds(2))
    call.expect("log info left")
    call.expectOver(.left)
  }

  @Test func `a leave without an answer is read and asked again, and never made a hang-up`() throws
  {
    var call = try leaving()
    call.ignore()
    call.accept(3)
    call.wait(.seconds(10))
    call.expect("read call")
    call.observe(.connected)
    call.expect("send 3.2 leave")
    call.accept(3, attempt: 2)
    call.event(.callDisconnected, 200, 7000)
    call.expect("log info left")
    call.expectOver(.left)
    #expect(!call.effects.contains { $0.line.contains("terminate") })
  }

  @Test func `a crash while leaving changes nothing`() throws {
    var call = try leaving()
    call.ignore()
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.observe(.gone)
    call.wait(.seconds(2))
    call.ignore()
    #expect(call.machine.isClosed)
    #expect(call.machine.endReason == .left)
  }
}
