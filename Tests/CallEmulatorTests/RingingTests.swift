import CallAutomation
import CallEmulator
import CallModel
import JSON
import Testing

@Suite struct RingingTests {
  @Test func `a call that was sent on says whom the caller meant`() throws {
    let meant = Identifier.phoneNumber("+12065551212")
    let sentOn = try Conversation(.caller { $0.onBehalfOf = meant }).incomingCall()
    #expect(sentOn.onBehalfOf == meant)
    #expect(try Conversation(.caller { _ in }).incomingCall().onBehalfOf == nil)
  }

  @Test(arguments: EventGridSchema.allCases)
  func `an incoming call is told in either schema`(schema: EventGridSchema) throws {
    let conversation = Conversation { $0.eventGridSchema = schema }
    let delivery = try #require(conversation.deliveries.first)
    #expect(delivery.url == "http://localhost/api/incomingCall")
    #expect(conversation.deliveries.count == 1)
    let call = try conversation.incomingCall()
    #expect(call.from == Parties.caller)
    #expect(call.to.kind == .microsoftTeamsApp)
    let body = try parseJSON(delivery.body, limits: .webhook)
    #expect((body.elements != nil) == (schema == .eventGrid))
    let event = body.elements?.first ?? body
    #expect(event["data"]?["to"]?["kind"]?.text == "unknown")
  }

  @Test func `an answered call is connected, and its caller is in it`() throws {
    var conversation = Conversation()
    try conversation.answer()
    #expect(try conversation.read(.call).get().observation.call == .connecting)
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["CallConnected [1.1]", "ParticipantsUpdated"])
    #expect(try conversation.read(.call).get().observation.call == .connected)
    let list = try conversation.read(.participants).get().observation.participants
    #expect(list == [Participant(identifier: Parties.caller)])
  }

  @Test func `events are told after the answer and name the call`() throws {
    var conversation = Conversation()
    try conversation.answer()
    conversation.run(for: 1000)
    let delivery = try #require(conversation.deliveries.last)
    #expect(delivery.url == "http://localhost:1/api/callbacks/00112233445566778899aabbccddeeff")
    let event = try #require(try parseJSON(delivery.body, limits: .webhook).elements?.first)
    #expect(event["data"]?["version"]?.text == "2026-03-12")
    #expect(event["data"]?["callConnectionId"]?.text == conversation.connectionID?.rawValue)
    let correlation = try conversation.incomingCall().correlationID
    #expect(event["data"]?["correlationId"]?.text == correlation.rawValue)
    #expect(event["subject"] == event["source"])
    #expect(event["time"]?.text == "2026-03-02T09:05:00.300+00:00")
  }

  @Test func `a call rings for 30 seconds`() throws {
    var conversation = Conversation()
    conversation.run(for: 29_800)
    #expect(conversation.emulator.summaries.first?.state == "ringing")
    conversation.run(for: 200)
    #expect(conversation.emulator.summaries.first?.ending == .notAnswered)
    #expect(throws: Refusal.self) { try conversation.answer() }
  }

  @Test func `a rejected call is over without an event`() throws {
    var conversation = Conversation()
    let reject = RejectCommand(context: try conversation.incomingCall().context, reason: .busy)
    #expect(conversation.send(.reject(reject)) == .success(CommandAnswer()))
    conversation.run(for: 60_000)
    #expect(try conversation.takeEvents() == [])
    #expect(conversation.emulator.summaries.first?.ending == .rejected)
  }

  @Test func `a key is good for one answer`() throws {
    var conversation = Conversation()
    let answer = CallCommand.answer(
      AnswerCommand(
        context: try conversation.incomingCall().context,
        cognitiveServicesEndpoint: nil
      )
    )
    let first = conversation.send(answer, as: 1)
    #expect(conversation.send(answer, as: 1) == first)
    #expect(refusal(conversation.send(answer, as: 2)) == "404/8522")
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["CallConnected [1.1]", "ParticipantsUpdated"])
  }

  @Test func `a caller who gives up while it rings is gone`() throws {
    var conversation = Conversation(.caller { $0.hangUpAfter = .seconds(5) })
    conversation.run(for: 5000)
    #expect(conversation.emulator.summaries.first?.ending == .abandoned)
    #expect(throws: Refusal.self) { try conversation.answer() }
  }

  @Test func `a caller who gives up while it is connected makes the answer fail`() throws {
    var conversation = Conversation(.caller { $0.hangUpAfter = Milliseconds(200) })
    try conversation.answer()
    conversation.run(for: 1000)
    #expect(try conversation.takeEvents() == ["AnswerFailed 404/8522 [1.1]"])
  }

  @Test func `nothing can be done before the call is connected`() throws {
    var conversation = Conversation()
    try conversation.answer()
    #expect(refusal(conversation.send(.say("Hello."))) == "400/8501")
    #expect(refusal(conversation.send(.startRecording(.mixed))) == "400/8501")
  }
}

/// A refusal as `status/code`; nil for success.
func refusal(_ result: Result<CommandAnswer, Refusal>) -> String? {
  guard case .failure(let refusal) = result else { return nil }
  return "\(refusal.status ?? 0)/\(refusal.code ?? "")"
}
