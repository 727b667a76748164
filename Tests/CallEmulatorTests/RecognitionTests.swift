import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct RecognitionTests {
  private static let menu = RecognitionInput.choices([
    RecognitionChoice(label: "sales", phrases: ["sales"], tone: .one),
    RecognitionChoice(label: "support", phrases: ["support", "help"], tone: .two),
  ])
  private static let digits = RecognitionInput.tones(
    ToneCollection(maximum: 3, interToneSeconds: 2, stopTones: [.pound])
  )

  private func recognized(
    _ turns: [Turn],
    _ input: RecognitionInput
  ) throws -> (String, RecognitionResult?) {
    var conversation = try Conversation.answered(.caller { $0.turns = turns })
    conversation.send(.listen(for: input, prompt: "Choose."))
    conversation.run(for: 30_000)
    let events = try conversation.takeCallEvents()
    #expect(events.count == 1)
    let event = try #require(events.first)
    let code = event.result.map { "\($0.code)/\($0.subCode)" } ?? ""
    guard case .recognizeCompleted(let result) = event.content else { return (code, nil) }
    return (code, result)
  }

  @Test func `words wait for whoever listens for words, keys do not`() throws {
    let script = CallerScript.caller {
      $0.turns = [Turn(.say("Hello, it is Kim."), after: .seconds(1)), Turn(.press([.pound]))]
    }
    var conversation = try Conversation.answered(script)
    conversation.send(.startContinuousTones(Parties.caller))
    conversation.run(for: 5000)
    #expect(try conversation.takeEvents().isEmpty)
    let speech = RecognizeCommand(
      input: .speech(endSilence: .seconds(4)),
      from: Parties.caller,
      prompts: [],
      bargeIn: false,
      initialSilenceSeconds: 20,
      speechLocale: "en-US",
      interrupts: false
    )
    conversation.send(.recognize(speech))
    conversation.run(for: 5000)
    #expect(try conversation.takeEvents().contains { $0.hasPrefix("RecognizeCompleted") })
    conversation.send(.stopContinuousTones(Parties.caller))
    conversation.send(.startContinuousTones(Parties.caller))
    conversation.run(for: 5000)
    #expect(
      try conversation.takeEvents().contains {
        $0.hasPrefix("ContinuousDtmfRecognitionToneReceived")
      }
    )
  }

  @Test func `a key chooses`() throws {
    let (code, result) = try recognized([Turn(.press([.two]))], Self.menu)
    #expect(code == "200/8533")
    #expect(result == .choice(label: "support", phrase: nil, confidence: nil))
  }

  @Test func `a word chooses`() throws {
    let (code, result) = try recognized([Turn(.say("I need Help"))], Self.menu)
    #expect(code == "200/8545")
    #expect(result == .choice(label: "support", phrase: "i need help", confidence: 0.9))
  }

  @Test(arguments: [
    (Turn(.press([.nine])), "500/8534"), (Turn(.say("pizza")), "400/8547"),
    (Turn(.silence), "400/8510"),
  ])
  func `what is no choice fails with its code`(turn: Turn, code: String) throws {
    #expect(try recognized([turn], Self.menu) == (code, nil))
  }

  @Test func `a caller without turns left is silent`() throws {
    #expect(try recognized([], Self.menu) == ("400/8510", nil))
  }

  @Test(arguments: [
    ([Tone.one, .two, .three, .four], "200/8531", [Tone.one, .two, .three]),
    ([.one, .pound], "200/8514", [.one, .pound]),
  ])
  func `keys are collected to the most or to the stop key`(
    keys: [Tone],
    code: String,
    tones: [Tone]
  ) throws {
    #expect(try recognized([Turn(.press(keys))], Self.digits) == (code, .tones(tones)))
  }

  @Test func `keys that are too few fail when the next does not come in time`() throws {
    var conversation = try Conversation.answered(.caller { $0.turns = [Turn(.press([.one]))] })
    conversation.send(.listen(for: Self.digits))
    conversation.run(for: 1000 + 2000 + 19)
    #expect(try conversation.takeEvents() == [])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["RecognizeFailed 400/8532 [2.1]"])
  }

  @Test func `a word is not heard where only keys are`() throws {
    #expect(try recognized([Turn(.say("one"))], Self.digits) == ("400/8510", nil))
  }

  @Test func `silence counts from the end of the prompt`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.listen(for: Self.menu, prompt: "0123456789"))
    conversation.run(for: 600 + 5000 + 19)
    #expect(try conversation.takeEvents() == [])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["RecognizeFailed 400/8510 [2.1]"])
  }

  @Test func `a turn with its time cuts off a prompt that can be cut off`() throws {
    let script = CallerScript.caller { $0.turns = [Turn(.press([.one]), after: .seconds(1))] }
    let prompt = String(repeating: "x", count: 100)
    var cut = try Conversation.answered(script)
    cut.send(.listen(for: Self.menu, prompt: prompt))
    cut.run(for: 1020)
    #expect(try cut.takeEvents() == ["RecognizeCompleted 200/8533 [2.1]"])

    var whole = try Conversation.answered(script)
    whole.send(.listen(for: Self.menu, prompt: prompt, bargeIn: false))
    whole.run(for: 6000 + 1019)
    #expect(try whole.takeEvents() == [])
    whole.run(for: 1)
    #expect(try whole.takeEvents() == ["RecognizeCompleted 200/8533 [2.1]"])
  }

  @Test func `each recognize takes the next turn, when it really starts`() throws {
    let script = CallerScript.caller { $0.turns = [Turn(.press([.one])), Turn(.press([.two]))] }
    var conversation = try Conversation.answered(script)
    conversation.send(.listen(for: Self.menu))
    conversation.send(.listen(for: Self.menu))
    conversation.run(for: 5000)
    let results = try conversation.takeCallEvents().map(\.content)
    #expect(
      results == [
        .recognizeCompleted(.choice(label: "sales", phrase: nil, confidence: nil)),
        .recognizeCompleted(.choice(label: "support", phrase: nil, confidence: nil)),
      ]
    )
  }

  @Test func `a prompt that cannot be played fails the recognize`() throws {
    var conversation = try Conversation.answered()
    let body = #"""
      {"recognizeInputType":"dtmf","playPrompt":{"kind":"file","file":{"uri":"https://h/a.ogg"}},
       "recognizeOptions":{"targetParticipant":{"rawId":"4:+14255550123"},
       "dtmfOptions":{"maxTonesToCollect":1}},"operationContext":"2.1"}
      """#
    #expect(conversation.post(":recognize", body).status == 202)
    conversation.run(for: 1000)
    let events = try conversation.takeCallEvents()
    #expect(events.map(\.content) == [.recognizeFailed(sourceIndex: 0)])
    #expect(events.first?.result?.subCode == 8511)
  }

  @Test func `a canceled recognize hears nothing more`() throws {
    let script = CallerScript.caller { $0.turns = [Turn(.press([.one]))] }
    var conversation = try Conversation.answered(script)
    conversation.send(.listen(for: Self.menu))
    conversation.send(.cancelAllMedia)
    conversation.run(for: 30_000)
    #expect(try conversation.takeEvents() == ["RecognizeCanceled 400/8508 [2.1]"])
  }

  @Test func `free speech is recognized`() throws {
    let script = CallerScript.caller { $0.turns = [Turn(.say("My bill is wrong."))] }
    var conversation = try Conversation.answered(script)
    let body = #"""
      {"recognizeInputType":"speechOrDtmf","recognizeOptions":{"targetParticipant":
      {"phoneNumber":{"value":"+14255550123"}},"speechLanguage":"en-US",
      "speechOptions":{"endSilenceTimeoutInMs":500},"dtmfOptions":{"maxTonesToCollect":1}}}
      """#
    #expect(conversation.post(":recognize", body).status == 202)
    conversation.run(for: 30_000)
    let events = try conversation.takeCallEvents()
    #expect(
      events.map(\.content)
        == [.recognizeCompleted(.speech("My bill is wrong.", confidence: 0.9))]
    )
  }
}

@Suite struct ContinuousToneTests {
  @Test func `keys are told one by one, numbered from 1, until listening stops`() throws {
    let script = CallerScript.caller { $0.turns = [Turn(.press([.asterisk, .one]))] }
    var conversation = try Conversation.answered(script)
    #expect(refusal(conversation.send(.startContinuousTones(Parties.caller))) == nil)
    conversation.run(for: 5000)
    #expect(
      try conversation.takeCallEvents().map(\.content) == [
        .toneReceived(.asterisk, sequenceID: 1), .toneReceived(.one, sequenceID: 2),
      ]
    )
    #expect(refusal(conversation.send(.stopContinuousTones(Parties.caller))) == nil)
    #expect(refusal(conversation.send(.stopContinuousTones(Parties.caller))) == nil)
    conversation.run(for: 5000)
    #expect(try conversation.takeEvents() == ["ContinuousDtmfRecognitionStopped [3.1]"])
  }

  @Test func `a key of a recognize is told to both`() throws {
    let script = CallerScript.caller { $0.turns = [Turn(.silence), Turn(.press([.one]))] }
    var conversation = try Conversation.answered(script)
    conversation.send(.startContinuousTones(Parties.caller))
    let tones = ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
    conversation.send(.listen(for: .tones(tones)))
    conversation.run(for: 5000)
    #expect(
      try conversation.takeEvents() == [
        "ContinuousDtmfRecognitionToneReceived [2.1]", "RecognizeCompleted 200/8531 [3.1]",
      ]
    )
  }
}
