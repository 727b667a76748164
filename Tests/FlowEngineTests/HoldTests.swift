import CallModel
import Testing

@testable import FlowEngine

@Suite struct HoldTests {
  /// A call in which the caller is being put on hold, as the second operation.
  private func holding(
    _ step: String = "hold: { party: caller, music: music }",
    _ line: String = "hold caller file https://media.contoso.com/hold.wav"
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - \(step)
          id: held
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
    call.expect("send 2.1 \(line)")
    return call
  }

  private func list(_ call: inout Conversation, isOnHold: Bool) {
    let caller = Participant(identifier: Conversation.caller, isOnHold: isOnHold)
    call.event(.participantsUpdated([caller], sequenceNumber: call.nextList()))
  }

  @Test func `the list shows it once the service has taken it`() throws {
    var call = try holding()
    list(&call, isOnHold: true)
    #expect(call.machine.path == "main/1")
    call.accept(2)
    call.expect()
    #expect(call.machine.path == "main/2")
    #expect(call.result("held") == "outcome: done")
  }

  @Test func `the list may show it later`() throws {
    var call = try holding()
    call.accept(2)
    call.wait(.seconds(1))
    list(&call, isOnHold: false)
    #expect(call.machine.path == "main/1")
    list(&call, isOnHold: true)
    call.expect()
    #expect(call.machine.path == "main/2")
  }

  @Test func `two seconds without a failure are as good as the list`() throws {
    var call = try holding()
    call.wait(.seconds(1))
    call.accept(2)
    call.wait(Milliseconds(1999))
    #expect(call.machine.path == "main/1")
    call.wait(Milliseconds(1))
    call.expect()
    #expect(call.machine.path == "main/2")
  }

  @Test func `music that cannot be played is the step's failure`() throws {
    var call = try holding()
    call.accept(2)
    call.event(.holdFailed, for: 2, 400, 8536)
    call.expect()
    #expect(call.steps.contains("main/1 hold → failed (refused 400/8536)"))
    #expect(call.machine.path == "over/0")
  }

  @Test func `a refusal is the step's failure`() throws {
    var call = try holding()
    call.refuse(2, 405, "8520")
    call.expect()
    #expect(call.steps.contains("main/1 hold → failed (refused 405/8520)"))
  }

  @Test func `a failure nobody handles is journalled, and the flow goes on`() throws {
    var call = try Conversation("main: [answer, { hold: caller }, { wait: 1h }, hangUp]")
    call.connect()
    call.expect("send 2.1 hold caller")
    call.refuse(2, 405, "8520")
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=refused 405/8520 "
        + "step=main/1"
    )
    #expect(call.machine.path == "main/2")
  }

  @Test func `the flow does not wait long for an answer, and what it asked is tried on`() throws {
    var call = try holding()
    call.wait(Milliseconds(2999))
    call.expect()
    #expect(call.machine.path == "main/1")
    call.wait(Milliseconds(1))
    call.expect("release 2")
    #expect(call.machine.path == "main/2")
    #expect(call.result("held") == "outcome: done")
    call.wait(.seconds(2))
    call.accept(2)
    call.expect()
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `what fails after the flow has gone on is journalled`() throws {
    var call = try holding()
    call.wait(.seconds(3))
    call.expect("release 2")
    call.refuse(2, 405, "8520")
    call.expect(
      "log warning what the flow went on without failed command=hold reason=refused 405/8520"
    )
    #expect(call.machine.path == "main/2")
  }

  @Test(arguments: [false, true])
  func `what nobody answers is read after ten seconds`(isOnHold: Bool) throws {
    var call = try holding()
    call.wait(.seconds(3))
    call.expect("release 2")
    call.wait(.seconds(7))
    call.expect("read call participant caller")
    let caller = Participant(identifier: Conversation.caller, isOnHold: isOnHold)
    call.observe(Conversation.caller, as: caller)
    if isOnHold {
      call.expect()
    } else {
      call.expect("log warning what the flow went on without failed command=hold reason=lost")
    }
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `taking off hold withdraws a hold that is still tried`() throws {
    var call = try Conversation(
      "main: [answer, { hold: caller }, { wait: 1s }, { unhold: caller }, { wait: 1h }, hangUp]"
    )
    call.connect()
    call.expect("send 2.1 hold caller")
    call.wait(.seconds(3))
    call.expect("release 2")
    try call.restart()
    call.feed(.recovered)
    call.expect("release 2", "read call participants")
    call.wait(.seconds(1))
    call.expect("withdraw 2", "send 3.1 unhold caller")
  }

  @Test func `who is not in the call is not put on hold`() throws {
    var call = try Conversation(
      "main: [answer, { wait: 1s }, { hold: alice, id: held }, { wait: 1h }, hangUp]"
    )
    call.connect()
    call.wait(.seconds(1))
    call.ignore()
    #expect(call.steps.contains("main/2 hold → failed (state)"))
    #expect(call.machine.path == "main/3")
  }

  @Test func `taking off hold waits for the list in the same way`() throws {
    var call = try holding("unhold: caller", "unhold caller")
    list(&call, isOnHold: true)
    call.accept(2)
    #expect(call.machine.path == "main/1")
    list(&call, isOnHold: false)
    call.expect()
    #expect(call.machine.path == "main/2")
  }

  @Test func `a crash keeps the time that a failure is awaited`() throws {
    var call = try holding()
    call.accept(2)
    try call.restart()
    call.wait(.seconds(2))
    call.expect()
    #expect(call.machine.path == "main/2")
  }
}
