import CEL
import CallModel
import Testing

@testable import FlowEngine

@Suite struct InvitationTests {
  private func ringing(_ add: String) throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - \(add)
          id: agent
          on: { failed: alone }
        - wait: { for: { gone: { left: agent } } }
          id: talk
        - hangUp
      alone:
        - wait: 1h
        - hangUp
      """
    )
    call.connect()
    return call
  }

  /// A call that asks another system for a list of agents, and rings them.
  private func ringingFound(_ agents: [String], strategy: String = "inOrder") throws -> Conversation
  {
    var call = try Conversation(
      """
      main:
        - answer
        - http:
            get: ${settings.crm}/agents
            response: { agents: list<teamsExtensionUser> }
          id: found
          on: { failed: hangUp }
        - addAgent: { to: "${found.body.agents}", strategy: \(strategy) }
          id: agent
          on: { failed: alone }
        - wait: { for: { gone: { left: agent } } }
        - hangUp
      alone:
        - log: ${agent.reason.word}
        - hangUp
      """,
      top: "settings: { crm: uri }"
    )
    call.connect()
    call.ignore()
    let list = CELValue.list(agents.map(CELValue.string))
    call.respond(2, 200, .map(CELMap(texts: ["agents": list])))
    return call
  }

  @Test func `agents come from data, each once`() throws {
    var call = try ringingFound(["8:acs:r_t_bob", "8:acs:r_t_alice", "8:acs:r_t_bob"])
    call.expect("send 3.1 add bob 60s")
    call.event(.addParticipantFailed(bob), for: 3, 486, 8539)
    call.expect("send 4.1 add alice 60s")
    call.event(.addParticipantFailed(alice), for: 4, 486, 8539)
    call.keep { $0.hasPrefix("log") }
    call.expect("log info refused")
    #expect(call.result("agent").contains("tried: 2"))
  }

  @Test func `nobody to ring is a failure`() throws {
    var call = try ringingFound([])
    call.expect("log info invalid", "send 3.1 terminate")
  }

  @Test func `who is in the call already is not rung`() throws {
    var call = try Conversation(
      """
      main:
        - answer
        - addAgent: alice
          id: first
          on: { failed: hangUp }
        - addAgent: [alice, bob]
          id: second
          on: { failed: hangUp }
        - hangUp
      """
    )
    call.connect()
    call.ignore()
    call.join(alice, for: 2)
    call.expect("send 3.1 add bob 60s")
  }

  @Test func `an order of chance is the call's own, and anybody can be first`() throws {
    let agents = [alice, bob, carol].map(\.rawID)
    var one = try ringingFound(agents, strategy: "random")
    var same = try ringingFound(agents, strategy: "random")
    for ordinal in 3...4 {
      one.ignore()
      same.ignore()
      one.event(.addParticipantFailed(nil), for: ordinal, 486, 8539)
      same.event(.addParticipantFailed(nil), for: ordinal, 486, 8539)
    }
    func rung(_ call: Conversation) -> [Identifier] {
      call.effects.compactMap { effect in
        if case .send(let send) = effect, case .addParticipant(let add) = send.command {
          return add.target
        }
        return nil
      }
    }
    #expect(Set(rung(one)) == [alice, bob, carol])
    #expect(rung(one) == rung(same))
    one.ignore()
    same.ignore()
    var firsts: [Identifier: Int] = [:]
    for number in 0..<300 {
      var state = CallState(callID: CallID("\(number)"))
      state.advance(to: .connected)
      let turn = Turn(state, one.program, at: one.now)
      firsts[turn.shuffled([alice, bob, carol])[0], default: 0] += 1
    }
    #expect(firsts.count == 3 && firsts.values.allSatisfy { $0 > 60 }, "\(firsts)")
  }

  private func joined(_ call: inout Conversation, _ party: Identifier, _ ordinal: Int) {
    call.list([Conversation.caller, party])
    call.event(.addParticipantSucceeded(party), for: ordinal)
  }

  /// What an agent's client shows (FACTS (b), `TeamsPhoneCallDetails`).
  private func details(_ context: String) throws -> TeamsPhoneDetails? {
    let call = try ringing("addAgent: { to: alice, context: \(context) }")
    for case .send(let send) in call.effects {
      if case .addParticipant(let add) = send.command { return add.context?.teamsPhone }
    }
    return nil
  }

  @Test func `an agent is told what the call is about, and whose page to open`() throws {
    let told = try details(
      "{ topic: \"Bill of ${call.callerName.orValue('?')}\","
        + " screenPop: \"https://crm.contoso.com/${call.from.rawId}\", recordId: \"4711\" }"
    )
    #expect(
      told
        == TeamsPhoneDetails(
          topic: "Bill of Kim",
          caller: TeamsPhoneDetails.Caller(
            identifier: Conversation.caller,
            name: "Kim",
            phoneNumber: "+14255550123",
            recordID: "4711",
            screenPopURL: "https://crm.contoso.com/4%3A%2B14255550123"
          )
        )
    )
    #expect(try details("{ topic: Bill }") == TeamsPhoneDetails(topic: "Bill", caller: nil))
    #expect(try details("{ headers: { a: b } }") == nil)
  }

  @Test func `a telephone is told by headers of its leg, a client by its own`() throws {
    let told = CustomContext(voipHeaders: ["X-Order": "7"], sipHeaders: [:])
    let phone = try told.reaching(.phoneNumber("+12065551212"))
    #expect(phone == CustomContext(voipHeaders: [:], sipHeaders: ["X-Order": "7"]))
    #expect(try told.reaching(alice) == told)
  }

  @Test func `a header that turns out too long for its leg is not sent`() throws {
    let told = CustomContext(
      voipHeaders: ["X-Order": String(repeating: "7", count: 257)],
      sipHeaders: [:]
    )
    #expect(throws: StepFailure.self) { try told.reaching(.phoneNumber("+12065551212")) }
    #expect(try told.reaching(alice) == told)
    let longer = CustomContext(
      voipHeaders: ["a": String(repeating: "7", count: 1025)],
      sipHeaders: [:]
    )
    #expect(throws: StepFailure.self) { try longer.reaching(alice) }
  }

  @Test func `a topic that turns out too long is not sent`() throws {
    var call = try ringing("addAgent: { to: alice, context: { topic: \"${call.id} ${call.id}\" } }")
    call.expect()
    #expect(call.result("agent").contains("limit"))
    #expect(call.machine.path == "alone/0")
  }

  @Test func `an agent is rung, joins, and the wait sees them leave`() throws {
    var call = try ringing("addAgent: { to: alice, timeout: 30s }")
    call.expect("send 2.1 add alice 30s")
    call.accept(2, CommandAnswer(invitationID: InvitationID("invitation")))
    call.expect()
    #expect(call.machine.path == "main/1")
    joined(&call, alice, 2)
    call.expect()
    #expect(call.result("agent") == "outcome: done, party: alice, tried: 1")
    #expect(call.machine.path == "main/2")
    call.list([Conversation.caller])
    call.expect("send 3.1 terminate")
    #expect(call.result("talk") == "gone: (party: alice), outcome: gone, waited: 0s")
  }

  @Test(
    arguments: [
      (486, 560486, "busy"), (600, 0, "busy"), (400, 8539, "busy"), (400, 8540, "busy"),
      (603, 560603, "declined"), (400, 8538, "declined"),
      (408, 10057, "noAnswer"), (480, 560480, "noAnswer"), (500, 8541, "noAnswer"),
      (404, 560404, "failed"), (403, 10105, "failed"),
    ])
  func `an agent who cannot be brought in fails as the code says`(
    code: Int,
    subCode: Int,
    outcome: String
  ) throws {
    var call = try ringing("addAgent: alice")
    call.expect("send 2.1 add alice 60s")
    call.event(.addParticipantFailed(alice), for: 2, code, subCode)
    call.expect()
    #expect(call.steps.contains("main/1 addAgent → \(outcome) (refused \(code)/\(subCode))"))
    #expect(call.machine.path == "alone/0")
  }

  @Test func `agents are rung in order until one joins`() throws {
    var call = try ringing("addAgent: { to: [alice, bob, carol], timeout: 20s }")
    call.expect("send 2.1 add alice 20s")
    call.event(.addParticipantFailed(alice), for: 2, 486, 560486)
    call.expect("send 3.1 add bob 20s")
    call.refuse(3, 400, "8523")
    call.expect("send 4.1 add carol 20s")
    joined(&call, carol, 4)
    call.expect()
    #expect(call.result("agent") == "outcome: done, party: carol, tried: 3")
  }

  @Test func `when all agents fail the last one's failure is the step's`() throws {
    var call = try ringing("addAgent: [alice, bob]")
    call.ignore()
    call.event(.addParticipantFailed(alice), for: 2, 486, 560486)
    call.ignore()
    call.event(.addParticipantFailed(bob), for: 3, 603, 560603)
    #expect(call.steps.contains("main/1 addAgent → declined (refused 603/560603)"))
  }

  @Test func `of all who ring at once the first to join wins and the others are cancelled`() throws
  {
    var call = try ringing("addAgent: { to: [alice, bob, carol], strategy: all }")
    call.expect("send 2.1 add alice 60s", "send 3.1 add bob 60s", "send 4.1 add carol 60s")
    call.accept(2, CommandAnswer(invitationID: InvitationID("a")))
    call.accept(3, CommandAnswer(invitationID: InvitationID("b")))
    joined(&call, bob, 3)
    call.expect("send 5.1 cancelAdd a")
    #expect(call.result("agent") == "outcome: done, party: bob, tried: 3")
    // The third invitation's id comes late, and it is cancelled then.
    call.accept(4, CommandAnswer(invitationID: InvitationID("c")))
    call.expect("send 6.1 cancelAdd c")
    // Alice picked up all the same.
    call.event(.addParticipantSucceeded(alice), for: 2)
    call.expect("send 7.1 remove alice")
    call.event(.cancelAddParticipantSucceeded(InvitationID("c")), 487, 5234)
    for ordinal in 5...7 { call.accept(ordinal) }
    call.expect()
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `an invitation nobody reports on is cancelled as not answered`() throws {
    var call = try ringing("addAgent: { to: alice, timeout: 30s }")
    call.ignore()
    call.accept(2, CommandAnswer(invitationID: InvitationID("a")))
    call.wait(.seconds(44))
    call.expect()
    call.wait(.seconds(1))
    call.expect("send 3.1 cancelAdd a")
    #expect(call.steps.contains("main/1 addAgent → noAnswer (timeout)"))
  }

  @Test func `an invitation whose request had no answer is settled by the list`() throws {
    var call = try ringing("addAgent: { to: alice, timeout: 30s }")
    call.ignore()
    call.refuse(2, nil, nil, certainty: .indefinite)
    call.wait(.seconds(10))
    call.expect("read call participants")
    call.observe(.connected, parties: [Conversation.caller, alice])
    #expect(call.result("agent") == "outcome: done, party: alice, tried: 1")
  }

  @Test func `whoever joined and is in no list is looked for`() throws {
    var call = try ringing("addAgent: alice")
    call.ignore()
    call.event(.addParticipantSucceeded(alice), for: 2)
    call.wait(.seconds(10))
    call.expect("read participants")
    call.observe(parties: [Conversation.caller])
    #expect(call.steps.contains("main/2 wait → gone"))
    call.expect("send 3.1 terminate")
  }

  @Test func `the caller hears music until somebody joins and it has ended`() throws {
    var call = try ringing("addAgent: { to: alice, music: Please hold the line. }")
    call.expect(
      "send 2.1 play to caller loop «Please hold the line.»",
      "send 3.1 add alice 60s"
    )
    call.accept(2)
    call.accept(3)
    joined(&call, alice, 3)
    call.expect("send 4.1 cancelAllMedia")
    #expect(call.machine.path == "main/1")
    call.accept(4)
    call.event(.playCanceled, for: 2, 400, 8508)
    call.expect()
    #expect(call.machine.path == "main/2")
    #expect(call.machine.state.operations.isEmpty)
  }

  @Test func `the end of the music is awaited for two seconds`() throws {
    var call = try ringing("addAgent: { to: alice, music: Please hold the line. }")
    call.ignore()
    call.accept(2)
    call.event(.addParticipantFailed(alice), for: 3, 486, 560486)
    call.expect("send 4.1 cancelAllMedia")
    call.accept(4)
    call.wait(Milliseconds(1999))
    #expect(call.machine.path == "main/1")
    call.wait(Milliseconds(1))
    #expect(call.machine.path == "alone/0")
  }

  @Test func `music that cannot be played does not keep anyone from being rung`() throws {
    var call = try ringing("addAgent: { to: alice, music: Please hold the line. }")
    call.ignore()
    call.event(.playFailed(sourceIndex: 0), for: 2, 400, 8565)
    call.expect("log warning the music cannot be played reason=refused 400/8565")
    joined(&call, alice, 3)
    call.expect()
    #expect(call.machine.path == "main/2")
  }

  @Test func `a participant is a number too`() throws {
    var call = try ringing("addParticipant: { to: desk, timeout: 40s }")
    call.expect("send 2.1 add desk 40s")
    joined(&call, desk, 2)
    #expect(call.result("agent") == "outcome: done, party: desk, tried: 1")
  }
}
