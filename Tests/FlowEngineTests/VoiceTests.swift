import CallModel
import FlowLanguage
import Testing

@testable import FlowEngine

@Suite struct VoiceTests {
  /// What a flow's first step after `answer` asks the service for.
  private func command(
    _ step: String,
    voices: String,
    prompts: String = "a: Hello there."
  ) throws
    -> CallCommand?
  {
    var call = try Conversation(
      "main: [answer, { \(step), on: { failed: hangUp } }, hangUp]",
      top: """
        variables: { id: string = m-1, odd: string = m 1 }
        prompts: { \(prompts) }
        """,
      voices: voices
    )
    call.connect()
    return call.effects.compactMap { effect in
      if case .send(let send) = effect { send.command } else { nil }
    }.last
  }

  @Test func `a text is spoken by the voice of its language, with its endpoint`() throws {
    let voices = "{ en-US: { name: Ours, custom: e-1 }, es-MX: es-MX-DaliaNeural }"
    let english = try command(
      "play: a",
      voices: voices,
      prompts: "a: { en-US: Hi there., es-MX: Hola. }"
    )
    guard case .play(let play)? = english else {
      Issue.record("no play")
      return
    }
    #expect(play.sources == [.text("Hi there.", locale: "en-US", voice: "Ours", endpoint: "e-1")])
  }

  @Test(arguments: [("Ours", "e-1"), ("Other", nil)] as [(String, String?)])
  func `SSML has the endpoint of the custom voice that it names`(
    name: String,
    endpoint: String?
  ) throws {
    let ssml = "<speak><voice name='\(name)'>Hi</voice></speak>"
    let found = try command(
      "play: { ssml: \"\(ssml)\" }",
      voices: "{ en-US: { name: Ours, custom: e-1 } }"
    )
    guard case .play(let play)? = found else {
      Issue.record("no play")
      return
    }
    #expect(play.sources == [.ssml(ssml, endpoint: endpoint)])
  }

  @Test(arguments: [("m-9", "m-9"), ("\"${id}\"", "m-1")])
  func `words are understood by the model that is named`(model: String, id: String) throws {
    let found = try command(
      "recognize: { prompt: a, choices: { b: { say: [bee] } }, model: \(model) }",
      voices: "{ en-US: en-US-NancyNeural }"
    )
    guard case .recognize(let recognize)? = found else {
      Issue.record("no recognize")
      return
    }
    #expect(recognize.speechModel == id)
    #expect(recognize.asked(of: desk, prompts: [], interrupts: true).speechModel == id)
  }

  @Test func `a model from data that is none fails the step`() throws {
    let found = try command(
      "recognize: { prompt: a, choices: { b: { say: [bee] } }, model: \"${odd}\" }",
      voices: "{ en-US: en-US-NancyNeural }"
    )
    #expect(found == .terminate)
  }
}
