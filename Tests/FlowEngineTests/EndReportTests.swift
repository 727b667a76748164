import CEL
import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

/// What `call.ended` says in the service's words.
@Suite struct EndReportTests {
  private static let told = """
    ${call.ended.reason} ${call.ended.code.orValue(-1)} ${call.ended.subCode.orValue(-1)} \
    ${call.ended.sip.orValue(-1)} ${call.ended.message.orValue('nothing')}
    """

  private func ringing() throws -> Conversation {
    let text = flow("main:\n  - answer\n  - wait: 1h\n  - hangUp")
    var call = Conversation(
      program: try compiled(text + "\non: { callEnded: [{ log: \"\(Self.told)\" }] }\n")
    )
    call.ring()
    call.ignore()
    return call
  }

  private func answered() throws -> Conversation {
    var call = try ringing()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    return call
  }

  private func dialling() throws -> Conversation {
    let text = """
      flow: test
      identities:
        line: { rawId: 28:orgid:cc123456-5678-5678-1234-ccc123456789 }
        desk: +12065551212
      blocks:
        main:
          - dial: { to: desk, as: line }
            on: { failed: end }
          - hangUp
      on: { callEnded: [{ log: "\(Self.told)" }] }
      """
    var call = Conversation(program: try compiled(text))
    call.feed(.started(arguments: [:]))
    call.ignore()
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.ignore()
    return call
  }

  @Test func `the event that ends a call says why`() throws {
    var call = try answered()
    call.event(.callConnected, for: 1)
    call.ignore()
    call.event(.callDisconnected, 200, 560_000, sip: 0)
    call.wait(.seconds(3))
    call.expect("log info callerLeft 200 560000 0 said")
  }

  @Test func `who was called and did not come says why, not the end that follows`() throws {
    var call = try dialling()
    call.event(.createCallFailed, for: 1, 486, 560_486, sip: 486)
    call.expect("log info notConnected 486 560486 486 said")
  }

  @Test func `what explains an end that was told before it wins`() throws {
    var call = try dialling()
    call.event(.callDisconnected, 200, 7000)
    call.event(.createCallFailed, for: 1, 603, 560_603, sip: 603)
    call.expect("log info notConnected 603 560603 603 said")
  }

  @Test func `an end that nothing explains says what it said`() throws {
    var call = try dialling()
    call.event(.callDisconnected, 200, 7000)
    call.wait(.seconds(3))
    call.expect("log info notConnected 200 7000 -1 said")
  }

  @Test func `a call that was not taken says why`() throws {
    var call = try answered()
    call.ignore()
    call.event(.answerFailed, for: 1, 500, 9999)
    call.keep { $0.contains("notConnected") }
    call.expect("log info notConnected 500 9999 -1 said")
  }

  @Test func `a refusal says why`() throws {
    var call = try ringing()
    call.refuse(1, 403, "8523")
    call.keep { $0.contains("notConnected") }
    call.expect("log info notConnected 403 8523 -1 refused")
  }

  @Test func `the end that was asked for is said in the service's words too`() throws {
    var call = try dialling()
    call.event(.callConnected, for: 1)
    call.ignore()
    call.event(.callDisconnected, 200, 7000)
    call.wait(.seconds(3))
    call.expect("log info hungUp 200 7000 -1 said")
  }

  @Test func `an end the service says nothing of has none of it`() throws {
    var call = try dialling()
    call.wait(.seconds(61))
    call.keep { $0.contains("notConnected") }
    call.expect("log info notConnected -1 -1 -1 nothing")
  }
}
