import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct DeliveryTests {
  @Test func `an event that does not arrive is sent again a few times, the same each time`() throws
  {
    var conversation = try Conversation.answered()
    conversation.send(.terminate)
    conversation.run(for: 60_000, answering: 500)
    #expect(conversation.deliveries.map(\.attempt) == [1, 2, 3, 4, 5])
    #expect(Set(conversation.deliveries.map(\.body)).count == 1)
    #expect(conversation.emulator.isFinished(call: 1))
  }

  @Test func `an incoming call is sent again after 10 seconds, not after a 400`() throws {
    var conversation = Conversation()
    #expect(conversation.deliveries.count == 1)
    _ = conversation.emulator.place(CallerScript(caller: Parties.caller), at: conversation.now)
    conversation.run(for: 11_000, answering: nil)
    #expect(conversation.deliveries.map(\.attempt) == [1, 1, 2])
    _ = conversation.emulator.place(CallerScript(caller: Parties.caller), at: conversation.now)
    conversation.run(for: 11_000, answering: 400)
    #expect(conversation.deliveries.filter { $0.call == 3 }.count == 1)
  }

  @Test(arguments: [(503, 30), (404, 300), (408, 120)])
  func `Event Grid waits longer after some answers`(status: Int, seconds: Int64) throws {
    var conversation = Conversation()
    _ = conversation.emulator.place(CallerScript(caller: Parties.caller), at: conversation.now)
    conversation.run(for: 20 + seconds * 1000 - 1, answering: status)
    #expect(conversation.deliveries.filter { $0.call == 2 }.count == 1)
    conversation.run(for: 1, answering: status)
    #expect(conversation.deliveries.filter { $0.call == 2 }.count == 2)
  }

  @Test func `a call is finished when it is over and everything about it was delivered`() throws {
    var conversation = try Conversation.answered()
    #expect(!conversation.emulator.isFinished(call: 1))
    conversation.send(.terminate)
    #expect(!conversation.emulator.isFinished(call: 1))
    conversation.now = conversation.now + .seconds(1)
    let deliveries = conversation.emulator.advance(to: conversation.now)
    #expect(!conversation.emulator.isFinished(call: 1))
    for delivery in deliveries {
      conversation.emulator.settle(delivery.id, status: 200, at: conversation.now)
    }
    #expect(conversation.emulator.isFinished(call: 1))
    #expect(!conversation.emulator.isFinished(call: 2))
  }

  @Test func `a repeated request has its first answer and no second effect`() throws {
    var conversation = try Conversation.answered()
    let add = CallCommand.add(Parties.agent)
    let first = conversation.send(add, as: 7)
    #expect(conversation.send(add, as: 7) == first)
    conversation.run(for: 5000)
    #expect(
      try conversation.takeEvents() == ["ParticipantsUpdated", "AddParticipantSucceeded [7.1]"]
    )
    let refused = conversation.send(.add(Parties.caller), as: 8)
    #expect(refusal(refused) == "400/8523")
    #expect(conversation.send(.add(Parties.caller), as: 8) == refused)
  }

  @Test func `an operation's own callback URI takes its events`() throws {
    var conversation = try Conversation.answered()
    let body = #"""
      {"playSources":[{"kind":"file","file":{"uri":"https://h/a.wav"}}],
       "operationCallbackUri":"https://elsewhere.contoso.com/x?y=1"}
      """#
    #expect(conversation.post(":play", body).status == 202)
    conversation.run(for: 100)
    #expect(conversation.deliveries.map(\.url) == ["https://elsewhere.contoso.com/x?y=1"])
  }

  @Test func `everything within a call goes as fast as it is set to`() throws {
    var conversation = try Conversation.answered { $0.speed = 10 }
    conversation.send(.say(String(repeating: "x", count: 100)))
    conversation.run(for: 619)
    #expect(try conversation.takeEvents() == ["PlayStarted [2.1]"])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["PlayCompleted [2.1]"])
  }
}
