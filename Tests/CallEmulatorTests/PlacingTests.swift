import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct PlacingTests {
  private let account = Identifier(rawID: "28:orgid:cc123456-5678-5678-1234-ccc123456789")

  private func command(
    to target: Identifier,
    as source: Identifier?
  ) -> CallCommand {
    .createCall(
      CreateCallCommand(
        target: target,
        source: source,
        cognitiveServicesEndpoint: "https://ai.contoso.com/",
        timeoutSeconds: 60
      )
    )
  }

  @Test func `who is called takes the call, and is in it`() throws {
    var conversation = Conversation.calling()
    let answer = try conversation.send(command(to: Parties.number, as: account)).get()
    #expect(answer.connectionID != nil)
    conversation.run(for: 5_000)
    #expect(try conversation.takeEvents() == ["CallConnected [1.1]", "ParticipantsUpdated"])
    let summary = try #require(conversation.emulator.summaries.last)
    #expect(summary.caller == Parties.number)
    #expect(summary.callee == account)
  }

  @Test(arguments: [
    (PartyReaction.Action.busy, "CreateCallFailed 486/560486 [1.1]"),
    (.decline, "CreateCallFailed 603/560603 [1.1]"),
    (.noAnswer, "CreateCallFailed 480/560480 [1.1]"),
  ])
  func `who does not take it is told of, and the call is over`(
    reaction: PartyReaction.Action,
    event: String
  ) throws {
    var conversation = Conversation.calling()
    var script = CallerScript(caller: Parties.number)
    script.parties["*"] = [PartyReaction(reaction)]
    conversation.emulator.expect(script)
    _ = try conversation.send(command(to: Parties.number, as: account)).get()
    conversation.run(for: 200_000)
    let events = try conversation.takeEvents()
    #expect(events.first == event)
    #expect(events.count == 2 && events[1].hasPrefix("CallDisconnected"))
    #expect(conversation.emulator.summaries.last?.ending == .notAnswered)
  }

  @Test func `what the service does not take is refused, and no call is there`() throws {
    var conversation = Conversation.calling()
    let count = conversation.emulator.summaries.count
    for (target, source) in [
      (Parties.teamsUser, account), (Parties.number, nil), (account, account),
    ] {
      guard case .failure(let refusal) = conversation.send(command(to: target, as: source)) else {
        Issue.record("\(target.rawID) is called")
        continue
      }
      #expect(refusal.status == 400)
    }
    #expect(conversation.emulator.summaries.count == count)
  }

  @Test func `a repeated request places no second call`() throws {
    var conversation = Conversation.calling()
    let one = try conversation.send(command(to: Parties.number, as: account), as: 1).get()
    let two = try conversation.send(command(to: Parties.number, as: account), as: 1).get()
    #expect(one == two)
    #expect(conversation.emulator.summaries.count == 1)
  }
}
