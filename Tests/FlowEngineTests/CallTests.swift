import CallModel
import JSON
import Testing

@testable import FlowEngine

/// The life of a call: ring, answer, connection, end.
@Suite struct CallTests {
  private let greeting = """
    main:
      - answer
      - play: Thank you for calling.
      - hangUp
    """

  @Test func `a call is answered, greeted and hung up`() throws {
    var call = try Conversation(greeting)
    call.connect()
    call.expect("send 2.1 play «Thank you for calling.»")
    call.finishPlay(2)
    call.expect("send 3.1 terminate")
    #expect(call.machine.phase == .closing)
    call.accept(3)
    call.event(.callDisconnected, 200, 7000)
    call.expectOver(.hungUp)
    #expect(
      call.steps == [
        "main/0 answer", "main/0 answer → done", "main/1 play", "main/1 play → done",
        "main/2 hangUp", "main/2 hangUp → done",
      ]
    )
  }

  @Test func `the event that names the connection may come before the answer's response`() throws {
    var call = try Conversation(greeting)
    call.ring()
    call.expect("send 1.1 answer")
    call.event(.callConnected, for: 1)
    call.expect("send 2.1 play «Thank you for calling.»")
    #expect(call.machine.connectionID == Conversation.connection)
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.expect()
    #expect(call.machine.unanswered == [OperationContext(ordinal: 2, attempt: 1)])
  }

  @Test func `the key to the ringing call is dropped once it is answered`() throws {
    var call = try Conversation(greeting)
    call.ring()
    call.ignore()
    #expect(call.machine.readableJSON.text().contains("\"context\""))
    call.event(.callConnected, for: 1)
    #expect(!call.machine.readableJSON.text().contains("\"context\""))
  }

  @Test func `nothing connects a call that nobody was asked to take`() throws {
    var call = try Conversation(
      """
      main:
        - http: { get: "https://api.contoso.com/calls" }
        - answer
        - hangUp
      """
    )
    call.ring()
    call.ignore()
    call.event(.callConnected)
    call.feed(.observed(Observation(call: .connected)))
    #expect(call.machine.phase == .ringing)
    call.respond(1, 200, nil)
    call.expect("send 2.1 answer")
    call.event(.callConnected, for: 2)
    call.expect("send 3.1 terminate")
  }

  @Test func `an answer that is refused because nobody calls any more is abandoned`() throws {
    var call = try Conversation(greeting)
    call.ring()
    call.expect("send 1.1 answer")
    call.refuse(1, 404, "8522")
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=refused 404/8522"
        + " step=main/0"
    )
    call.expectOver(.abandoned)
  }

  @Test func `an answer that fails runs its own handler and then callEnded`() throws {
    var call = try Conversation(
      """
      main:
        - answer: {}
          on:
            failed:
              - log: not answered
              - end
        - hangUp
      """,
      top: "on: { callEnded: [{ log: \"over: ${call.ended.reason}\" }] }"
    )
    call.ring()
    call.expect("send 1.1 answer")
    call.event(.answerFailed, for: 1, 500, 9999)
    call.expect("log info not answered", "log info over: notConnected")
    call.expectOver(.notConnected)
  }

  @Test func `an answered call that never connects is read and given up`() throws {
    var call = try Conversation(greeting)
    call.ring()
    call.expect("send 1.1 answer")
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.wait(.seconds(30))
    call.expect("read call")
    call.wait(.seconds(10))
    call.expect(
      "send 2.1 terminate",
      "log warning a step failed and nothing handles it outcome=failed reason=lost step=main/0"
    )
    call.accept(2)
    call.expectOver(.notConnected)
  }

  @Test func `a read that finds the call connected is as good as the event`() throws {
    var call = try Conversation(greeting)
    call.ring()
    call.expect("send 1.1 answer")
    call.accept(1, CommandAnswer(connectionID: Conversation.connection))
    call.wait(.seconds(30))
    call.expect("read call")
    call.observe(.connected)
    call.expect("send 2.1 play «Thank you for calling.»")
  }

  @Test func `a rejected call is over with the answer, for no event follows`() throws {
    var call = try Conversation("main: [{ reject: forbidden }]")
    call.ring()
    call.expect("send 1.1 reject forbidden")
    call.accept(1)
    call.expectOver(.rejected)
  }

  @Test func `a reject that fails leaves the call ringing for its handler`() throws {
    var call = try Conversation(
      """
      main:
        - reject: busy
          on: { failed: take }
      take:
        - answer
        - hangUp
      """
    )
    call.ring()
    call.expect("send 1.1 reject busy")
    call.refuse(1, 400, "8523")
    call.expect("send 2.1 answer")
  }

  @Test func `hanging up a call that still rings refuses it`() throws {
    var call = try Conversation("main: [hangUp]")
    call.ring()
    call.expect("send 1.1 reject busy")
    call.accept(1)
    call.expectOver(.hungUp)
  }

  @Test func `the caller hanging up ends the flow wherever it is`() throws {
    var call = try Conversation(greeting)
    call.connect()
    call.expect("send 2.1 play «Thank you for calling.»")
    call.disconnect()
    call.expect("withdraw 2")
    call.expectOver(.callerLeft)
  }

  @Test func `being removed from the call is leaving it`() throws {
    var call = try Conversation(greeting)
    call.connect()
    call.ignore()
    call.accept(2)
    call.event(.callDisconnected, 200, 5300)
    call.expectOver(.left)
  }

  @Test func `the operator ends a call`() throws {
    var call = try Conversation(greeting)
    call.connect()
    call.ignore()
    call.accept(2)
    call.feed(.hangUpRequested)
    call.expect("send 3.1 terminate")
    call.accept(3)
    call.disconnect()
    call.expectOver(.operator)
  }

  @Test func `no call is longer than its longest duration`() throws {
    var call = try Conversation(
      "main: [answer, { wait: 1h }, hangUp]",
      top: "maxDuration: 10m"
    )
    call.connect()
    call.wait(.seconds(599))
    call.expect()
    call.wait(.seconds(1))
    call.expect("send 2.1 terminate")
    call.accept(2)
    call.disconnect()
    call.expectOver(.maxDuration)
  }

  @Test func `the end of a call is asked for again until it is reported, for a minute`() throws {
    var call = try Conversation("main: [answer, hangUp]")
    call.connect()
    call.expect("send 2.1 terminate")
    call.accept(2)
    call.wait(.seconds(10))
    call.expect("read call")
    call.observe(.connected)
    call.expect("send 2.2 terminate")
    call.accept(2, attempt: 2)
    call.wait(.seconds(10))
    call.expect("read call")
    for _ in 0..<4 {
      call.wait(.seconds(10))
      call.expect("read call")
    }
    call.wait(.seconds(5))
    call.expect("log error the end of the call was never reported")
    call.expectOver(.hungUp)
  }

  @Test func `a call the service does not know is over`() throws {
    var call = try Conversation("main: [answer, hangUp]")
    call.connect()
    call.expect("send 2.1 terminate")
    call.refuse(2, 404, "8522")
    call.expectOver(.hungUp)
  }

  @Test func `a call that is silent for half an hour is read`() throws {
    var call = try Conversation("main: [answer, { wait: 2h }, hangUp]")
    call.connect()
    call.wait(.seconds(1800))
    call.expect("read call participants")
    call.observe(.gone)
    call.expectOver(.lost)
  }

  @Test func `callEnded runs once, and its request is still answered`() throws {
    var call = try Conversation(
      greeting,
      top: """
        settings: { crm: uri }
        on:
          callEnded:
            - http:
                post: ${settings.crm}/calls
                body: { ended: "${call.ended.reason}", step: "${call.ended.?step.orValue('')}" }
        """
    )
    call.connect()
    call.ignore()
    call.accept(2)
    call.disconnect()
    call.expect(
      "http 3 POST https://crm.contoso.com/api/calls {ended: callerLeft, step: main/1}"
    )
    #expect(!call.machine.isClosed)
    call.event(.callDisconnected)
    call.feed(.hangUpRequested)
    call.expect()
    call.respond(3)
    call.expectOver(.callerLeft)
  }

  @Test func `nothing happens after the end`() throws {
    var call = try Conversation(greeting)
    call.connect()
    call.ignore()
    call.disconnect()
    call.ignore()
    let over = call.machine
    call.event(.playCompleted, for: 2)
    call.list([Conversation.caller, alice])
    call.accept(2)
    call.refuse(2)
    call.observe(.connected)
    call.feed(.recovered)
    call.ring()
    #expect(call.machine == over)
    call.expectOver(.callerLeft)
  }
}
