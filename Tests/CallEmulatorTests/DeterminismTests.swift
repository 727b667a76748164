import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct DeterminismTests {
  private func account(
    seed: UInt64,
    isKept: Bool = true
  ) throws -> ([Delivery], [EmulatorTrace]) {
    let script = CallerScript.caller {
      $0.turns = [Turn(.press([.one]))]
      $0.parties = ["*": [PartyReaction(.decline), PartyReaction(.accept)]]
    }
    var conversation = Conversation(script) {
      $0.seed = seed
      $0.keepsTraces = isKept
    }
    try conversation.answer()
    conversation.run(for: 1000)
    conversation.send(.startRecording(.mixed))
    conversation.send(.say("Welcome."))
    let tones = ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
    conversation.send(.listen(for: .tones(tones), prompt: "Press a key."))
    conversation.run(for: 10_000)
    conversation.send(.add(Parties.agent))
    conversation.send(.terminate)
    conversation.run(for: 60_000)
    return (conversation.deliveries, conversation.emulator.takeTraces())
  }

  @Test func `the same seed gives the same bytes, another gives other ids`() throws {
    let (deliveries, traces) = try account(seed: 7)
    let (again, tracesAgain) = try account(seed: 7)
    #expect(deliveries == again)
    #expect(traces == tracesAgain)
    let (other, _) = try account(seed: 8)
    #expect(deliveries.map(\.type) == other.map(\.type))
    #expect(deliveries.first?.body != other.first?.body)
  }

  @Test func `what is posted is the same with and without an account`() throws {
    let (deliveries, traces) = try account(seed: 7)
    let (unwatched, none) = try account(seed: 7, isKept: false)
    #expect(unwatched.map(\.body) == deliveries.map(\.body))
    #expect(unwatched.map(\.url) == deliveries.map(\.url))
    #expect(!traces.isEmpty)
    #expect(none.isEmpty)
  }

  @Test func `the account reads like the call and holds no key`() throws {
    let (_, traces) = try account(seed: 7)
    let lines = traces.map(\.description)
    #expect(
      lines.first == "#1 ☎ 4:+14255550123 calls 28:orgid:cc123456-5678-5678-1234-ccc123456789"
    )
    #expect(lines.contains("#1 → POST /calling/callConnections:answer  [1.1]"))
    #expect(lines.contains { $0.hasSuffix(":play  “Welcome.” [3.1]") })
    #expect(lines.contains { $0.contains(/→ POST \/calling\/callConnections\/[0-9a-f]{8}…:play/) })
    #expect(lines.contains("#1 · the caller presses 1"))
    #expect(lines.contains("#1 ◆ RecognizeCompleted  1 200/8531 [4.1]"))
    #expect(lines.contains("#1 ◆ ParticipantsUpdated  4:+14255550123"))
    #expect(lines.last == "#1 ◆ RecordingFileStatusUpdated")
    var conversation = Conversation()
    let key = try conversation.incomingCall().context.rawValue
    try conversation.answer()
    let all = conversation.emulator.takeTraces().map { "\($0) \($0.content)" }.joined()
    #expect(!all.contains(key))
  }

  @Test func `requests of any shape are survived`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var random = Generator(state: seed)
    var conversation = try Conversation.answered()
    let id = try #require(conversation.connectionID)
    let paths = [
      ":play", ":recognize", "/participants:add", "/participants:remove",
      ":cancelAllMediaOperations",
      ":transferToParticipant", ":startContinuousDtmfRecognition", ":stopContinuousDtmfRecognition",
      "/participants", "/participants:cancelAddParticipant",
    ]
    let pieces = [
      "{", "}", "[", "]", ":", ",", "null", "true", "1e9", "-5", #""playSources""#, #""kind""#,
      #""text""#, #""rawId":"4:+14255550123""#, #""targetParticipant""#, #""file""#,
      #""participantToAdd""#, #""recognizeOptions""#, #""recognizeInputType":"dtmf""#,
    ]
    for _ in 0..<3000 {
      let count = Int.random(in: 0...12, using: &random)
      let body = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let path = paths.randomElement(using: &random) ?? ""
      let response = conversation.request(
        Bool.random(using: &random) ? "POST" : "GET",
        "/calling/callConnections/\(id)\(path)",
        body
      )
      #expect(response.status < 500)
      conversation.run(for: 50)
    }
  }

  /// SplitMix64.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
