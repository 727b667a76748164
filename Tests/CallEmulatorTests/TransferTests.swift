import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct TransferTests {
  @Test func `an accepted transfer of the only party ends the call for the app`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.transfer(to: Parties.number))
    conversation.run(for: 3000)
    #expect(
      try conversation.takeEvents() == [
        "CallTransferAccepted 200/7015 [2.1]", "CallDisconnected 200/5001",
      ]
    )
    #expect(conversation.emulator.summaries.first?.ending == .transferred)
  }

  @Test(arguments: [
    (TransferReaction.decline, "603/560603"), (.busy, "486/560486"), (.noAnswer, "480/560480"),
  ])
  func `a failed transfer leaves the call as it was`(
    reaction: TransferReaction,
    code: String
  ) throws {
    var conversation = try Conversation.answered(.caller { $0.transfer = [reaction, .accept] })
    conversation.send(.transfer(to: Parties.number))
    conversation.run(for: 61_000)
    #expect(try conversation.takeEvents() == ["CallTransferFailed \(code) [2.1]"])
    #expect(try conversation.read(.call).get().observation.call == .connected)
    conversation.send(.transfer(to: Parties.number))
    conversation.run(for: 3000)
    #expect(try conversation.takeEvents().first == "CallTransferAccepted 200/7015 [3.1]")
  }

  @Test func `in a group the transferee is named, and the others stay`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.add(Parties.agent))
    conversation.run(for: 3000)
    _ = try conversation.takeEvents()
    #expect(refusal(conversation.send(.transfer(to: Parties.number))) == "400/8523")
    conversation.send(.transfer(to: Parties.number, of: Parties.caller))
    #expect(
      refusal(conversation.send(.transfer(to: Parties.number, of: Parties.caller))) == "409/8607"
    )
    conversation.run(for: 3000)
    let events = try conversation.takeCallEvents()
    #expect(
      events.map(\.content) == [
        .callTransferAccepted(target: Parties.number, transferee: Parties.caller),
        .participantsUpdated([Participant(identifier: Parties.agent)], sequenceNumber: 3),
      ]
    )
  }
}
