import FlowLanguage
import Testing

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
  /// Whether it fails whatever its keys say.
  var fails = false

  struct Key: Sendable {
    let name: String
    let text: String
    init(_ name: String, _ text: String) { (self.name, self.text) = (name, text) }
  }

  var testDescription: String {
    "\(keyword.rawValue) \((inside + beside).map(\.name).joined(separator: ", "))"
  }

  /// The path of the step in its flow.
  var place: String {
    if isRun { return "part/0" }
    if isAfterRecording { return "on.recordingReady/0" }
    let earlier = before.filter { $0.hasPrefix("- ") }.count
    return "main/\(earlier + (rings || places ? 0 : 1))"
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

extension StepExample {
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

  /// A project of the step alone between an answer and an end, without one of its keys and with
  /// another handler where they are named.
  func project(
    without key: String? = nil,
    handling handler: String? = nil
  ) -> CompiledProject {
    let step = text(without: key, handling: handler)
    let lines = step.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    let sockets =
      "{ streaming: { url: wss://contoso.com/a }, transcription: { url: wss://contoso.com/t } }"
    let answer =
      rings || places
      ? "" : isSetUp ? "    - answer: \(sockets)\n" : "    - answer\n"
    let routes = places ? "" : "routes: [{ to: line }]"
    let ready = isAfterRecording ? "on:\n  recordingReady:\n\(lines)" : ""
    let main =
      isAfterRecording
      ? "\(answer)    - record: start\n    - wait: 1h\n    - goto: rest"
      : isRun
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
      \(step.contains("signal: said") ? "signals: { said: { text: string } }" : "")
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
}
