import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct JoiningTests {
  private func joining(_ id: String) -> CallCommand {
    .connect(
      ConnectCommand(
        locator: CallLocator(.room, id),
        cognitiveServicesEndpoint: "https://ai.contoso.com/"
      )
    )
  }

  private func meeting() -> Conversation {
    var conversation = Conversation.calling()
    var script = CallerScript(caller: Parties.number)
    script.inCall = "room-1"
    conversation.emulator.expect(script)
    return conversation
  }

  @Test func `who is in a call is there when the app joins it`() throws {
    var conversation = meeting()
    let answer = try conversation.send(joining("room-1")).get()
    #expect(answer.connectionID != nil)
    conversation.run(for: 5_000)
    #expect(try conversation.takeEvents() == ["CallConnected [1.1]", "ParticipantsUpdated"])
    #expect(conversation.emulator.summaries.last?.caller == Parties.number)
  }

  @Test func `a call that nobody is in cannot be joined`() throws {
    var conversation = meeting()
    _ = try conversation.send(joining("room-2")).get()
    conversation.run(for: 5_000)
    #expect(try conversation.takeEvents() == ["ConnectFailed 404/8522 [1.1]"])
    #expect(conversation.emulator.summaries.last?.ending == .notJoined)
  }

  @Test func `a repeated request joins once`() throws {
    var conversation = meeting()
    let one = try conversation.send(joining("room-1"), as: 1).get()
    let two = try conversation.send(joining("room-1"), as: 1).get()
    #expect(one == two)
    #expect(conversation.emulator.summaries.count == 1)
  }

  @Test func `who leaves goes without the others`() throws {
    var conversation = meeting()
    conversation.connectionID = try conversation.send(joining("room-1")).get().connectionID
    conversation.run(for: 5_000)
    _ = try conversation.takeEvents()
    _ = try conversation.send(.leave).get()
    conversation.run(for: 5_000)
    #expect(try conversation.takeEvents() == ["CallDisconnected 200/7000"])
    #expect(conversation.emulator.summaries.last?.ending == .left)
  }
}
