import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct EndingTests {
  @Test func `terminate ends what goes on and then the call`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.say("la", loop: true))
    conversation.send(.startContinuousTones(Parties.caller))
    conversation.send(.add(Parties.agent))
    #expect(refusal(conversation.send(.terminate)) == nil)
    conversation.run(for: 60_000)
    #expect(
      try conversation.takeEvents() == [
        "PlayStarted [2.1]", "PlayCanceled 400/8508 [2.1]",
        "ContinuousDtmfRecognitionStopped 200/7000 [3.1]", "CallDisconnected 200/7000",
      ]
    )
    #expect(conversation.emulator.summaries.first?.ending == .terminated)
  }

  @Test func `after the end the call is not found`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.terminate)
    #expect(try conversation.read(.call).get().observation.call == .gone)
    #expect(try conversation.read(.participants).get().observation.call == .gone)
    let commands: [CallCommand] = [
      .say("x"), .cancelAllMedia, .add(Parties.agent), .terminate, .startRecording(.mixed),
      .transfer(to: Parties.number), .removeParticipant(Parties.caller),
      .startContinuousTones(Parties.caller),
    ]
    for command in commands {
      #expect(refusal(conversation.send(command)) == "404/8522", "\(command.name)")
    }
  }

  @Test func `DELETE takes the app out`() throws {
    var conversation = try Conversation.answered()
    let path = "/calling/callConnections/\(try #require(conversation.connectionID))"
    #expect(conversation.request("DELETE", path).status == 204)
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["CallDisconnected 200/7000"])
    #expect(conversation.emulator.summaries.first?.ending == .left)
  }

  @Test func `the caller's hanging up ends a call of two`() throws {
    var conversation = try Conversation.answered(.caller { $0.hangUpAfter = .seconds(10) })
    conversation.run(for: 8999)
    #expect(try conversation.takeEvents() == [])
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["CallDisconnected 200/5001"])
  }

  @Test func `the caller's hanging up leaves a group to the others`() throws {
    var conversation = try Conversation.answered(.caller { $0.hangUpAfter = .seconds(10) })
    conversation.send(.add(Parties.agent))
    conversation.run(for: 20_000)
    let last = try conversation.takeCallEvents().last?.content
    #expect(
      last == .participantsUpdated([Participant(identifier: Parties.agent)], sequenceNumber: 3)
    )
  }

  @Test func `a caller hangs up at the thing played that the script says, prompts included`() throws
  {
    var conversation = try Conversation.answered(.caller { $0.hangUpAtPlay = 2 })
    conversation.send(.say("Welcome."))
    let tones = ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
    conversation.send(.listen(for: .tones(tones), prompt: "Press a key, please."))
    conversation.run(for: 480 + 500 + 20)
    #expect(
      try conversation.takeEvents() == [
        "PlayStarted [2.1]", "PlayCompleted [2.1]", "RecognizeCanceled 400/8508 [3.1]",
        "CallDisconnected 200/5001",
      ]
    )
  }
}
