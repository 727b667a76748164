import CallModel
import Testing

@testable import FlowEngine

@Suite struct MuteTests {
  private let user = Identifier(rawID: "8:acs:resource_user")

  /// A call in which a user is being muted, as the third operation.
  private func muting() throws -> Conversation {
    let text = flow(
      """
      main:
        - answer
        - addAgent: speaker
          id: agent
          on: { failed: over }
        - mute: agent
          id: muted
          on: { failed: over }
        - wait: 1h
        - hangUp
      over:
        - wait: 2h
        - hangUp
      """,
      top: "profile: callAutomation"
    ).replacing(
      "  desk: +12065551212",
      with: "  desk: +12065551212\n  speaker: { communicationUser: 8:acs:resource_user }"
    )
    var call = Conversation(program: try compiled(text))
    call.connect()
    call.expect("send 2.1 add 8:acs:resource_user 60s")
    call.join(user, for: 2)
    call.expect("send 3.1 mute 8:acs:resource_user")
    return call
  }

  @Test func `the answer is the end of it`() throws {
    var call = try muting()
    #expect(call.machine.path == "main/2")
    call.accept(3)
    call.expect()
    #expect(call.machine.path == "main/3")
    #expect(call.result("muted") == "outcome: done")
  }

  @Test func `a refusal is the step's failure`() throws {
    var call = try muting()
    call.refuse(3, 400, "8523")
    call.expect()
    #expect(call.steps.contains("main/2 mute → failed (refused 400/8523)"))
    #expect(call.machine.path == "over/0")
  }

  @Test(arguments: [false, true])
  func `without an answer how the party is in the call decides`(isMuted: Bool) throws {
    var call = try muting()
    call.refuse(3, nil, nil, certainty: .indefinite)
    call.wait(.seconds(10))
    call.expect("read call participant 8:acs:resource_user")
    call.observe(user, as: Participant(identifier: user, isMuted: isMuted))
    call.expect()
    #expect(call.steps.contains("main/2 mute → \(isMuted ? "done" : "failed (unknown)")"))
  }

  @Test func `who is not in the call any more is not muted`() throws {
    var call = try muting()
    call.refuse(3, nil, nil, certainty: .indefinite)
    call.wait(.seconds(10))
    call.expect("read call participant 8:acs:resource_user")
    call.observe(user, as: nil)
    call.expect()
    #expect(call.steps.contains("main/2 mute → failed (unknown)"))
    #expect(call.machine.parties == [Conversation.caller])
  }

  @Test(arguments: [false, true])
  func `a list decides as well`(isMuted: Bool) throws {
    var call = try muting()
    call.refuse(3, nil, nil, certainty: .indefinite)
    call.wait(.seconds(10))
    call.expect("read call participant 8:acs:resource_user")
    let parties = [
      Participant(identifier: Conversation.caller),
      Participant(identifier: user, isMuted: isMuted),
    ]
    call.feed(.observed(Observation(call: .connected, participants: parties)))
    call.expect()
    #expect(call.steps.contains("main/2 mute → \(isMuted ? "done" : "failed (unknown)")"))
  }

  @Test func `a crash before the answer changes nothing`() throws {
    var call = try muting()
    try call.restart()
    call.accept(3)
    call.expect()
    #expect(call.machine.path == "main/3")
  }
}
