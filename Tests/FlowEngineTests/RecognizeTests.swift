import CEL
import CallModel
import Testing

@testable import FlowEngine

@Suite struct RecognizeTests {
  private func asking(_ recognize: String, on: String = "") throws -> Conversation {
    var call = try Conversation(
      """
      main:
        - answer
        - recognize: \(recognize)
          id: asked
          on: { \(on.isEmpty ? "" : on + ", ")failed: rest }
        - goto: rest
      rest:
        - wait: 1h
        - hangUp
      other:
        - wait: 2h
        - hangUp
      """
    )
    call.connect()
    return call
  }

  private let menu =
    "{ prompt: Sales or help?, choices: { sales: { press: 1, say: [sales] }, help: { press: 2 } } }"

  @Test func `recognize starts and waits`() throws {
    var call = try asking(menu, on: "sales: other, help: rest")
    call.expect("send 2.1 recognize sales=1(sales),help=2(help) from caller «Sales or help?»")
    call.accept(2)
    call.expect()
    #expect(call.machine.path == "main/1")
  }

  @Test func `a choice by key leads to its handler`() throws {
    var call = try asking(menu, on: "sales: other, help: rest")
    call.ignore()
    call.accept(2)
    call.event(.recognizeCompleted(.choice(label: "sales", phrase: nil, confidence: nil)), for: 2)
    #expect(call.machine.path == "other/0")
    #expect(
      call.result("asked")
        == "attempts: 1, by: tones, choice: sales, confidence: none, outcome: sales, phrase: none,"
        + " tones: some(1)"
    )
  }

  // MARK: Menus from data

  /// A call that asks another system for a menu.
  private func offering(
    _ items: [[String: CELValue]],
    _ type: String = "{ name: string, press: tones?, say: list<string>? }",
    environment: String? = testEnvironment
  ) throws -> Conversation {
    let text = flow(
      """
      main:
        - answer
        - http: { get: "${settings.crm}/menu", response: { options: [\(type)] } }
          id: menu
          on: { failed: hangUp }
        - recognize: { choices: "${menu.body.options}", retries: 1 }
          id: asked
          on: { failed: rest }
        - goto: rest
      rest:
        - wait: 1h
        - hangUp
      """,
      top: "settings: { crm: uri }"
    )
    var call = Conversation(program: try compiled(text, environment: environment))
    call.connect()
    call.ignore()
    let options = CELValue.list(items.map { .map(CELMap(texts: $0)) })
    call.respond(2, 200, .map(CELMap(texts: ["options": options])))
    return call
  }

  @Test func `data offers the choices, and the one that was made is the result`() throws {
    var call = try offering([
      ["name": .string("sales"), "press": .string("1"), "say": .list([.string("sales")])],
      ["name": .string("help"), "say": .list([.string("help"), .string("support")])],
    ])
    call.expect("send 3.1 recognize sales=1(sales),help(help|support) from caller")
    try call.restart()
    call.event(.recognizeCompleted(.choice(label: "help", phrase: "help", confidence: 0.9)), for: 3)
    #expect(call.machine.path == "rest/0")
    #expect(
      call.result("asked")
        == "attempts: 1, by: speech, choice: help, confidence: some(0.9), outcome: done,"
        + " phrase: some(help), tones: none"
    )
  }

  @Test func `choices by keys alone need no voice, and what fits none is asked again`() throws {
    let keys = "{ name: string, press: tones }"
    let environment = "environments: { test: { settings: { crm: https://crm.contoso.com } } }"
    var call = try offering(
      [
        ["name": .string("sales"), "press": .string("1")],
        ["name": .string("help"), "press": .string("*")],
      ],
      keys,
      environment: environment
    )
    call.expect("send 3.1 recognize 1 tones from caller")
    call.event(.recognizeCompleted(.tones([.nine])), for: 3)
    call.expect("send 4.1 recognize 1 tones from caller")
    try call.restart()
    call.event(.recognizeCompleted(.tones([.asterisk])), for: 4)
    #expect(call.result("asked").contains("choice: help"))
  }

  @Test(arguments: [
    [], (0..<10).map { ["name": CELValue.string("a\($0)")] },
    [["name": CELValue.string("a")], ["name": CELValue.string("a")]],
    [["name": CELValue.string("a"), "press": CELValue.string("12")]],
    [["name": CELValue.string("")]],
    [
      ["name": CELValue.string("a"), "press": CELValue.string("1")],
      ["name": CELValue.string("b"), "press": CELValue.string("1")],
    ],
  ])
  func `what is no menu fails`(items: [[String: CELValue]]) throws {
    var call = try offering(items)
    call.expect()
    #expect(call.steps.contains { $0.hasPrefix("main/2 recognize → failed (shape") })
  }

  // MARK: Speech

  @Test func `whatever is said is taken as text`() throws {
    var call = try asking("{ prompt: How can we help?, speech: { endSilence: 1s } }")
    call.expect("send 2.1 recognize speech 1000ms from caller «How can we help?»")
    call.accept(2)
    call.event(.recognizeCompleted(.speech("my bill is wrong", confidence: 0.8)), for: 2)
    #expect(call.machine.path == "rest/0")
    #expect(
      call.result("asked")
        == "attempts: 1, by: speech, confidence: some(0.8), outcome: done, text: my bill is wrong"
    )
  }

  @Test func `keys or speech, whichever comes`() throws {
    let step = "{ tones: { max: 8, stop: pound }, speech: {} }"
    var pressing = try asking(step)
    pressing.expect("send 2.1 recognize 8 tones until # or speech 500ms from caller")
    pressing.event(.recognizeCompleted(.tones([.one, .two, .pound])), for: 2)
    #expect(
      pressing.result("asked")
        == "attempts: 1, by: tones, confidence: none, outcome: done, text: none, tones: some(12)"
    )
    var speaking = try asking(step)
    speaking.ignore()
    speaking.event(.recognizeCompleted(.speech("twelve", confidence: nil)), for: 2)
    #expect(
      speaking.result("asked")
        == "attempts: 1, by: speech, confidence: none, outcome: done, text: some(twelve), tones: none"
    )
  }

  /// What is not understood, or not surely enough, is asked again.
  @Test(arguments: [("", 0.9), ("mumble", 0.2)])
  func `speech that says nothing fits nothing`(text: String, confidence: Double) throws {
    var call = try asking(
      "{ speech: {}, confidence: 0.5, retries: 1, noMatch: Once more please. }",
      on: "noMatch: other"
    )
    call.ignore()
    call.event(.recognizeCompleted(.speech(text, confidence: confidence)), for: 2)
    call.expect("send 3.1 recognize speech 500ms from caller «Once more please.»")
    call.event(.recognizeCompleted(.speech(text, confidence: confidence)), for: 3)
    #expect(call.machine.path == "other/0")
  }

  /// A long answer is not given up while it is spoken.
  @Test func `speech has a minute beyond the silence`() throws {
    var call = try asking("{ speech: {}, timeout: 5s }")
    call.ignore()
    call.accept(2)
    call.wait(.seconds(94))
    #expect(call.machine.path == "main/1")
    call.wait(.seconds(2))
    call.expect("read call")
  }

  @Test func `a choice by word tells the words and how sure it is`() throws {
    var call = try asking(menu, on: "sales: other, help: rest")
    call.ignore()
    call.event(
      .recognizeCompleted(.choice(label: "help", phrase: "help", confidence: 0.5)),
      for: 2
    )
    #expect(
      call.result("asked")
        == "attempts: 1, by: speech, choice: help, confidence: some(0.5), outcome: help,"
        + " phrase: some(help), tones: none"
    )
  }

  /// A menu of keys alone in a call without an AI endpoint.
  private func pressing(_ choices: String) throws -> Conversation {
    let text = flow(
      """
      main:
        - answer
        - recognize:
            prompt: menu
            choices: { \(choices) }
            retries: 1
            noMatch: wrong
          id: asked
          on: { failed: hangUp }
        - wait: 1h
        - hangUp
      """,
      top:
        "prompts: { menu: { file: https://c.com/menu.wav }, wrong: { file: https://c.com/no.wav } }"
    )
    var call = Conversation(
      program: try compiled(text, environment: "environments: { test: {} }")
    )
    call.connect()
    return call
  }

  @Test func `a menu of keys alone asks for keys, and needs no AI endpoint`() throws {
    var call = try pressing("sales: { press: 1 }, help: { press: 2 }")
    call.expect("send 2.1 recognize 1 tones from caller file https://c.com/menu.wav")
    call.event(.recognizeCompleted(.tones([.nine])), for: 2)
    call.expect(
      "send 3.1 recognize 1 tones from caller file https://c.com/no.wav file https://c.com/menu.wav"
    )
    call.event(.recognizeCompleted(.tones([.two])), for: 3)
    #expect(
      call.result("asked")
        == "attempts: 2, by: tones, choice: help, confidence: none, outcome: help, phrase: none,"
        + " tones: some(2)"
    )
  }

  @Test(arguments: [([Tone.one], "sales"), ([.one, .two], "help")])
  func `in a menu of keys alone a choice can be a row of keys`(
    pressed: [Tone],
    choice: String
  ) throws {
    var call = try pressing("sales: { press: 1 }, help: { press: \"12\" }")
    call.expect("send 2.1 recognize 2 tones from caller file https://c.com/menu.wav")
    call.event(.recognizeCompleted(.tones(pressed)), for: 2, 400, 8532)
    #expect(call.result("asked").contains("choice: \(choice)"))
  }

  @Test func `without an AI endpoint no text is sent`() throws {
    let text = flow("main: [answer, { play: Hello there., id: said }, hangUp]")
    var call = Conversation(program: try compiled(text, environment: nil))
    call.connect()
    call.expect(
      "log warning a step failed and nothing handles it outcome=failed reason=state step=main/1",
      "send 2.1 terminate"
    )
  }

  @Test func `silence is asked again with the words for it, and then is noInput`() throws {
    var call = try asking(
      "{ prompt: Your number?, tones: { count: 4 }, retries: 1, noInput: I heard nothing.,"
        + " noMatch: That was wrong. }"
    )
    call.expect("send 2.1 recognize 4 tones from caller «Your number?»")
    call.event(.recognizeFailed(sourceIndex: nil), for: 2, 400, 8510)
    call.expect("send 3.1 recognize 4 tones from caller «I heard nothing.» «Your number?»")
    call.event(.recognizeFailed(sourceIndex: nil), for: 3, 400, 8510)
    call.expect()
    #expect(call.machine.path == "rest/0")
    #expect(call.steps.contains("main/1 recognize → noInput (refused 400/8510)"))
    #expect(call.result("asked").hasPrefix("attempts: 2, outcome: noInput"))
  }

  @Test(arguments: [8532, 8534, 8547, 8563])
  func `what fits nothing is asked again with the words for it`(subCode: Int) throws {
    var call = try asking(
      "{ prompt: Your number?, tones: { count: 4 }, retries: 1, noMatch: That was wrong. }"
    )
    call.ignore()
    call.event(.recognizeFailed(sourceIndex: nil), for: 2, 400, subCode)
    call.expect("send 3.1 recognize 4 tones from caller «That was wrong.» «Your number?»")
    call.event(.recognizeFailed(sourceIndex: nil), for: 3, 400, subCode)
    #expect(call.steps.contains("main/1 recognize → noMatch (refused 400/\(subCode))"))
  }

  @Test func `another failure is not asked again`() throws {
    var call = try asking("{ prompt: Your number?, tones: { count: 4 }, retries: 5 }")
    call.ignore()
    call.event(.recognizeFailed(sourceIndex: 0), for: 2, 500, 8511)
    call.expect()
    #expect(call.steps.contains("main/1 recognize → failed (refused 500/8511)"))
  }

  @Test func `being cut off by nobody is failed`() throws {
    var call = try asking("{ prompt: Your number?, tones: { count: 4 }, retries: 5 }")
    call.ignore()
    call.event(.recognizeCanceled, for: 2, 400, 8508)
    #expect(call.steps.contains("main/1 recognize → failed (canceled 400/8508)"))
  }

  @Test func `keys are an answer without the one that ends them`() throws {
    var call = try asking("{ prompt: Your number?, tones: { min: 2, max: 4, stop: pound } }")
    call.expect("send 2.1 recognize 4 tones until # from caller «Your number?»")
    call.event(.recognizeCompleted(.tones([.one, .two, .pound])), for: 2)
    #expect(
      call.result("asked")
        == "attempts: 1, by: tones, outcome: done, tones: 12"
    )
  }

  @Test(arguments: [[Tone.one], [.nine, .nine]])
  func `too few keys, and keys that the pattern does not fit, are no match`(tones: [Tone]) throws {
    var call = try asking(
      "{ prompt: Your number?, tones: { min: 2, max: 4, match: \"[1-5]+\" } }"
    )
    call.ignore()
    call.event(.recognizeCompleted(.tones(tones)), for: 2)
    #expect(call.steps.contains("main/1 recognize → noMatch (invalid)"))
  }

  @Test func `a pattern fits the whole of the keys or not at all`() throws {
    var call = try asking("{ prompt: Your number?, tones: { count: 2, match: \"1|22\" } }")
    call.ignore()
    call.event(.recognizeCompleted(.tones([.two, .two])), for: 2)
    #expect(call.result("asked").contains("outcome: done"))
  }

  @Test func `speech that is too unsure is no match`() throws {
    var call = try asking(
      String(menu.dropLast()) + ", confidence: 0.6 }",
      on: "sales: other, help: rest"
    )
    call.ignore()
    call.event(
      .recognizeCompleted(.choice(label: "help", phrase: "help", confidence: 0.5)),
      for: 2
    )
    #expect(call.steps.contains("main/1 recognize → noMatch (invalid)"))
  }

  @Test func `a question nobody reports on is read, cut off and lost`() throws {
    var call = try asking("{ prompt: Your number?, tones: { count: 4 } }")
    call.ignore()
    call.accept(2)
    // 1.2 s of prompt, 5 s of silence, 4 keys 2 s apart, 30 s.
    call.wait(Milliseconds(44_199))
    call.expect()
    call.wait(Milliseconds(1))
    call.expect("read call")
    call.wait(.seconds(10))
    call.expect("send 3.1 cancelAllMedia")
    #expect(call.steps.contains("main/1 recognize → failed (lost)"))
  }

  @Test func `the caller is asked by the id of the list, which is waited for two seconds`() throws {
    var call = try Conversation(
      "main: [answer, { recognize: { tones: { count: 1 } }, on: { failed: continue } }, hangUp]"
    )
    call.ring()
    call.ignore()
    call.event(.callConnected, for: 1)
    call.expect()
    let leg = Identifier(rawID: "4:+14255550123_leg")
    call.list([leg])
    call.expect("send 2.1 recognize 1 tones from 4:+14255550123_leg")

    var late = try Conversation(
      "main: [answer, { recognize: { tones: { count: 1 } }, on: { failed: continue } }, hangUp]"
    )
    late.ring()
    late.ignore()
    late.event(.callConnected, for: 1)
    late.wait(.seconds(2))
    late.expect("send 2.1 recognize 1 tones from caller")
  }
}
