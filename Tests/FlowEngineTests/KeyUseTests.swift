import CallModel
import Diagnostics
import FlowLanguage
import TestSupport
import Testing

@testable import FlowEngine

/// A step with its keys, written so that each of them matters.
struct StepExample: Sendable, CustomTestStringConvertible {
  let keyword: StepKeyword
  /// The keys under the keyword.
  var inside: [Key] = []
  /// The keys beside the keyword.
  var beside: [Key] = []
  /// The value, where there are no keys.
  var value: String?
  /// What its `on:` must say.
  var on: String?
  /// The lines of a step before it, where it needs one.
  var before: [String] = []
  /// Whether it stands before `answer`.
  var rings = false
  /// Whether it stands in a block that is run.
  var isRun = false
  /// Whether it places the call, so that no calls come in.
  var places = false
  /// Whether it needs a call with sockets.
  var isSetUp = false
  /// Whether it stands where a recording is ready.
  var isAfterRecording = false

  struct Key: Sendable {
    let name: String
    let text: String
    init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
  }

  var testDescription: String {
    "\(keyword.rawValue) \((inside + beside).map(\.name).joined(separator: ", "))"
  }

  /// The step without one of its keys, and with another handler.
  func text(without key: String? = nil, handling handler: String? = nil) -> String {
    let fields = inside.filter { $0.name != key }.map { "\($0.name): \($0.text)" }
    let own = value ?? (inside.isEmpty ? "" : "{ \(fields.joined(separator: ", ")) }")
    let head = own.isEmpty ? "- \(keyword.rawValue):" : "- \(keyword.rawValue): \(own)"
    let lines = beside.filter { $0.name != key }.map { "  \($0.name): \($0.text)" }
    let handlers = [on, handler].compactMap { $0 }.joined(separator: ", ")
    return (before + [head] + lines + (handlers.isEmpty ? [] : ["  on: { \(handlers) }"]))
      .joined(separator: "\n")
  }
}

