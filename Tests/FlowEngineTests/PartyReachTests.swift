import CallModel
import Testing

@testable import FlowEngine

/// What is said to, and asked of, somebody in particular.
@Suite struct PartyReachTests {
  private func afterLeaving(_ step: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: hangUp }
        - wait: { for: { left: { left: agent } } }
        - \(step)
          id: told
          on: { failed: over }
        - wait: 1h
        - hangUp
      over:
        - wait: 2h
        - hangUp
      """,
      top: "prompts: { hello: { file: https://media.contoso.com/hello.wav } }"
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.list([Conversation.caller])
    return call
  }

  @Test(arguments: [
    "play: { prompt: hello, to: agent }",
    "recognize: { prompt: hello, from: agent, tones: { count: 1 } }",
    "wait: { for: { consult: { press: 9, from: agent } } }",
  ])
  func `nothing is asked of the service for somebody who has left`(step: String) throws {
    var call = try afterLeaving(step)
    call.expect()
    #expect(call.machine.path == "over/0")
    #expect(call.result("told").contains("state"), "\(call.result("told"))")
  }

  @Test func `a wait for who has left is over before anybody is listened to`() throws {
    var call = try afterLeaving(
      "wait: { for: { gone: { left: agent }, consult: { press: 9, from: agent } } }"
    )
    call.expect()
    #expect(call.machine.path == "main/4")
    #expect(call.result("told").contains("outcome: gone"), "\(call.result("told"))")
  }

  @Test func `listening to somebody who has left is not stopped`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: hangUp }
        - wait:
            for: { gone: { left: agent }, consult: { press: 9, from: agent } }
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.expect("send 3.1 startContinuousTones alice")
    call.accept(3)
    call.list([Conversation.caller])
    call.expect()
    #expect(call.machine.path == "main/3")
  }

  @Test func `a caller who was sent elsewhere is played no music`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
          on: { failed: hangUp }
        - transfer: { to: desk }
          on: { failed: hangUp }
        - addAgent: { to: bob, music: hello }
          on: { failed: hangUp }
        - hangUp
      """,
      top: "prompts: { hello: { file: https://media.contoso.com/hello.wav } }"
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.ignore()
    call.event(.callTransferAccepted(target: desk, transferee: nil), for: 3)
    call.expect("send 4.1 add bob 60s")
  }

  @Test func `somebody who has just joined is in no list yet, and hears what is said`() throws {
    var call = try Conversation(
      "main: [answer, { addAgent: alice, id: agent, on: { failed: hangUp } }, { play: { prompt: hello, to: agent } }, hangUp]",
      top: "prompts: { hello: { file: https://media.contoso.com/hello.wav } }"
    )
    call.connect()
    call.ignore()
    call.event(.addParticipantSucceeded(alice), for: 2)
    call.expect("send 3.1 play to alice file https://media.contoso.com/hello.wav")
  }
}
