import CallModel
import Testing

@testable import FlowEngine

@Suite struct RedirectTests {
  private func redirecting(_ target: String = "desk") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - redirect: \(target)
          id: sent
          on:
            failed:
              - answer
              - hangUp
      """,
      top: "on: { callEnded: [{ log: \"${call.ended.reason}\" }] }"
    )
    call.ring()
    return call
  }

  @Test func `the answer ends the call, for no event follows`() throws {
    var call = try redirecting()
    call.expect("send 1.1 redirect to desk")
    call.accept(1)
    call.expect("log info redirected")
    call.expectOver(.redirected)
  }

  @Test func `a refusal leaves the call ringing for its handler`() throws {
    var call = try redirecting()
    call.ignore()
    call.refuse(1, 400, "8523")
    call.expect("send 2.1 answer")
    #expect(call.result("sent").hasPrefix("outcome: failed"))
  }

  @Test func `a call that nobody knows any more was given up by its caller`() throws {
    var call = try redirecting()
    call.ignore()
    call.refuse(1, 404, "8522")
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=state "
        + "step=main/0/on.failed/0",
      "log info abandoned"
    )
    call.expectOver(.abandoned)
  }

  @Test func `without an answer the call counts as lost after its deadline`() throws {
    var call = try redirecting()
    call.ignore()
    call.refuse(1, nil, nil, certainty: .indefinite)
    call.keep { $0 != "read call" }
    call.wait(.seconds(60))
    call.ignore()
    #expect(call.machine.isClosed)
    #expect(call.machine.endReason == .notConnected)
  }

  @Test func `the key to the call is dropped with it`() throws {
    var call = try redirecting()
    call.ignore()
    call.accept(1)
    call.ignore()
    #expect(call.machine.state.call?.context == nil)
  }

  @Test func `a call is not sent back to its own flow`() throws {
    let text = flow(
      """
      main:
        - redirect: "${call.to.kind == 'phoneNumber' && has(call.to.number) ? call.to : desk}"
          id: sent
          on: { failed: [answer, hangUp] }
      """,
      top: "profile: callAutomation"
    ).replacing(
      "line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }",
      with: "line: +12065551200"
    )
    var call = Conversation(program: try compiled(text))
    let incoming = IncomingCall(
      to: .phoneNumber("+12065551200"),
      from: Conversation.caller,
      callerName: nil,
      context: IncomingCallContext("context"),
      correlationID: CorrelationID("correlation"),
      serverCallID: nil
    )
    call.feed(.incoming(incoming))
    call.expect("send 1.1 answer")
    #expect(call.steps.contains("main/0 redirect → failed (invalid)"))
  }
}