/// What is read is used, or it is a finding.
@Suite struct KeyUseTests {
  static let examples: [StepExample] = [
    StepExample(
      keyword: .answer,
      inside: [
        .init("streaming", "{ url: wss://contoso.com/a, dtmf: true }"),
        .init("transcription", "{ url: wss://contoso.com/t, interim: true }"),
      ],
      rings: true
    ),
    StepExample(keyword: .reject, inside: [.init("reason", "forbidden")], rings: true),
    StepExample(keyword: .redirect, inside: [.init("to", "desk")], rings: true),
    StepExample(keyword: .join, inside: [.init("room", "r1")], places: true),
    StepExample(keyword: .join, inside: [.init("groupCall", "g1")], places: true),
    StepExample(keyword: .join, inside: [.init("serverCall", "s1")], places: true),
    StepExample(
      keyword: .join,
      inside: [
        .init("room", "r1"), .init("streaming", "{ url: wss://contoso.com/a }"),
        .init("transcription", "{ url: wss://contoso.com/t }"),
      ],
      places: true
    ),
    StepExample(
      keyword: .dial,
      inside: [
        .init("to", "desk"), .init("as", "home"), .init("timeout", "9s"),
        .init("streaming", "{ url: wss://contoso.com/a }"),
        .init("transcription", "{ url: wss://contoso.com/t }"),
      ],
      places: true
    ),
    StepExample(
      keyword: .play,
      inside: [
        .init("prompt", "hello"), .init("to", "caller"), .init("loop", "true"),
        .init("background", "true"),
      ]
    ),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("prompt", "hello"), .init("from", "desk"),
        .init("choices", "{ a: { press: 1, say: [a] }, b: { press: 2 } }"), .init("timeout", "9s"),
        .init("bargeIn", "false"), .init("retries", "2"), .init("noInput", "again"),
        .init("noMatch", "bye"), .init("locale", "es-MX"),
      ]
    ),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("choices", "{ a: { press: 1, say: [a] } }"), .init("retries", "1"),
        .init("confidence", "0.9"), .init("model", "m-1"),
      ]
    ),
    StepExample(keyword: .recognize, inside: [.init("tones", "{ count: 2 }")]),
    StepExample(
      keyword: .recognize,
      inside: [
        .init("choices", "{ a: { press: 1, say: [a] } }"), .init("everywhere", "false"),
      ]
    ),
    StepExample(
      keyword: .recognize,
      inside: [.init("tones", "{ count: 2 }"), .init("speech", "{ endSilence: 1s }")]
    ),
    StepExample(
      keyword: .addAgent,
      inside: [
        .init("to", "[user, other]"), .init("strategy", "all"), .init("timeout", "9s"),
        .init("music", "hello"), .init("callerId", "home"),
        .init("context", "{ headers: { x-a: b } }"),
        .init("meanwhile", "{ every: 2s, do: [{ log: meanwhile }] }"),
      ]
    ),
    StepExample(
      keyword: .addParticipant,
      inside: [
        .init("to", "[desk, home]"), .init("strategy", "all"), .init("timeout", "9s"),
        .init("music", "hello"), .init("callerId", "home"),
        .init("context", "{ headers: { x-a: b } }"),
        .init("meanwhile", "{ every: 2s, do: [{ log: meanwhile }] }"),
      ]
    ),
    StepExample(
      keyword: .transfer,
      inside: [
        .init("to", "desk"), .init("party", "home"),
      ]
    ),
    StepExample(
      keyword: .wait,
      inside: [
        .init("for", "{ key: { press: 1 } }"), .init("timeout", "9s"),
        .init("meanwhile", "{ every: 2s, do: [{ log: meanwhile }] }"),
      ],
      on: "timeout: continue"
    ),
    StepExample(keyword: .removeParticipant, inside: [.init("party", "desk")]),
    StepExample(
      keyword: .hold,
      inside: [.init("party", "caller"), .init("music", "hello")]
    ),
    StepExample(keyword: .unhold, inside: [.init("party", "caller")]),
    StepExample(keyword: .mute, inside: [.init("party", "user")]),
    StepExample(
      keyword: .sendTones,
      inside: [.init("tones", "12"), .init("to", "desk")]
    ),
    StepExample(
      keyword: .record,
      inside: [
        .init("channels", "unmixed"), .init("paused", "true"), .init("order", "[desk, caller]"),
        .init("storage", "https://contoso.blob.core.windows.net/calls"),
      ]
    ),
    StepExample(
      keyword: .record,
      inside: [.init("action", "stop")],
      before: ["- record: start"]
    ),
    StepExample(keyword: .stream, inside: [.init("action", "start")], isSetUp: true),
    StepExample(
      keyword: .stream,
      inside: [.init("action", "stop")],
      before: ["- stream: start"],
      isSetUp: true
    ),
    StepExample(
      keyword: .transcribe,
      inside: [.init("action", "start"), .init("locale", "es-MX")],
      isSetUp: true
    ),
    StepExample(
      keyword: .takeMessage,
      inside: [
        .init("prompt", "hello"), .init("beep", "again"), .init("stop", "1"),
        .init("silence", "2s"), .init("max", "9s"),
      ]
    ),
    StepExample(keyword: .wait, inside: [.init("duration", "9s"), .init("music", "hello")]),
    StepExample(
      keyword: .wait,
      inside: [
        .init("for", "{ key: { press: 1 } }"), .init("timeout", "9s"), .init("music", "hello"),
      ],
      on: "timeout: end"
    ),
    StepExample(
      keyword: .wait,
      inside: [.init("for", "{ key: { left: caller } }")]
    ),
    StepExample(
      keyword: .transfer,
      inside: [.init("to", "desk"), .init("context", "{ headers: { x-a: b } }")]
    ),
    StepExample(
      keyword: .transfer,
      inside: [.init("to", "desk")],
      before: ["- addParticipant: home", "  on: { failed: continue }"]
    ),
    StepExample(keyword: .addAgent, inside: [.init("to", "user")]),
    StepExample(keyword: .addParticipant, inside: [.init("to", "desk")]),
    StepExample(
      keyword: .addAgent,
      inside: [.init("to", "user"), .init("confirm", "{ prompt: hello, press: 2 }")]
    ),
    StepExample(
      keyword: .addParticipant,
      inside: [.init("to", "desk"), .init("confirm", "hello")]
    ),
    StepExample(keyword: .set, value: "{ word: '${string(1 / none)}' }"),
    StepExample(keyword: .log, value: "${1 / none}"),
    StepExample(keyword: .locale, inside: [.init("locale", "'${string(1 / none)}'")]),
    StepExample(keyword: .if, beside: [.init("then", "end")], value: "1 / none > 0"),
    StepExample(keyword: .switch, beside: [.init("cases", "{ 1: end }")], value: "1 / none"),
    StepExample(
      keyword: .repeat,
      inside: [.init("until", "1 / none > 0"), .init("do", "[{ log: a }]")],
      on: "exhausted: continue"
    ),
    StepExample(
      keyword: .http,
      inside: [
        .init("post", "https://contoso.com"), .init("headers", "{ a: b }"),
        .init("body", "{ a: 1 }"),
        .init("timeout", "9s"), .init("response", "{ ticket: string }"), .init("once", "true"),
      ]
    ),
    StepExample(
      keyword: .http,
      inside: [.init("get", "https://contoso.com"), .init("query", "{ a: b }")]
    ),
    StepExample(keyword: .http, inside: [.init("put", "https://contoso.com")]),
    StepExample(keyword: .http, inside: [.init("patch", "https://contoso.com")]),
    StepExample(keyword: .http, inside: [.init("delete", "https://contoso.com")]),
    StepExample(
      keyword: .schedule,
      inside: [.init("flow", "later"), .init("with", "{ count: 7 }"), .init("after", "5m")]
    ),
    StepExample(
      keyword: .schedule,
      inside: [.init("flow", "later"), .init("at", "'${now + duration(string(1 / none))}'")]
    ),
    StepExample(
      keyword: .fetch,
      inside: [.init("to", "office"), .init("delete", "true")],
      isAfterRecording: true
    ),
    StepExample(keyword: .hangUp),
    StepExample(keyword: .leave, before: ["- addAgent: user", "  on: { failed: continue }"]),
    StepExample(keyword: .end),
    StepExample(keyword: .set, value: "{ word: b }"),
    StepExample(
      keyword: .log,
      inside: [.init("text", "a text"), .init("level", "error"), .init("fields", "{ a: b }")]
    ),
    StepExample(keyword: .locale, inside: [.init("locale", "es-MX")]),
    StepExample(
      keyword: .if,
      beside: [.init("then", "[{ log: a }]"), .init("else", "[{ log: b }]")],
      value: "call.callerName.hasValue()"
    ),
    StepExample(
      keyword: .switch,
      beside: [.init("cases", "{ Kim: [{ log: a }] }"), .init("default", "[{ log: b }]")],
      value: "call.callerName.orValue('')"
    ),
    StepExample(
      keyword: .repeat,
      inside: [
        .init("times", "3"), .init("until", "call.callerName.hasValue()"),
        .init("do", "[{ log: a }, { wait: 1s }]"),
      ],
      on: "exhausted: continue"
    ),
    StepExample(
      keyword: .sensitive,
      inside: [.init("do", "[{ log: a }]")],
      before: ["- record: start"]
    ),
    StepExample(
      keyword: .recognize,
      inside: [.init("tones", "{ count: 2 }"), .init("sensitive", "true")],
      before: ["- record: start", "- record: pause", "  on: { failed: rest }"]
    ),
    StepExample(keyword: .goto, value: "rest"),
    StepExample(keyword: .run, inside: [.init("block", "note")]),
    StepExample(keyword: .run, inside: [.init("flow", "part"), .init("with", "{ text: given }")]),
    StepExample(
      keyword: .run,
      inside: [.init("flow", "part"), .init("with", "{ text: '${string(1 / none)}' }")]
    ),
    StepExample(keyword: .return, isRun: true),
  ]

  /// The flow that `run` runs.
  private static let part = """
    flow: part
    profile: callAutomation
    parameters: { text: string = none }
    blocks: { main: [{ log: "${text}" }] }
    """

  /// The flow whose calls `schedule` has begun.
  private static let later = """
    flow: later
    profile: callAutomation
    parameters: { count: int = 0 }
    blocks: { main: [{ join: { room: "${string(count)}" }, on: { failed: end } }, leave] }
    """

  /// A project of the step alone between an answer and an end.
  private func project(_ step: String, of example: StepExample) -> CompiledProject {
    let lines = step.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    let sockets =
      "{ streaming: { url: wss://contoso.com/a }, transcription: { url: wss://contoso.com/t } }"
    let answer =
      example.rings || example.places
      ? "" : example.isSetUp ? "    - answer: \(sockets)\n" : "    - answer\n"
    let routes = example.places ? "" : "routes: [{ to: line }]"
    let ready = example.isAfterRecording ? "on:\n  recordingReady:\n\(lines)" : ""
    let main =
      example.isAfterRecording
      ? "\(answer)    - record: start\n    - wait: 1h\n    - goto: rest"
      : example.isRun
        ? "\(answer)    - run: part\n    - goto: rest\n  part:\n\(lines)"
        : "\(answer)\(lines)\n    - goto: rest"
    let text = """
      flow: test
      profile: callAutomation
      locale: en-US
      voices: { en-US: en-US-NancyNeural, es-MX: es-MX-DaliaNeural }
      identities:
        line: { communicationUser: 8:acs:line }
        desk: +12065551212
        home: +12065551213
        user: { communicationUser: 8:acs:user }
        other: { communicationUser: 8:acs:other }
      \(routes)
      variables: { word: string = a, none: int = 0 }
      everywhere: { home: { press: 9, go: rest } }
      prompts:
        hello: { file: https://contoso.com/hello.wav }
        again: { file: https://contoso.com/again.wav }
        bye: { file: https://contoso.com/bye.wav }
      blocks:
        main:
      \(main)
        note:
          - log: noted
        rest:
          - log: ${word}
          - hangUp
      \(ready)
      """
    return compileProject(
      ProjectSources(
        files: [
          ProjectFile(path: "test.yaml", bytes: Array(text.utf8)),
          ProjectFile(path: "flowctl.yaml", bytes: Array(testEnvironment.utf8)),
        ]
          + (step.contains("flow:") ? [Self.part, Self.later] : []).enumerated().map {
            ProjectFile(path: "other\($0).yaml", bytes: Array($1.utf8))
          },
        environment: nil,
        requiresValues: false,
        zones: FixedZones()
      )
    )
  }

  /// What some calls ask of the host, whatever the traces say.
  private func effects(of program: Program) -> [[Effect]] {
    guard program.handlers.recordingReady == nil else {
      return [HTTPResult.fetched([]), .timedOut].map { result in
        var call = Conversation(recording: program)
        call.ignore()
        for case .fetch(let fetch) in call.effects {
          call.feed(.httpFinished(ordinal: fetch.ordinal, result))
          call.ignore()
        }
        return call.effects.filter { if case .trace = $0 { false } else { true } }
      }
    }
    return (0..<80).map { seed in
      var machine = CallMachine(callID: CallID("1"))
      var service = RandomService(SeededGenerator(seed: UInt64(seed)), isOrderly: seed >= 60)
      var all: [Effect] = []
      var input: CallInput? = service.begin(program)
      for _ in 0..<60 {
        guard let next = input, !machine.isClosed else { break }
        let effects = machine.handle(next, in: program)
        service.take(effects)
        all += effects.filter { if case .trace = $0 { false } else { true } }
        input = service.next()
      }
      return all
    }
  }

  private func codes(_ project: CompiledProject) -> [String] {
    project.findings.map { "\($0.code) \($0.message)" }
  }

  @Test(arguments: examples)
  func `each key changes what calls do, or what is found`(example: StepExample) throws {
    let whole = project(example.text(), of: example)
    let findings = renderText(whole.findings, files: whole.files, style: .plain)
    let program = try #require(whole.programs.first { $0.name == "test" }, "\(findings)")
    #expect(!whole.findings.contains { $0.code == .unusedField }, "\(findings)")
    let before = effects(of: program)
    for key in (example.inside + example.beside).map(\.name) {
      let left = project(example.text(without: key), of: example)
      let isFound = codes(left) != codes(whole)
      let isUsed =
        left.programs.first { $0.name == "test" }.map { effects(of: $0) != before } ?? false
      #expect(isFound || isUsed, "`\(key)` of `\(example.keyword)` changes nothing")
    }
  }

  @Test func `the examples have every key of every step`() {
    for keyword in StepKeyword.allCases {
      let examples = Self.examples.filter { $0.keyword == keyword }
      #expect(!examples.isEmpty)
      let written = examples.flatMap { $0.inside + $0.beside }.map(\.name)
      let known = keyword.shape.fields.map(\.name).filter { !$0.isEmpty }
      let values = examples.contains { $0.value != nil } ? [keyword.rawValue, "block"] : []
      #expect(Set(known).subtracting(written + values).isEmpty, "\(keyword)")
    }
  }

  @Test(arguments: StepKeyword.allCases)
  func `a handler is taken where its outcome can happen, and a finding where it cannot`(
    keyword: StepKeyword
  ) {
    for name in Outcome.reserved.map(\.name) + ["a", "b", "key", "404"] {
      var programs: [Program] = []
      for example in Self.examples where example.keyword == keyword {
        guard example.on?.hasPrefix("\(name):") != true else { continue }
        let project = project(
          example.text(handling: "\(name): [{ log: handled }, end]"),
          of: example
        )
        let isTold = project.findings.contains { $0.code == .unknownOutcome }
        #expect(
          isTold == !project.programs.contains { $0.name == "test" },
          "\(name): \(codes(project))"
        )
        programs += project.programs.filter { $0.name == "test" }
      }
      let isHandled = programs.contains { effects(of: $0).joined().contains(where: isMark) }
      #expect(isHandled || programs.isEmpty, "`\(name)` of `\(keyword)` is never handled")
    }
  }

  private func isMark(_ effect: Effect) -> Bool {
    if case .log(let entry) = effect { entry.text == "handled" } else { false }
  }
}
