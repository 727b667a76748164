import CallAutomation
import CallEmulator
import CallModel
import Testing

/// Holding, muting and sending tones, as the field has seen them.
@Suite struct ActingTests {
  /// A call of the caller and one more.
  private func withParty(
    _ party: Identifier,
    _ change: (inout CallerScript) -> Void = { _ in }
  ) throws -> Conversation {
    let script = CallerScript.caller {
      $0.parties = ["*": [PartyReaction(.accept, after: .seconds(1))]]
      change(&$0)
    }
    var conversation = try Conversation.answered(script)
    var add = CallCommand.add(party)
    if script.to?.kind == .phoneNumber, party.kind == .phoneNumber {
      add = .addParticipant(
        AddParticipantCommand(
          target: party,
          timeoutSeconds: 30,
          callerID: script.to,
          context: nil
        )
      )
    }
    _ = try conversation.send(add).get()
    conversation.run(for: 2000)
    _ = try conversation.takeEvents()
    return conversation
  }

  private func isOnHold(_ party: Identifier, in conversation: inout Conversation) throws -> Bool? {
    try conversation.read(.participants).get().observation.participants?
      .first { $0.identifier == party }?.isOnHold
  }

  // MARK: Hold

  @Test func `whoever is on hold is shown so by the list, and by nothing else`() throws {
    var conversation = try Conversation.answered()
    let music = PlaySource.file(uri: "https://media.contoso.com/hold.wav")
    conversation.send(.hold(HoldCommand(party: Parties.caller, music: music)))
    conversation.run(for: 1000)
    #expect(
      try conversation.takeCallEvents().map(\.content) == [
        .participantsUpdated(
          [Participant(identifier: Parties.caller, isOnHold: true)],
          sequenceNumber: 2
        )
      ]
    )
    #expect(try isOnHold(Parties.caller, in: &conversation) == true)
    _ = try conversation.send(.unhold(Parties.caller)).get()
    _ = try conversation.send(.unhold(Parties.caller)).get()
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["ParticipantsUpdated"])
    #expect(try isOnHold(Parties.caller, in: &conversation) == false)
  }

  @Test func `music that cannot be played makes the hold fail`() throws {
    var conversation = try Conversation.answered()
    let music = PlaySource.file(uri: "https://media.contoso.com/hold.ogg")
    _ = try conversation.send(.hold(HoldCommand(party: Parties.caller, music: music))).get()
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["HoldFailed 400/8535 [2.1]"])
    #expect(try isOnHold(Parties.caller, in: &conversation) == false)
  }

  @Test func `spoken music needs an AI endpoint`() throws {
    var conversation = try Conversation.answered(hasIntelligence: false)
    let music = PlaySource.text("Please hold.", locale: "en-US", voice: nil)
    let answer = conversation.send(.hold(HoldCommand(party: Parties.caller, music: music)))
    #expect(throws: Refusal.self) { try answer.get() }
  }

  @Test(arguments: [
    CallCommand.hold(HoldCommand(party: Parties.number, music: nil)), .unhold(Parties.number),
    .sendTones(SendTonesCommand(tones: [.one], party: Parties.number)),
    .startContinuousTones(Parties.number), .stopContinuousTones(Parties.number),
    .transfer(to: Parties.agent, of: Parties.number),
  ])
  func `nothing is done to somebody who is not in the call`(command: CallCommand) throws {
    var conversation = try Conversation.answered()
    guard case .failure(let refusal) = conversation.send(command) else {
      Issue.record("taken")
      return
    }
    #expect(refusal.status == 404)
    #expect(refusal.code == "8522")
  }

  // MARK: Mute

  @Test(arguments: [
    #"[{"rawId":"8:acs:resource_tenant_agent","communicationUser":{"id":"8:acs:resource_tenant_agent"}}]"#,
    #"[{"rawId":"8:acs:resource_tenant_agent"}]"#, #"[{"rawId":"4:+14255550123"}]"#,
    #"[{"rawId":"8:acs:resource_user"}]"#, "[]",
  ])
  func `in Teams phone nobody is muted, however they are named`(targets: String) throws {
    var conversation = try withParty(Parties.agent)
    let response = conversation.post("/participants:mute", #"{"targetParticipants":\#(targets)}"#)
    #expect(response.status == 400)
    #expect(String(decoding: response.body, as: UTF8.self).contains("8523"))
  }

  @Test func `elsewhere a user of the resource is muted, and nobody else`() throws {
    let user = Identifier(rawID: "8:acs:resource_user")
    var conversation = try withParty(user) { $0.to = .phoneNumber("+18005550100") }
    _ = try conversation.send(.mute(user)).get()
    conversation.run(for: 100)
    #expect(
      try conversation.takeCallEvents().map(\.content) == [
        .participantsUpdated(
          [Participant(identifier: Parties.caller), Participant(identifier: user, isMuted: true)],
          sequenceNumber: 3
        )
      ]
    )
    for party in [Parties.caller, Parties.teamsUser] {
      #expect(throws: Refusal.self) { try conversation.send(.mute(party)).get() }
    }
    let both = #"[{"rawId":"8:acs:resource_user"},{"rawId":"8:acs:resource_other"}]"#
    let response = conversation.post("/participants:mute", #"{"targetParticipants":\#(both)}"#)
    #expect(response.status == 400)
  }

  // MARK: Tones

  @Test func `tones go to a number, up to eighteen at once, and their end is told`() throws {
    var conversation = try withParty(Parties.agent)
    let many = Array(repeating: Tone.one, count: 19)
    for command in [
      SendTonesCommand(tones: [.one], party: Parties.agent),
      SendTonesCommand(tones: many, party: Parties.caller),
      SendTonesCommand(tones: [], party: Parties.caller),
    ] {
      guard case .failure(let refusal) = conversation.send(.sendTones(command)) else {
        Issue.record("taken: \(command)")
        continue
      }
      #expect(refusal.status == 400)
      #expect(refusal.code == "8523")
    }
    let tones = SendTonesCommand(tones: [.one, .pound], party: Parties.caller)
    _ = try conversation.send(.sendTones(tones)).get()
    conversation.run(for: 419)
    #expect(try conversation.takeEvents() == [])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["SendDtmfTonesCompleted [6.1]"])
    let body = #"{"tones":["one","knock"],"targetParticipant":{"rawId":"4:+14255550123"}}"#
    #expect(conversation.post(":sendDtmfTones", body).status == 400)
  }

  @Test func `while tones are sent nothing else goes to that party`() throws {
    var conversation = try Conversation.answered()
    let tones = SendTonesCommand(tones: [.one, .two], party: Parties.caller)
    _ = try conversation.send(.sendTones(tones)).get()
    for command in [
      CallCommand.say("Hello", to: [Parties.caller]), .startContinuousTones(Parties.caller),
      .sendTones(tones),
    ] {
      guard case .failure(let refusal) = conversation.send(command) else {
        Issue.record("taken: \(command)")
        continue
      }
      #expect(refusal.status == 412)
    }
    _ = try conversation.send(.say("Hello")).get()
    _ = try conversation.send(.cancelAllMedia).get()
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents().contains("SendDtmfTonesFailed 400/8508 [2.1]"))
  }

  // MARK: Leaving

  @Test func `the app leaves, and its part of the call is over`() throws {
    var conversation = try withParty(Parties.agent)
    _ = try conversation.send(.leave).get()
    conversation.run(for: 100)
    #expect(try conversation.takeEvents() == ["CallDisconnected 200/7000"])
    #expect(conversation.emulator.summaries.first?.ending == .left)
  }

  // MARK: Redirect

  @Test func `a ringing call is sent elsewhere, and no event follows`() throws {
    var conversation = Conversation()
    let context = try conversation.incomingCall().context
    let redirect = RedirectCommand(context: context, target: Parties.number)
    _ = try conversation.send(.redirect(redirect)).get()
    conversation.run(for: 60_000)
    #expect(try conversation.takeEvents() == [])
    #expect(conversation.emulator.summaries.first?.ending == .redirected)
    guard case .failure(let refusal) = conversation.send(.redirect(redirect)) else {
      Issue.record("taken twice")
      return
    }
    #expect(refusal.status == 404)
  }

  @Test func `a call that is sent to a resource account rings for the app again`() throws {
    var conversation = Conversation()
    let first = try conversation.incomingCall()
    let account = Identifier(rawID: "28:orgid:dd123456-5678-5678-1234-ddd123456789")
    _ = try conversation.send(
      .redirect(RedirectCommand(context: first.context, target: account))
    ).get()
    let second = try conversation.nextIncomingCall()
    #expect(second.to == account && second.from == first.from)
    #expect(second.correlationID == first.correlationID && second.context != first.context)
    #expect(conversation.emulator.summaries.map(\.ending) == [.redirected, nil])
    var context = second.context
    for _ in 2...ServiceLimits.transitions {
      let redirect = RedirectCommand(context: context, target: account)
      _ = try conversation.send(.redirect(redirect)).get()
      context = try conversation.nextIncomingCall().context
    }
    let last = RedirectCommand(context: context, target: account)
    _ = try conversation.send(.redirect(last)).get()
    #expect(conversation.emulator.summaries.count == ServiceLimits.transitions + 1)
  }

  @Test func `a call is not sent to a kind that cannot be rung`() throws {
    var conversation = Conversation()
    let context = try conversation.incomingCall().context
    let redirect = RedirectCommand(context: context, target: Parties.teamsUser)
    guard case .failure(let refusal) = conversation.send(.redirect(redirect)) else {
      Issue.record("taken")
      return
    }
    #expect(refusal.code == "8523")
    try conversation.answer()
    conversation.run(for: 500)
    #expect(try conversation.takeEvents() == ["CallConnected [2.1]", "ParticipantsUpdated"])
  }
}
