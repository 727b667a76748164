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

  /// What is said and listened for after the language was set from data.
  private func lines(
    _ language: String,
    voices: String = "{ en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }"
  ) throws -> [String] {
    var call = try Conversation(
      """
      main:
        - answer
        - locale: "${language}"
          id: set
          on: { failed: [{ log: failed }] }
        - play: a
        - hangUp
      """,
      top: """
        variables: { language: string = \(language) }
        prompts: { a: { en-US: Hi there., es-MX: Hola. } }
        """,
      voices: voices
    )
    call.connect()
    return call.effects.compactMap { effect in
      switch effect {
      case .log(let entry): return entry.text
      case .send(let send):
        guard case .play(let play) = send.command,
          case .text(let text, _, _, _)? = play.sources.first
        else { return nil }
        return text
      case .http, .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule, .trace:
        return nil
      }
    }
  }

  @Test(arguments: [
    ("es-MX", ["Hola."]), ("ES-mx", ["Hola."]), ("en-us", ["Hi there."]),
    ("fr-FR", ["failed", "Hi there."]), ("es", ["failed", "Hi there."]),
    ("es-MX-x", ["failed", "Hi there."]),
  ])
  func `a language from data is one that has a voice, whatever its case`(
    language: String,
    said: [String]
  ) throws {
    #expect(try lines(language) == said)
  }

  @Test(arguments: [
    ("es-mx", ["Hola."]), ("fr-FR", ["Hi there."]), ("spanish", ["failed", "Hi there."]),
    ("-", ["failed", "Hi there."]), ("es_MX", ["failed", "Hi there."]),
  ])
  func `a language from data is one at all where no voices are named`(
    language: String,
    said: [String]
  ) throws {
    #expect(try lines(language, voices: "{}") == said)
  }

  @Test(arguments: [("es-mx", "es-MX"), ("fr-FR", nil)] as [(String, String?)])
  func `words are listened for in a language that has a voice`(
    language: String,
    heard: String?
  ) throws {
    let found = try command(
      "recognize: { prompt: a, choices: { b: { say: [bee] } }, locale: \"${'\(language)'}\" }",
      voices: "{ en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }",
      prompts: "a: { en-US: Hi there., es-MX: Hola. }"
    )
    guard case .recognize(let recognize)? = found else {
      #expect(heard == nil && found == .terminate)
      return
    }
    #expect(recognize.speechLocale == heard)
  }
}
