import CallAutomation
import CallEmulator
import CallModel
import Testing

@Suite struct MediaTests {
  @Test func `a text takes 60 milliseconds a character`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.say("0123456789"))
    conversation.run(for: 619)
    #expect(try conversation.takeEvents() == ["PlayStarted [2.1]"])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["PlayCompleted [2.1]"])
  }

  @Test func `plays to all come one after the other`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.say("one"))
    conversation.send(.say("two"))
    conversation.run(for: 1000)
    #expect(
      try conversation.takeEvents() == [
        "PlayStarted [2.1]", "PlayCompleted [2.1]", "PlayStarted [3.1]", "PlayCompleted [3.1]",
      ]
    )
  }

  @Test func `a loop goes on until it is canceled`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.say("la", loop: true))
    conversation.send(.say("waits"))
    conversation.run(for: 600_000)
    #expect(try conversation.takeEvents() == ["PlayStarted [2.1]"])
    #expect(refusal(conversation.send(.cancelAllMedia)) == nil)
    conversation.run(for: 1000)
    #expect(
      try conversation.takeEvents() == [
        "PlayCanceled 400/8508 [2.1]", "PlayCanceled 400/8508 [3.1]",
      ]
    )
  }

  @Test func `an interrupting play cancels what plays and what waits`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.say("la", loop: true))
    conversation.send(.say("waits"))
    conversation.send(.say("now", interrupts: true))
    conversation.run(for: 1000)
    #expect(
      try conversation.takeEvents() == [
        "PlayStarted [2.1]", "PlayCanceled 400/8508 [2.1]", "PlayCanceled 400/8508 [3.1]",
        "PlayStarted [4.1]", "PlayCompleted [4.1]",
      ]
    )
  }

  @Test(arguments: [
    (PlaySource.file(uri: "https://host/a.flac"), "PlayFailed 400/8535 [2.1]"),
    (.file(uri: "ftp://host/a.wav"), "PlayFailed 400/8536 [2.1]"),
    (.text("  ", locale: "en-US", voice: nil), "PlayFailed 400/8582 [2.1]"),
    (.ssml(""), "PlayFailed 400/8582 [2.1]"),
    (.text("Hi.", locale: nil, voice: nil), "PlayFailed 400/8565 [2.1]"),
    (.text("Hi.", locale: "en-US", voice: " "), "PlayFailed 401/8565 [2.1]"),
    (.ssml("<speak>Hi.<p></speak>"), "PlayFailed 400/8565 [2.1]"),
    (.ssml("<speak><voice name=''>Hi.</voice></speak>"), "PlayFailed 401/8565 [2.1]"),
    (.file(uri: "https://host/a.ogg"), "PlayFailed 400/8535 [2.1]"),
  ])
  func `what cannot be played fails without having started`(
    source: PlaySource,
    event: String
  ) throws {
    var conversation = try Conversation.answered()
    let good = PlaySource.file(uri: "https://host/a.mp3?x=.ogg")
    let play = PlayCommand(sources: [good, source], to: [], loop: false, interrupts: false)
    conversation.send(.play(play))
    conversation.send(.say("next"))
    conversation.run(for: 100)
    let events = try conversation.takeCallEvents()
    #expect(events.first?.content == .playFailed(sourceIndex: 1))
    #expect(events.last?.content == .playStarted)
    conversation.run(for: 1000)
    conversation.send(.play(play))
    conversation.run(for: 100)
    let again = try conversation.takeEvents().last
    #expect(again == event.replacing("2.1", with: "4.1"))
  }

  @Test func `a file takes its constant time, tags of SSML take none`() throws {
    var conversation = try Conversation.answered()
    let sources: [PlaySource] = [
      .file(uri: "https://host/a.wav"), .ssml("<speak><p>ten more c.</p></speak>"),
    ]
    conversation.send(
      .play(PlayCommand(sources: sources, to: [], loop: false, interrupts: false))
    )
    conversation.run(for: 3000 + 11 * 60 + 19)
    #expect(try conversation.takeEvents() == ["PlayStarted [2.1]"])
    conversation.run(for: 1)
    #expect(try conversation.takeEvents() == ["PlayCompleted [2.1]"])
  }

  @Test func `text and speech need an AI endpoint, files and keys do not`() throws {
    var conversation = try Conversation.answered(hasIntelligence: false)
    #expect(refusal(conversation.send(.say("Hello."))) == "405/8522")
    let choices = RecognitionInput.choices([
      RecognitionChoice(label: "a", phrases: ["a"], tone: .one)
    ])
    #expect(refusal(conversation.send(.listen(for: choices))) == "405/8522")
    let file = PlaySource.file(uri: "https://host/a.wav")
    let play = PlayCommand(sources: [file], to: [], loop: false, interrupts: false)
    #expect(refusal(conversation.send(.play(play))) == nil)
    let tones = ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
    #expect(refusal(conversation.send(.listen(for: .tones(tones)))) == nil)
  }

  @Test func `actions on one party exclude each other, the main leg stays free`() throws {
    var conversation = try Conversation.answered()
    conversation.send(.add(Parties.agent))
    conversation.run(for: 3000)
    _ = try conversation.takeEvents()
    #expect(refusal(conversation.send(.say("for you", to: [Parties.agent]))) == nil)
    #expect(refusal(conversation.send(.say("more", to: [Parties.agent]))) == "412/8583")
    #expect(refusal(conversation.send(.startContinuousTones(Parties.agent))) == "412/8583")
    let tones = RecognitionInput.tones(
      ToneCollection(maximum: 1, interToneSeconds: 2, stopTones: [])
    )
    #expect(refusal(conversation.send(.listen(for: tones, to: Parties.agent))) == "412/8583")
    #expect(refusal(conversation.send(.listen(for: tones))) == nil)
    #expect(refusal(conversation.send(.say("for all"))) == nil)
    conversation.run(for: 100)
    #expect(try conversation.takeEvents() == ["PlayStarted [3.1]", "PlayStarted [8.1]"])
  }

  @Test func `a play to somebody who is not there is refused`() throws {
    var conversation = try Conversation.answered()
    #expect(refusal(conversation.send(.say("x", to: [Parties.agent]))) == "404/8522")
  }
}
