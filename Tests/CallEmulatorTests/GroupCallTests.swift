import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// Calls that the app places to several at once.
@Suite struct GroupCallTests {
  private static let (ann, ben, cleo) = ("8:acs:r_ann", "8:acs:r_ben", "8:acs:r_cleo")

  private func calling(_ reactions: [String: PartyReaction.Action]) -> Conversation {
    var conversation = Conversation.calling()
    var script = CallerScript(caller: Identifier(rawID: Self.ann))
    for (party, action) in reactions { script.parties[party] = [PartyReaction(action)] }
    conversation.emulator.expect(script)
    return conversation
  }

  @Test func `whoever takes it is in the call`() throws {
    var conversation = calling([Self.ben: .decline])
    let answer = try conversation.dial([Self.ann, Self.ben, Self.cleo])
    let id = try #require(answer["callConnectionId"]?.text)
    conversation.run(for: 60_000)
    #expect(
      try conversation.takeRawEvents().map(\.type) == [
        "CallConnected", "ParticipantsUpdated", "ParticipantsUpdated",
      ]
    )
    #expect(try conversation.parties(of: id) == [Self.ann, Self.cleo])
  }

  @Test func `it is connected without the first of them`() throws {
    var conversation = calling([Self.ann: .noAnswer])
    let answer = try conversation.dial([Self.ann, Self.ben])
    let id = try #require(answer["callConnectionId"]?.text)
    conversation.run(for: 60_000)
    #expect(
      try conversation.takeRawEvents().map(\.type) == ["CallConnected", "ParticipantsUpdated"]
    )
    #expect(try conversation.parties(of: id) == [Self.ben])
  }

  @Test func `each does as a script of their own says, unless the first one's names them`() throws {
    var conversation = calling([Self.ben: .accept])
    for party in [Self.ben, Self.cleo] {
      var script = CallerScript(caller: Identifier(rawID: party))
      script.parties["*"] = [PartyReaction(.busy)]
      conversation.emulator.expect(script)
    }
    var dora = CallerScript(caller: Identifier(rawID: "8:acs:r_dora"))
    dora.turns = [Turn(.press([.five]))]
    conversation.emulator.expect(dora)
    let answer = try conversation.dial([Self.ann, Self.ben, Self.cleo, dora.caller.rawID])
    let id = try #require(answer["callConnectionId"]?.text)
    conversation.run(for: 60_000)
    #expect(try conversation.parties(of: id) == [Self.ann, Self.ben, dora.caller.rawID])
    conversation.forgetDeliveries()
    let target = #""targetParticipant":{"rawId":"\#(dora.caller.rawID)"}"#
    _ = conversation.request(
      "POST",
      "/calling/callConnections/\(id):startContinuousDtmfRecognition",
      "{\(target)}"
    )
    conversation.run(for: 5_000)
    #expect(try conversation.takeRawEvents().first?.data["tone"]?.text == "five")
  }

  @Test func `it fails once nobody is left who could take it`() throws {
    var conversation = calling([Self.ann: .decline, Self.ben: .noAnswer])
    _ = try conversation.dial([Self.ann, Self.ben])
    conversation.run(for: 60_000)
    let events = try conversation.takeRawEvents()
    #expect(events.map(\.type) == ["CreateCallFailed", "CallDisconnected"])
    #expect(events.first?.result == "408/10057")
  }

  @Test func `nobody joins a call that was ended while they were rung`() throws {
    var conversation = calling([:])
    let id = try #require(try conversation.dial([Self.ann])["callConnectionId"]?.text)
    #expect(
      conversation.request("POST", "/calling/callConnections/\(id):terminate").status == 204
    )
    conversation.run(for: 60_000)
    #expect(try conversation.takeRawEvents().map(\.type) == ["CallDisconnected"])
  }

  @Test func `nobody is called twice`() throws {
    var conversation = calling([:])
    let response = conversation.request(
      "POST",
      "/calling/callConnections",
      #"{"targets":[{"rawId":"\#(Self.ann)"},{"rawId":"\#(Self.ann)"}],"#
        + #""callbackUri":"http://localhost/x"}"#
    )
    #expect(try response.outcome == "400/8523")
  }

  @Test func `a telephone that is not reached says why, in the words of both networks`() throws {
    var conversation = Conversation.calling()
    var script = CallerScript(caller: Parties.number)
    script.parties["*"] = [PartyReaction(.busy)]
    conversation.emulator.expect(script)
    _ = try conversation.dial(
      [Parties.number.rawID],
      #","sourceCallerIdNumber":{"value":"+18005550100"}"#
    )
    conversation.run(for: 60_000)
    let result = try conversation.takeRawEvents().first?.data["resultInformation"]
    #expect(result?["sipDetails"] == .members(["code": 486, "message": "Busy Here"]))
    #expect(result?["q850Details"] == .members(["code": 17, "message": "User busy"]))
  }
}
