import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// Failures that no step handles, and what the flow's own handlers do.
@Suite struct FailureTests {
  @Test func `an unhandled failure runs the flow's handler with what failed, and then hangs up`()
    throws
  {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: agent
        - hangUp
      """,
      top:
        "on: { failed: [{ log: \"${failure.step} ${failure.outcome} ${failure.reason.word}\" }] }"
    )
    call.connect()
    call.ignore()
    call.event(.addParticipantFailed(alice), for: 2, 486, 560486)
    call.expect(
      "log warning a step failed and nothing handles it outcome=busy reason=refused 486/560486"
        + " step=main/1",
      "log info agent busy refused",
      "send 3.1 terminate"
    )
    #expect(call.machine.endReason == .hungUp)
  }

  @Test func `without a handler the call ends as failed`() throws {
    var call = try Conversation("main: [answer, { addAgent: alice }, hangUp]")
    call.connect()
    call.ignore()
    call.event(.addParticipantFailed(alice), for: 2, 486, 560486)
    call.ignore()
    call.accept(3)
    call.disconnect()
    call.expectOver(.failed)
  }

  @Test func `a failure inside the flow's handler ends the call`() throws {
    var call = try Conversation(
      "main: [answer, { addAgent: alice }, hangUp]",
      top: "on: { failed: [{ addAgent: bob }, hangUp] }"
    )
    call.connect()
    call.ignore()
    call.event(.addParticipantFailed(alice), for: 2, 486, 560486)
    call.ignore()
    call.event(.addParticipantFailed(bob), for: 3, 486, 560486)
    #expect(call.machine.endReason == .failed)
  }

  @Test func `the flow's handler runs three times and no more`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - goto: ring
      ring:
        - addAgent: alice
        - hangUp
      """,
      top: "on: { failed: ring }"
    )
    call.connect()
    for ordinal in 2...5 {
      call.expect("send \(ordinal).1 add alice 60s")
      call.event(.addParticipantFailed(alice), for: ordinal, 486, 560486)
      call.ignoreLogs()
    }
    call.expect("send 6.1 terminate")
    #expect(call.machine.endReason == .failed)
  }

  @Test func `a kind of failure without a handler goes to the step's handler of failed`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          on: { busy: hangUp, failed: other }
        - hangUp
      other: [{ play: Nobody is there. }, hangUp]
      """
    )
    call.connect()
    call.ignore()
    call.event(.addParticipantFailed(alice), for: 2, 603, 560603)
    call.expect("send 3.1 play «Nobody is there.»")
  }

  @Test func `after a handler's steps the flow goes on with the next step`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          on:
            failed:
              - play: One moment.
        - play: And on.
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.event(.addParticipantFailed(alice), for: 2, 603, 560603)
    call.expect("send 3.1 play «One moment.»")
    call.finishPlay(3)
    call.expect("send 4.1 play «And on.»")
  }

  @Test func `a failure in callEnded ends only that`() throws {
    var call = try Conversation(
      "main: [answer, { wait: 1h }, hangUp]",
      top: """
        settings: { crm: uri }
        on: { callEnded: [{ http: { get: "${settings.crm}" } }, { log: not said }] }
        """
    )
    call.connect()
    call.disconnect()
    call.expect("http 2 GET https://crm.contoso.com/api")
    call.respond(2, 500)
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=status 500"
        + " step=on.callEnded/0"
    )
    call.expectOver(.callerLeft)
  }

  /// A flow that says nothing, which fails, and says it again.
  private func circle(_ on: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - goto: again
      again:
        - play: "${n == 0 ? '' : 'Hello.'}"
          on: { failed: again }
        - hangUp
      """,
      top: "variables: { n: int = 0 }\n\(on)"
    )
    call.connect()
    call.ignoreLogs()
    return call
  }

  private func failures(_ call: Conversation) -> Int {
    call.steps.count { $0.hasPrefix("again/0 play → failed") }
  }

  @Test func `a step that fails at once over and over ends the call, not the limit of steps`()
    throws
  {
    var call = try circle()
    call.expect("send 2.1 terminate")
    #expect(failures(call) == 3)
    #expect(call.machine.endReason == .failed)
  }

  @Test func `the flow's handler is asked instead of the step's, and if it leads back, no more`()
    throws
  {
    var call = try circle("on: { failed: again }")
    call.expect("send 2.1 terminate")
    #expect(failures(call) == 6)
    #expect(call.machine.endReason == .failed)

    var kept = try circle("on: { failed: [{ wait: 10s }, { goto: again }] }")
    kept.expect()
    #expect(failures(kept) == 3)
    #expect(kept.machine.path == "on.failed/0")
  }

  @Test func `a handler that is not asked is no branch that is taken`() throws {
    let call = try circle("on: { failed: [{ wait: 10s }, { goto: again }] }")
    #expect(failures(call) == 3)
    // The handler was followed twice; after the third failure the flow's was.
    let branches = call.effects.compactMap { effect in
      if case .trace(let trace) = effect { trace.branch?.text } else { nil }
    }
    #expect(branches.count { $0 == "again/0/on.failed" } == 2)
    #expect(branches.count { $0 == "on.failed" } == 1)
  }

  @Test func `a step that was stopped some time ago is the flow's to deal with again`() throws {
    var call = try circle("on: { failed: [{ wait: 10s }, { goto: again }] }")
    for round in 2...3 {
      call.wait(.seconds(10))
      call.ignoreLogs()
      call.expect()
      #expect(failures(call) == 3 * round)
      #expect(call.machine.path == "on.failed/0")
    }
    // The flow's handler has run three times, which is its limit.
    call.wait(.seconds(10))
    call.ignoreLogs()
    call.expect("send 2.1 terminate")
    #expect(failures(call) == 12)
    #expect(call.machine.endReason == .failed)
  }

  @Test func `a step that goes on failing after it was stopped is stopped for good`() throws {
    var call = try refused(every: Milliseconds(400), times: 6, top: "on: { failed: again }")
    call.expect("send 8.1 terminate")
    #expect(call.machine.endReason == .failed)
  }

  @Test func `a prompt the service refuses over and over ends the call too`() throws {
    var call = try refused(every: Milliseconds(400), times: 3)
    call.expect("send 5.1 terminate")
    #expect(call.machine.endReason == .failed)
  }

  @Test func `a prompt that is refused once in a while is tried as the flow says`() throws {
    var call = try refused(every: Milliseconds(501), times: 8)
    call.expect("send 10.1 play «Hello.»")
  }

  private func refused(
    every pause: Milliseconds,
    times: Int,
    top: String = ""
  ) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - goto: again
      again:
        - play: Hello.
          on: { failed: again }
        - hangUp
      """,
      top: top
    )
    call.connect()
    for ordinal in 2..<(2 + times) {
      call.expect("send \(ordinal).1 play «Hello.»")
      call.wait(pause)
      call.refuse(ordinal)
      call.ignoreLogs()
    }
    return call
  }
}

extension Conversation {
  /// Drops log lines, and keeps what else is not asserted.
  mutating func ignoreLogs() {
    keep { !$0.hasPrefix("log ") }
  }
}
