import CallModel
import Testing

@testable import FlowEngine

@Suite struct RemoveParticipantTests {
  /// A call of caller and agent in which the agent is being taken out, as the third operation.
  private func removing(
    _ step: String = "removeParticipant: agent",
    _ who: String = "alice"
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: over }
        - \(step)
          id: gone
          on: { failed: over }
        - wait: 1h
        - hangUp
      over:
        - wait: 2h
        - hangUp
      """
    )
    call.connect()
    call.expect("send 2.1 add alice 60s")
    call.join(alice, for: 2)
    call.expect("send 3.1 remove \(who)")
    return call
  }

  @Test func `the service says that the party is gone, and the list follows`() throws {
    var call = try removing()
    call.accept(3)
    #expect(call.machine.path == "main/2")
    call.event(.removeParticipantSucceeded(alice), for: 3)
    #expect(call.machine.path == "main/3")
    #expect(call.result("gone") == "outcome: done")
    #expect(call.machine.parties == [Conversation.caller])
    call.list([Conversation.caller])
    call.expect()
  }

  @Test func `a success without our words is the one of that party`() throws {
    var call = try removing()
    call.accept(3)
    call.event(.removeParticipantSucceeded(bob))
    #expect(call.machine.path == "main/2")
    call.event(.removeParticipantSucceeded(alice))
    #expect(call.machine.path == "main/3")
  }

  @Test func `a list without the party is as good as the event`() throws {
    var call = try removing()
    call.list([Conversation.caller])
    call.expect()
    #expect(call.machine.path == "main/3")
    call.accept(3)
    call.event(.removeParticipantSucceeded(alice), for: 3)
    call.expect()
    #expect(call.machine.path == "main/3")
  }

  @Test func `somebody who left before need not be taken out`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: hangUp }
        - wait: { for: { left: { left: agent } } }
        - removeParticipant: agent
          id: gone
          on: { failed: hangUp }
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.list([Conversation.caller])
    call.expect()
    #expect(call.result("gone") == "outcome: done")
    #expect(call.machine.path == "main/4")
  }

  @Test(arguments: [(400, "8558"), (404, "8522")])
  func `that the party is not in the call is what was asked`(status: Int, code: String) throws {
    var refused = try removing()
    refused.refuse(3, status, code)
    if status == 404 {
      // It can mean that there is no call (rule 52).
      refused.expect("read call")
      refused.observe(.connected)
    }
    refused.expect()
    #expect(refused.result("gone") == "outcome: done")
    var failed = try removing()
    failed.accept(3)
    failed.event(.removeParticipantFailed(alice), for: 3, status, Int(code) ?? 0)
    failed.expect()
    #expect(failed.result("gone") == "outcome: done")
  }

  @Test func `a refusal is the step's failure, and the party stays`() throws {
    var call = try removing()
    call.refuse(3, 400, "8523")
    call.expect()
    #expect(call.steps.contains("main/2 removeParticipant → failed (refused 400/8523)"))
    #expect(call.machine.path == "over/0")
    #expect(call.machine.parties == [Conversation.caller, alice])
  }

  @Test func `an event that it failed is the step's failure`() throws {
    var call = try removing()
    call.accept(3)
    call.event(.removeParticipantFailed(alice), for: 3, 400, 8552)
    call.expect()
    #expect(call.steps.contains("main/2 removeParticipant → failed (refused 400/8552)"))
  }

  @Test(arguments: [false, true])
  func `what nobody reports is read after ten seconds`(isThere: Bool) throws {
    var call = try removing()
    call.accept(3)
    call.wait(.seconds(10))
    call.expect("read call participant alice")
    call.observe(alice, as: isThere ? Participant(identifier: alice) : nil)
    call.expect()
    let outcome = isThere ? "failed (lost)" : "done"
    #expect(call.steps.contains("main/2 removeParticipant → \(outcome)"))
    #expect(call.machine.path == (isThere ? "over/0" : "main/3"))
  }

  @Test func `who is in no list yet is looked for in the list`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: hangUp }
        - removeParticipant: agent
          on: { failed: hangUp }
        - hangUp
      """
    )
    call.connect()
    call.expect("send 2.1 add alice 60s")
    call.event(.addParticipantSucceeded(alice), for: 2)
    call.expect("send 3.1 remove alice")
    call.accept(3)
    call.wait(.seconds(10))
    #expect(call.effects.contains(.read([.call, .participants])))
    call.ignore()
  }

  @Test func `one party's absence says nothing of another`() throws {
    var call = try removing()
    call.accept(3)
    call.wait(.seconds(10))
    call.expect("read call participant alice")
    call.observe(bob, as: nil)
    #expect(call.machine.path == "main/2")
    call.observe(alice, as: nil)
    call.expect()
    #expect(call.machine.path == "main/3")
  }

  @Test func `it is named as the list names it`() throws {
    let listed = Identifier(rawID: "4:+12065551212_7f")
    var call = try Conversation(
      """
      main:
        - answer
        - wait: 1s
        - removeParticipant: desk
          on: { failed: hangUp }
        - hangUp
      """
    )
    call.connect()
    call.list([Conversation.caller, listed])
    call.wait(.seconds(1))
    #expect(
      call.effects.contains { effect in
        guard case .send(let send) = effect else { return false }
        return send.command == .removeParticipant(listed)
      }
    )
    call.ignore()
  }

  @Test func `taking the caller out ends the call`() throws {
    var call = try removing("removeParticipant: caller", "caller")
    call.event(.removeParticipantSucceeded(Conversation.caller), for: 3)
    call.wait(.seconds(2))
    call.expect("send 4.1 terminate")
    call.accept(4)
    call.event(.callDisconnected, 200, 7000)
    call.expectOver(.callerLeft)
  }

  @Test func `a crash changes nothing about whom it takes out`() throws {
    var call = try removing()
    try call.restart()
    call.feed(.recovered)
    call.expect("read call participants")
    call.observe(.connected, parties: [Conversation.caller, alice])
    call.expect()
    #expect(call.machine.path == "main/2")
    call.event(.removeParticipantSucceeded(alice), for: 3)
    #expect(call.machine.path == "main/3")
  }
}
