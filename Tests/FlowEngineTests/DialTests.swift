import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

@Suite struct DialTests {
  private let patient = Identifier.phoneNumber("+14255550123")

  private func dialling(_ handlers: String = "failed: over") throws -> Conversation {
    let text = """
      flow: test
      locale: en-US
      voices: { en-US: en-US-NancyNeural }
      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
      parameters:
        patient: phoneNumber
        named: string = you
      blocks:
        main:
          - dial: { to: "${patient}", as: line, timeout: 20s }
            id: rung
            on: { \(handlers) }
          - play: Hello ${named}.
          - hangUp
        over:
          - log: ${rung.outcome} ${rung.reason.word}
          - end
      on: { callEnded: [{ log: "${call.ended.reason}" }] }
      """
    var call = Conversation(program: try compiled(text))
    call.feed(.started(arguments: ["patient": IdentifierType.value(of: patient)]))
    call.expect("send 1.1 dial caller as 28:orgid:cc123456-5678-5678-1234-ccc123456789")
    return call
  }

  @Test func `who was rung takes the call, and is its caller`() throws {
    var call = try dialling()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.expect()
    #expect(call.machine.phase == .connecting)
    call.event(.callConnected, for: 1)
    call.expect("send 2.1 play «Hello you.»")
    #expect(call.result("rung") == "outcome: done, party: caller")
    call.list([patient])
    call.list([])
    call.ignore()
    call.wait(.seconds(3))
    call.keep { $0.contains("terminate") }
    call.expect("send 3.1 terminate")
    #expect(call.machine.endReason == .callerLeft)
  }

  @Test(arguments: [
    (486, 560_486, "busy"), (603, 560_603, "declined"), (480, 560_480, "noAnswer"),
    (404, 560_404, "failed"),
  ])
  func `a call that is not taken is over, and the flow hears why`(
    code: Int,
    subCode: Int,
    outcome: String
  ) throws {
    var call = try dialling()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.event(.createCallFailed, for: 1, code, subCode)
    call.expect("log info \(outcome) refused", "log info notConnected")
    call.expectOver(.notConnected)
    call.disconnect()
    call.expectOver(.notConnected)
  }

  @Test func `the end of a call is explained by what comes after it`() throws {
    var call = try dialling()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.disconnect()
    call.expect()
    call.event(.createCallFailed, for: 1, 486, 560_486)
    call.expect("log info busy refused", "log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `an end that nothing explains is a failure`() throws {
    var call = try dialling()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.disconnect()
    call.wait(.seconds(3))
    call.expect("log info failed timeout", "log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `a call that rings too long is ended, and nobody has answered`() throws {
    var call = try dialling()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.wait(Milliseconds(19_999))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("send 2.1 terminate", "log info noAnswer timeout", "log info notConnected")
    #expect(call.machine.phase == .gone)
  }

  @Test func `a call whose connection is not known yet cannot be ended, and is waited for`() throws
  {
    var call = try dialling()
    call.wait(.seconds(25))
    call.expect()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.wait(.seconds(2))
    call.expect("send 2.1 terminate", "log info noAnswer timeout", "log info notConnected")
  }

  @Test func `a refusal is a failure, and the call is over`() throws {
    var call = try dialling()
    call.refuse(1, 403, "510403")
    call.expect("log info failed refused", "log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `a failure without a handler ends the call, whatever the flow says of failures`()
    throws
  {
    var call = try dialling("busy: over")
    call.refuse(1, 403, "510403")
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed "
        + "reason=refused 403/510403 step=main/0",
      "log info notConnected"
    )
    call.expectOver(.notConnected)
  }

  @Test func `a call that is hung up before it is placed was never there`() throws {
    let text = """
      flow: test
      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
        desk: +12065551212
      blocks:
        main:
          - http: { get: https://crm.contoso.com }
            on: { failed: continue }
          - dial: { to: desk, as: line }
          - hangUp
      """
    var call = Conversation(program: try compiled(text))
    call.feed(.started(arguments: [:]))
    call.ignore()
    call.feed(.hangUpRequested)
    call.expectOver(.operator)
  }

  @Test func `who is nobody to call is not called, and there is no call`() throws {
    let text = """
      flow: test
      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
      parameters: { written: string }
      blocks:
        main:
          - dial: { to: "${phoneNumber(written)}", as: line }
          - hangUp
      on:
        failed: [{ log: went wrong }]
        callEnded: [{ log: "${call.ended.reason}" }]
      """
    var call = Conversation(program: try compiled(text))
    call.feed(.started(arguments: ["written": .string("nobody")]))
    call.keep { !$0.contains("nothing handles it") }
    call.expect("log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `it survives a crash while it rings`() throws {
    var call = try dialling()
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.event(.callConnected, for: 1)
    call.expect("send 2.1 play «Hello you.»")
  }

  @Test func `a call that was given up unanswered is asked to end, however long the host was away`()
    throws
  {
    var call = try dialling()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.wait(.seconds(20))
    call.keep { $0.hasPrefix("send") }
    call.expect("send 2.1 terminate")
    #expect(call.machine.phase == .gone)
    try call.restart()
    call.sleep(.seconds(600))
    call.feed(.recovered)
    call.wait(.seconds(60))
    #expect(call.machine.unanswered == [OperationContext(ordinal: 2, attempt: 1)])
    call.accept(2)
    call.expectOver(.notConnected)
  }

  @Test func `values are checked against the parameters before a call begins`() throws {
    let program = try dialling().program
    let number = CELValue.string("+14255550123")
    let good = try program.arguments(from: ["patient": number])
    #expect(good == ["patient": IdentifierType.value(of: patient)])
    #expect(throws: ArgumentFailure.missing("patient", type: "phoneNumber")) {
      try program.arguments(from: [:])
    }
    #expect(throws: ArgumentFailure.wrongType("patient", type: "phoneNumber")) {
      try program.arguments(from: ["patient": .string("nobody")])
    }
    #expect(throws: ArgumentFailure.unknown("who", known: ["named", "patient"])) {
      try program.arguments(from: ["patient": number, "who": number])
    }
    let inbound = try compiled(flow("main:\n  - answer\n  - hangUp"))
    #expect(throws: ArgumentFailure.placesNoCalls(flow: "test")) {
      try inbound.arguments(from: [:])
    }
  }
}
