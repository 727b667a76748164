import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

/// `participants:moveHere` (FACTS.md (b) 16).
@Suite struct MovingTests {
  private static let (ann, ben, cleo) = ("8:acs:r_ann", "8:acs:r_ben", "8:acs:r_cleo")

  /// Two calls: Ann is in the first, Ben and Cleo are in the second.
  private func twoCalls() throws -> (Conversation, here: String, there: String) {
    var conversation = Conversation.calling()
    let here = try #require(try conversation.dial([Self.ann])["callConnectionId"]?.text)
    let there = try #require(
      try conversation.dial([Self.ben, Self.cleo])["callConnectionId"]?.text
    )
    conversation.run(for: 5_000)
    conversation.forgetDeliveries()
    return (conversation, here, there)
  }

  private func move(
    _ party: String,
    from origin: String,
    to id: String,
    in conversation: inout Conversation
  ) -> EmulatorResponse {
    conversation.request(
      "POST",
      "/calling/callConnections/\(id)/participants:moveHere",
      #"{"targetParticipants":[{"rawId":"\#(party)"}],"fromCall":"\#(origin)","#
        + #""operationContext":"move-1"}"#
    )
  }

  @Test func `who is moved leaves one call and is in the other, and both tell of it`() throws {
    var (conversation, here, there) = try twoCalls()
    let response = move(Self.ben, from: there, to: here, in: &conversation)
    #expect(response.status == 202)
    let answer = try response.json
    #expect(answer["fromCall"]?.text == there)
    #expect(answer["operationContext"]?.text == "move-1")
    #expect(answer["participants"]?.elements?.count == 1)
    conversation.run(for: 1_000)
    let events = try conversation.takeRawEvents()
    #expect(
      events.filter { $0.connection == here }.map(\.type) == [
        "ParticipantsUpdated", "MoveParticipantSucceeded",
      ]
    )
    #expect(events.filter { $0.connection == there }.map(\.type) == ["ParticipantsUpdated"])
    let success = try #require(events.last)
    #expect(success.data["participant"]?["rawId"]?.text == Self.ben)
    #expect(success.data["fromCall"]?.text == there)
    #expect(try conversation.parties(of: here) == [Self.ann, Self.ben])
    #expect(try conversation.parties(of: there) == [Self.cleo])
  }

  @Test func `the call that its last party leaves so is over`() throws {
    var (conversation, here, there) = try twoCalls()
    for party in [Self.ben, Self.cleo] {
      _ = move(party, from: there, to: here, in: &conversation)
    }
    conversation.run(for: 1_000)
    #expect(
      try conversation.takeRawEvents().last { $0.connection == there }?.type == "CallDisconnected"
    )
    #expect(try conversation.parties(of: here) == [Self.ann, Self.ben, Self.cleo])
    #expect(conversation.emulator.summaries.map(\.ending) == [nil, .moved])
  }

  @Test func `nobody is moved from where they are not`() throws {
    var (conversation, here, there) = try twoCalls()
    for origin in [there, here, "nothing"] {
      #expect(move(Self.ann, from: origin, to: here, in: &conversation).status == 202)
    }
    conversation.run(for: 1_000)
    let events = try conversation.takeRawEvents()
    #expect(events.map(\.type) == Array(repeating: "MoveParticipantFailed", count: 3))
    #expect(events.allSatisfy { $0.result == "404/8522" })
  }

  @Test func `nobody leaves for a call that is not there or takes nobody`() throws {
    var (conversation, _, there) = try twoCalls()
    #expect(try move(Self.ben, from: there, to: "x", in: &conversation).outcome == "404/8522")
    let ringing = try #require(try conversation.dial([Self.ann])["callConnectionId"]?.text)
    #expect(try move(Self.ben, from: there, to: ringing, in: &conversation).outcome == "400/8501")
    #expect(try conversation.parties(of: there) == [Self.ben, Self.cleo])
  }
}
