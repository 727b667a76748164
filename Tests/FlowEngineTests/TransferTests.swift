import CallModel
import Testing

@testable import FlowEngine

@Suite struct TransferTests {
  private func transferring() throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - transfer: { to: desk }
          id: sent
          on:
            failed:
              - play: We cannot reach them.
              - hangUp
      """
    )
    call.connect()
    call.expect("send 2.1 transfer to desk")
    call.accept(2)
    call.expect()
    return call
  }

  @Test func `a transfer that is accepted ends the flow, and the call's end follows`() throws {
    var call = try transferring()
    call.event(.callTransferAccepted(target: desk, transferee: Conversation.caller), for: 2)
    call.expect()
    #expect(call.machine.phase == .closing)
    call.event(.callDisconnected, 200, 7000)
    call.expectOver(.transferred)
  }

  @Test func `a call that does not end after its transfer is ended`() throws {
    var call = try transferring()
    call.event(.callTransferAccepted(target: desk, transferee: nil), for: 2)
    call.wait(.seconds(10))
    call.expect("send 3.1 terminate")
    call.refuse(3, 404, "8522")
    call.expectOver(.transferred)
  }

  @Test func `the end of the call may overtake the transfer that explains it`() throws {
    var call = try transferring()
    call.event(.callDisconnected, 200, 7000)
    #expect(call.machine.phase == .closing)
    call.event(.callTransferAccepted(target: desk, transferee: nil), for: 2)
    call.expectOver(.transferred)
  }

  @Test func `without an explanation the call was left`() throws {
    var call = try transferring()
    call.disconnect()
    call.wait(.seconds(2))
    call.expectOver(.callerLeft)
  }

  @Test(arguments: [(486, 560486, "busy"), (603, 560603, "declined"), (408, 560408, "noAnswer")])
  func `a transfer that fails has the call read before its handler speaks`(
    code: Int,
    subCode: Int,
    outcome: String
  ) throws {
    var call = try transferring()
    call.event(.callTransferFailed, for: 2, code, subCode)
    call.expect("read call")
    call.observe(.connected)
    call.expect("send 3.1 play «We cannot reach them.»")
    #expect(call.steps.contains("main/1 transfer → \(outcome) (refused \(code)/\(subCode))"))
  }

  @Test func `a transfer that fails in a call that is gone ends it`() throws {
    var call = try transferring()
    call.event(.callTransferFailed, for: 2, 500, 9999)
    call.ignore()
    call.observe(.gone)
    call.expectOver(.lost)
  }

  @Test func `a read that is not answered does not hold up the handler`() throws {
    var call = try transferring()
    call.event(.callTransferFailed, for: 2, 500, 9999)
    call.expect("read call")
    call.wait(.seconds(10))
    call.expect("send 3.1 play «We cannot reach them.»")
  }

  @Test func `a transfer nobody reports on is read after a minute and a half`() throws {
    var call = try transferring()
    call.wait(.seconds(90))
    call.expect("read call participants")
    call.observe(.connected, parties: [Conversation.caller])
    call.expect("send 3.1 play «We cannot reach them.»")
    #expect(call.steps.contains("main/1 transfer → failed (lost)"))
  }

  @Test func `the caller may be missing while they are transferred`() throws {
    var call = try transferring()
    call.list([])
    call.wait(.seconds(20))
    call.expect()
    #expect(call.machine.phase == .connected)
  }

  @Test func `a caller whom the first list names otherwise is the one who was sent`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - transfer: { to: desk }
          on: { failed: hangUp }
        - play: Still here.
        - hangUp
      """
    )
    call.ring()
    call.expect("send 1.1 answer")
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.event(.callConnected, for: 1)
    call.expect("send 2.1 transfer to desk")
    call.accept(2)
    call.list([bob])
    call.event(.callTransferAccepted(target: desk, transferee: nil), for: 2)
    call.expect()
    #expect(call.machine.phase == .closing)
  }

  @Test func `in a group only the one who was sent leaves, and the flow goes on`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: over }
        - transfer: { to: desk, party: caller }
          on: { failed: over }
        - wait: { for: { gone: { left: agent } } }
        - hangUp
      over: [hangUp]
      """
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.expect("send 3.1 transfer to desk of caller")
    call.event(.callTransferAccepted(target: desk, transferee: Conversation.caller), for: 3)
    call.list([alice])
    call.wait(.seconds(60))
    call.expect()
    #expect(call.machine.path == "main/3")
    call.list([])
    call.expect("send 4.1 terminate")
  }

  /// A call with an agent in it; `transfer` is the step that follows.
  private func withAgent(_ transfer: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: over }
        - wait: 5s
        - \(transfer)
          on: { failed: over }
        - wait: 1h
        - hangUp
      over: [hangUp]
      """,
      top: "on: { callerLeft: [{ wait: 5s }, { goto: over }] }"
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    return call
  }

  @Test func `an agent who has left is not sent, and the caller not in their place`() throws {
    var call = try withAgent("transfer: { to: desk, party: agent }")
    call.list([Conversation.caller])
    call.wait(.seconds(5))
    #expect(call.steps.contains("main/3 transfer → failed (state)"))
    call.expect("send 3.1 terminate")
  }

  @Test func `a caller who has left is not sent, and the agent not in their place`() throws {
    var call = try withAgent("transfer: { to: desk }")
    call.wait(.seconds(4))
    call.list([alice])
    call.wait(.seconds(1))
    #expect(call.steps.contains("main/3 transfer → failed (state)"))
    call.expect("send 3.1 terminate")
  }

  @Test func `an agent in a group is named, by the name the list has`() throws {
    var call = try withAgent("transfer: { to: desk, party: agent }")
    call.wait(.seconds(5))
    call.expect("send 3.1 transfer to desk of alice")
    call.event(.callTransferAccepted(target: desk, transferee: alice), for: 3)
    call.list([Conversation.caller])
    call.wait(.seconds(60))
    call.expect()
    #expect(call.machine.path == "main/4")
  }

  @Test func `a caller who leaves while another is sent ends the call`() throws {
    var call = try withAgent("transfer: { to: desk, party: agent }")
    call.wait(.seconds(5))
    call.expect("send 3.1 transfer to desk of alice")
    call.list([alice])
    call.wait(.seconds(8))
    #expect(call.steps.contains("main/3 transfer → dropped"))
  }

  @Test func `before any list the caller is sent unnamed, and nobody else is there`() throws {
    let flow = { (transfer: String) in
      """
      main:
        - answer
        - \(transfer)
          on: { failed: hangUp }
        - hangUp
      """
    }
    var call = try Conversation(flow("transfer: { to: desk }"))
    call.ring()
    call.ignore()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.event(.callConnected, for: 1)
    call.expect("send 2.1 transfer to desk")

    var absent = try Conversation(flow("transfer: { to: desk, party: alice }"))
    absent.ring()
    absent.ignore()
    absent.accept(1, CommandAnswer(connectionID: Conversation.connection))
    absent.event(.callConnected, for: 1)
    #expect(absent.steps.contains("main/1 transfer → failed (state)"))
    absent.expect("send 2.1 terminate")
  }

  @Test func `before any list the caller is named where somebody has joined`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          on: { failed: hangUp }
        - transfer: { to: desk }
          on: { failed: hangUp }
        - hangUp
      """
    )
    call.ring()
    call.ignore()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.event(.callConnected, for: 1)
    call.ignore()
    call.event(.addParticipantSucceeded(alice), for: 2)
    call.expect("send 3.1 transfer to desk of caller")
  }
}
