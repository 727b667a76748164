import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

@Suite struct JoinTests {
  private let ann = Identifier(rawID: "8:acs:ann")

  private func joining(_ steps: String, room: String = "r-1") throws -> Conversation {
    let text = """
      flow: test
      profile: callAutomation
      maxDuration: 20m
      locale: en-US
      voices: { en-US: en-US-NancyNeural }
      identities: { ann: { communicationUser: "8:acs:ann" } }
      parameters: { room: string }
      blocks:
        main:
          - join: { room: "${room}" }
            id: joined
            on: { failed: over }
      \(steps.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))
        over:
          - log: ${joined.outcome} ${joined.reason.word}
          - end
      on:
        failed: [{ log: went wrong }]
        callEnded: [{ log: "${call.ended.reason}" }]
      """
    var call = Conversation(program: try compiled(text))
    call.feed(.started(arguments: ["room": .string(room)]))
    return call
  }

  private func joined(_ steps: String) throws -> Conversation {
    var call = try joining(steps)
    call.expect("send 1.1 join room r-1")
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.event(.callConnected, for: 1)
    return call
  }

  @Test func `a call that is joined has nobody whose leaving ends it`() throws {
    var call = try joined("- wait: 1h\n- hangUp")
    #expect(call.result("joined") == "outcome: done")
    call.list([ann])
    call.list([])
    call.wait(.seconds(5))
    call.expect()
    #expect(call.machine.phase == .connected)
  }

  @Test(arguments: [
    (404, 8522), (486, 560_486),
  ])
  func `a call that cannot be joined is over`(code: Int, subCode: Int) throws {
    var call = try joining("- hangUp")
    call.ignore()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.event(.connectFailed, for: 1, code, subCode)
    // Nobody was rung who could be busy.
    call.expect("log info failed refused", "log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `a refusal is a failure, and the call is over`() throws {
    var call = try joining("- hangUp")
    call.ignore()
    call.refuse(1, 404, "8522")
    call.expect("log info failed refused", "log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test(arguments: ["", "https://teams.microsoft.com/l/meetup-join/19"])
  func `what is no id is not asked for`(room: String) throws {
    var call = try joining("- hangUp", room: room)
    call.expect("log info failed invalid", "log info notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `it is read when nothing is heard, and left when it is not connected`() throws {
    var call = try joining("- hangUp")
    call.ignore()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.wait(.seconds(30))
    call.expect("read call")
    call.observe(.connecting)
    call.expect("send 2.1 leave", "log info failed lost", "log info notConnected")
  }

  @Test func `hanging up ends it for everyone`() throws {
    var call = try joined("- hangUp")
    call.expect("send 2.1 terminate")
    #expect(call.machine.endReason == .hungUp)
  }

  @Test(arguments: ["- end", "- leave"])
  func `every other end leaves it to the others`(step: String) throws {
    var call = try joined(step)
    call.expect("send 2.1 leave")
    #expect(call.machine.endReason == .left)
  }

  @Test func `a failure leaves it to the others`() throws {
    var call = try joined("- removeParticipant: ann\n- hangUp")
    call.ignore()
    call.refuse(2, 403, "8500")
    call.keep { $0.contains("send") || $0.contains("wrong") }
    call.expect("log info went wrong", "send 3.1 leave")
    #expect(call.machine.endReason == .left)
  }

  @Test func `it is left to the others when the operator or the time ends it`() throws {
    var call = try joined("- wait: 1h\n- hangUp")
    call.feed(.hangUpRequested)
    call.expect("send 2.1 leave")
    #expect(call.machine.endReason == .operator)
    var late = try joined("- wait: 1h\n- hangUp")
    late.wait(.seconds(20 * 60))
    late.keep { $0.contains("send") }
    late.expect("send 2.1 leave")
    #expect(late.machine.endReason == .maxDuration)
  }

  @Test func `an end that others make is no caller's`() throws {
    var call = try joined("- wait: 1h\n- hangUp")
    call.disconnect()
    call.wait(.seconds(3))
    call.expect("log info left")
    call.expectOver(.left)
  }

  @Test func `it survives a crash while it is joined`() throws {
    var call = try joining("- play: Hello.\n- hangUp")
    call.ignore()
    try call.restart()
    call.feed(.recovered)
    call.ignore()
    call.event(.callConnected, for: 1)
    call.expect("send 2.1 play «Hello.»")
  }
}
