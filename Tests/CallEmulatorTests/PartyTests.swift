import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct PartyTests {
  private func script(_ reactions: PartyReaction...) -> CallerScript {
    .caller { $0.parties = ["*": reactions] }
  }

  @Test func `somebody who accepts is in the list before the success`() throws {
    var conversation = try Conversation.answered(
      script(PartyReaction(.accept, after: .seconds(3), leaveAfter: .seconds(20)))
    )
    #expect(try conversation.send(.add(Parties.agent)).get().invitationID != nil)
    conversation.run(for: 3020)
    let events = try conversation.takeCallEvents()
    let both = [Parties.caller, Parties.agent].map { Participant(identifier: $0) }
    #expect(
      events.map(\.content) == [
        .participantsUpdated(both, sequenceNumber: 2), .addParticipantSucceeded(Parties.agent),
      ]
    )
    conversation.run(for: 20_000)
    #expect(
      try conversation.takeCallEvents().map(\.content)
        == [.participantsUpdated([both[0]], sequenceNumber: 3)]
    )
  }

  @Test(arguments: [
    (PartyReaction.Action.decline, Parties.agent, "603/8538", 2020),
    (.busy, Parties.agent, "486/8539", 2020),
    (.noAnswer, Parties.agent, "408/10057", 30_020),
    (.decline, Parties.number, "603/560603", 2020),
    (.busy, Parties.number, "486/560486", 2020),
    (.noAnswer, Parties.number, "480/560480", 30_020),
  ])
  func `somebody who does not come fails with their kind's code`(
    action: PartyReaction.Action,
    party: Identifier,
    code: String,
    milliseconds: Int64
  ) throws {
    var conversation = try Conversation.answered(script(PartyReaction(action)))
    conversation.send(.add(party))
    conversation.run(for: milliseconds - 1)
    #expect(try conversation.takeEvents() == [])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["AddParticipantFailed \(code) [2.1]"])
  }

  @Test func `somebody who would accept too late does not answer`() throws {
    var conversation = try Conversation.answered(
      script(PartyReaction(.accept, after: .seconds(10)))
    )
    conversation.send(.add(Parties.agent, seconds: 10))
    conversation.run(for: 10_020)
    #expect(try conversation.takeEvents() == ["AddParticipantFailed 408/10057 [2.1]"])
  }

  @Test func `reactions come in turn, by raw id first, the last one again`() throws {
    let script = CallerScript.caller {
      $0.parties = [
        "*": [PartyReaction(.decline), PartyReaction(.busy)],
        Parties.number.rawID: [PartyReaction(.accept)],
      ]
    }
    var conversation = try Conversation.answered(script)
    for party in [Parties.agent, Parties.number, Parties.agent, Parties.agent] {
      conversation.send(.add(party))
      conversation.run(for: 3000)
    }
    #expect(
      try conversation.takeEvents() == [
        "AddParticipantFailed 603/8538 [2.1]", "ParticipantsUpdated",
        "AddParticipantSucceeded [3.1]", "AddParticipantFailed 486/8539 [4.1]",
        "AddParticipantFailed 486/8539 [5.1]",
      ]
    )
  }

  /// A question to one who was added is theirs alone: what the caller hears goes on.
  @Test func `who was added presses keys as scripted, and is silent as a mailbox is`() throws {
    let one = RecognitionInput.tones(
      ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
    )
    let script = CallerScript.caller {
      $0.turns = [Turn(.press([.nine]))]
      $0.parties = [
        Parties.agent.rawID: [PartyReaction(.accept, turns: [Turn(.press([.one]))])]
      ]
    }
    var conversation = try Conversation.answered(script)
    let music = PlayCommand(
      sources: [.text("Hold.", locale: "en-US", voice: nil)],
      to: [Parties.caller],
      loop: true,
      interrupts: false
    )
    conversation.send(.play(music))
    conversation.send(.add(Parties.agent))
    conversation.send(.add(Parties.number))
    conversation.run(for: 3000)
    _ = try conversation.takeEvents()
    for party in [Parties.agent, Parties.number] {
      #expect(refusal(conversation.send(.listen(for: one, to: party, prompt: "Press 1."))) == nil)
    }
    conversation.run(for: 30_000)
    let events = try conversation.takeCallEvents()
    #expect(
      events.map(\.content) == [
        .recognizeCompleted(.tones([.one])), .recognizeFailed(sourceIndex: nil),
      ]
    )
    #expect(events.last?.result?.subCode == 8510)
    let lines = conversation.emulator.takeTraces().map(\.description)
    #expect(lines.contains { $0.contains("\(Parties.agent.rawID) presses 1") })
    #expect(!lines.contains { $0.contains("the caller presses") })
  }

  /// Who is rung again begins anew, with the turns of that time.
  @Test func `the turns of a party are those of how they joined`() throws {
    let script = CallerScript.caller {
      $0.parties = [
        "*": [
          PartyReaction(.accept, turns: [Turn(.press([.one])), Turn(.press([.two]))]),
          PartyReaction(.accept),
        ]
      ]
    }
    var conversation = try Conversation.answered(script)
    for _ in 0..<2 {
      conversation.send(.add(Parties.agent))
      conversation.run(for: 3000)
      conversation.send(.startContinuousTones(Parties.agent))
      conversation.run(for: 5000)
      conversation.send(.removeParticipant(Parties.agent))
      conversation.run(for: 1000)
    }
    let keys = try conversation.takeCallEvents().filter { $0.kind == .toneReceived }
    #expect(keys.map(\.content) == [.toneReceived(.one, sequenceID: 1)])
  }

  @Test func `an invitation can be taken back, once`() throws {
    var conversation = try Conversation.answered(script(PartyReaction(.noAnswer)))
    let id = try #require(try conversation.send(.add(Parties.agent)).get().invitationID)
    conversation.send(.cancelAddParticipant(id))
    conversation.send(.cancelAddParticipant(id))
    conversation.run(for: 60_000)
    #expect(
      try conversation.takeEvents() == [
        "CancelAddParticipantSucceeded 487/5234 [3.1]",
        "CancelAddParticipantFailed 404/8522 [4.1]",
      ]
    )
  }

  @Test func `a removal is told before the list that drops the party`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.add(Parties.agent))
    conversation.run(for: 3000)
    _ = try conversation.takeEvents()
    conversation.send(.removeParticipant(Parties.agent))
    conversation.send(.removeParticipant(Parties.agent))
    conversation.run(for: 1000)
    #expect(
      try conversation.takeEvents() == [
        "RemoveParticipantSucceeded [3.1]", "ParticipantsUpdated",
        "RemoveParticipantFailed 404/8558 [4.1]",
      ]
    )
  }

  @Test func `who is in the call cannot be added again`() throws {
    var conversation = try Conversation.answered()
    #expect(refusal(conversation.send(.add(Parties.caller))) == "400/8523")
  }

  @Test func `a Teams phone call takes no caller id, another needs one for a number`() throws {
    let withCallerID = CallCommand.addParticipant(
      AddParticipantCommand(
        target: Parties.number,
        timeoutSeconds: 30,
        callerID: .phoneNumber("+18005550100"),
        context: nil
      )
    )
    var teams = try Conversation.answered()
    #expect(refusal(teams.send(withCallerID)) == "400/8523")
    #expect(refusal(teams.send(.add(Parties.number))) == nil)
    var other = try Conversation.answered(.caller { $0.to = .phoneNumber("+18005550100") })
    #expect(refusal(other.send(withCallerID)) == nil)
    #expect(refusal(other.send(.add(.phoneNumber("+12065550000")))) == "400/8523")
  }

  @Test func `kinds are taken as the table says`() throws {
    var conversation = try Conversation.answered()
    let user = Identifier(rawID: "8:acs:one_two")
    #expect(refusal(conversation.send(.add(user))) == "400/8523")
    #expect(refusal(conversation.send(.add(Parties.teamsUser))) == nil)
    let lines = conversation.emulator.takeTraces().map(\.description)
    #expect(lines.contains { $0.contains("refuse a microsoftTeamsUser here: sources disagree") })
    #expect(refusal(conversation.send(.transfer(to: Parties.teamsUser))) == "400/8523")
    #expect(refusal(conversation.send(.transfer(to: Parties.number))) == nil)
  }

  @Test func `one party is told of alone, and who is not in the call is not found`() throws {
    var conversation = try Conversation.answered()
    let caller = try conversation.read(.participant(Parties.caller)).get().observation
    #expect(caller.party?.participant?.identifier == Parties.caller)
    let agent = try conversation.read(.participant(Parties.agent)).get().observation
    #expect(agent == Observation(party: PartyReport(Parties.agent, nil)))
  }

  @Test func `a list goes on where its page ends`() throws {
    var conversation = try Conversation.answered { $0.participantsPerPage = 1 }
    conversation.send(.add(Parties.agent))
    conversation.run(for: 3000)
    let first = try conversation.read(.participants).get()
    #expect(first.observation.participants?.map(\.identifier) == [Parties.caller])
    let link = try #require(first.nextLink)
    #expect(link.hasSuffix("/participants?api-version=2026-03-12&skip=1"))
  }
}
