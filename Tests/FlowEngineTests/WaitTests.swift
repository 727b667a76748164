import CallModel
import Testing

@testable import FlowEngine

@Suite struct WaitTests {
  private func waiting(_ wait: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - wait: \(wait)
          id: waited
          on: { failed: rest }
        - goto: rest
      rest:
        - wait: 10h
        - hangUp
      """.replacing(wait.contains("press") ? "@" : "    on: { failed: rest }\n", with: "")
    )
    call.connect()
    return call
  }

  @Test func `a wait for a time is over when it is`() throws {
    var call = try waiting("20s")
    call.wait(Milliseconds(19_999))
    #expect(call.machine.path == "main/1")
    call.wait(Milliseconds(1))
    call.expect()
    #expect(call.machine.path == "rest/0")
    #expect(call.result("waited") == "outcome: done, waited: 20s")
  }

  @Test func `keys are listened to, heard in a row, and listened to no longer`() throws {
    var call = try waiting("{ for: { menu: { press: \"*9\" } } }")
    call.expect("send 2.1 startContinuousTones caller")
    call.accept(2)
    call.event(.toneReceived(.asterisk, sequenceID: 1), for: 2)
    #expect(call.machine.path == "main/1")
    call.event(.toneReceived(.nine, sequenceID: 2), for: 2)
    call.expect("send 3.1 stopContinuousTones caller")
    #expect(call.result("waited") == "menu: (tones: *9), outcome: menu, waited: 0s")
  }

  @Test func `keys are listened to for as long as the wait lasts`() throws {
    var call = try waiting("{ for: { menu: { press: 1 } } }")
    call.expect("send 2.1 startContinuousTones caller")
    call.accept(2)
    call.wait(.seconds(600))
    call.expect()
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.expect("send 3.1 stopContinuousTones caller")
  }

  @Test func `keys that come in another order are heard in theirs`() throws {
    var call = try waiting("{ for: { menu: { press: 12 } } }")
    call.ignore()
    call.accept(2)
    call.event(.toneReceived(.two, sequenceID: 2), for: 2)
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.expect("send 3.1 stopContinuousTones caller")
  }

  @Test func `a pause of more than two seconds between keys starts them anew`() throws {
    var call = try waiting("{ for: { menu: { press: 12 } } }")
    call.ignore()
    call.accept(2)
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.wait(Milliseconds(2001))
    call.event(.toneReceived(.two, sequenceID: 2), for: 2)
    call.expect()
    call.event(.toneReceived(.one, sequenceID: 3), for: 2)
    call.wait(Milliseconds(2000))
    call.event(.toneReceived(.two, sequenceID: 4), for: 2)
    call.expect("send 3.1 stopContinuousTones caller")
  }

  @Test func `a list without a number changes nothing and has the call read`() throws {
    var call = try waiting("{ for: { gone: { left: caller } } }")
    let path = call.machine.path
    call.event(.participantsUpdated([], sequenceNumber: nil))
    call.expect("read call participants")
    #expect(call.machine.path == path)
    #expect(call.machine.state.parties.present.count == 1)
  }

  @Test func `a key delivered twice is one key`() throws {
    var call = try waiting("{ for: { menu: { press: 11 } } }")
    call.ignore()
    call.accept(2)
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.expect()
    #expect(call.machine.path == "main/1")
  }

  @Test func `keys that cannot be heard fail the wait`() throws {
    var call = try waiting("{ for: { menu: { press: 1 } } }")
    call.ignore()
    call.refuse(2, 412, "8583")
    call.expect()
    #expect(call.steps.contains("main/1 wait → failed (refused 412/8583)"))
  }

  @Test func `a wait that nothing ends times out`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - wait: { for: { menu: { press: 1 } }, timeout: 30s }
          id: waited
          on: { timeout: rest, failed: rest }
        - goto: rest
      rest: [{ wait: 10h }, hangUp]
      """
    )
    call.connect()
    call.ignore()
    call.accept(2)
    call.wait(.seconds(30))
    call.expect("send 3.1 stopContinuousTones caller")
    #expect(call.result("waited") == "outcome: timeout, waited: 30s")
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.accept(3)
    call.expect()
  }

  @Test func `music begins when keys are heard, and ends with the wait`() throws {
    var call = try waiting("{ for: { menu: { press: 1 } }, music: Some music. }")
    call.expect("send 2.1 startContinuousTones caller")
    call.accept(2)
    call.expect("send 3.1 play loop «Some music.»")
    call.accept(3)
    call.event(.toneReceived(.one, sequenceID: 1), for: 2)
    call.expect("send 4.1 cancelAllMedia")
    #expect(call.machine.path == "main/1")
    call.event(.playCanceled, for: 3, 400, 8508)
    call.expect("send 5.1 stopContinuousTones caller")
    #expect(call.machine.path == "rest/0")
    #expect(call.result("waited") == "menu: (tones: 1), outcome: menu, waited: 0s")
  }

  @Test func `of two things that are true the one written first wins`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: first
          on: { failed: over }
        - addAgent: bob
          id: second
          on: { failed: over }
        - wait: { for: { b: { left: second }, a: { left: first } } }
          id: waited
        - hangUp
      over: [hangUp]
      """
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.ignore()
    call.list([Conversation.caller, alice, bob])
    call.list([Conversation.caller])
    call.event(.addParticipantSucceeded(bob), for: 3)
    // Bob's success comes late: he counts as in the call until the list is read.
    call.expect("send 4.1 terminate")
    #expect(call.steps.contains("main/3 wait → a"))
  }
}
