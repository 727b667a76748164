internal import CallEmulator
internal import CallModel
internal import FlowLanguage
internal import JSON

/// What comes from outside in explored calls: the constants that a flow compares with, and one beside
/// each.
struct SampleValues: Sendable {
  /// Keys that a `wait` of the flow is for.
  private(set) var awaitedKeys: [String] = []
  private var texts: [String] = []
  private var numbers: [Int] = []
  private let identities: [Identifier]

  /// Reads what a flow, and those it runs, compare with.
  init(of program: Program) {
    identities = program.identities.sorted { $0.key < $1.key }.map(\.value)
    take(program)
    texts = unique(texts)
    numbers = Array(Set(numbers)).sorted()
    awaitedKeys = unique(awaitedKeys)
  }

  private mutating func take(_ program: Program) {
    for file in program.sources where !file.isConfiguration {
      take(String(decoding: file.bytes, as: UTF8.self))
    }
    let steps = program.lists.values.flatMap(\.steps).sorted { $0.number < $1.number }
    for case .wait(let wait) in steps.map(\.step) {
      for case .press(let keys, _) in wait.triggers.map(\.condition) {
        awaitedKeys.append(String(keys.map(\.character)))
      }
    }
    for flow in program.flows.sorted(by: { $0.key < $1.key }).map(\.value) { take(flow) }
  }

  /// The literals beside comparisons, and the cases of a `switch`.
  private mutating func take(_ source: String) {
    for match in source.matches(of: /(?:[=!<>]=|[<>]|\bin) *\[?'([^'\n]*)'/) {
      texts.append(String(match.1))
    }
    for match in source.matches(of: /(?:[=!<>]=|[<>]) *(-?\d{1,9})\b/) {
      if let number = Int(match.1) { numbers += [number - 1, number, number + 1] }
    }
    for match in source.matches(of: /cases: *\{([^}\n]*)\}/) {
      for word in match.1.matches(of: /([A-Za-z][A-Za-z0-9]*):/) { texts.append(String(word.1)) }
    }
  }

  /// The keys that answer a question: each choice, one that is none, and what is compared with.
  func keys(for question: OpenQuestion) -> [String] {
    if let choices = question.choices {
      let tones = choices.compactMap(\.tone)
      guard !tones.isEmpty else { return [] }
      let other = Tone.allCases.first { !tones.contains($0) }
      return (tones + [other].compactMap(\.self)).map { String($0.character) }
    }
    guard let collection = question.tones else { return [] }
    let stop = collection.stopTones.first.map { String($0.character) } ?? ""
    let compared = texts.filter { text in
      !text.isEmpty && text.count <= collection.maximum
        && text.allSatisfy { "0123456789*#".contains($0) }
    }
    let full = String(
      "1234567890123456789012345678901234567890".prefix(min(collection.maximum, 40))
    )
    return unique(
      (compared + [full]).map { $0.count < collection.maximum ? $0 + stop : $0 } + ["1" + stop]
    )
  }

  /// The words that answer a question.
  func phrases(for question: OpenQuestion) -> [String] {
    if let choices = question.choices {
      let spoken = choices.filter { $0.tone == nil }.compactMap(\.phrases.first)
      return spoken + (choices.contains { !$0.phrases.isEmpty } ? ["something else"] : [])
    }
    return question.listensForSpeech ? ["something else"] + texts.prefix(3) : []
  }

  /// Answers to a request of a step, as flow text.
  func answers(to node: StepNode?) -> [String] {
    guard case .http(let step)? = node?.step else { return ["{ status: 200, body: {} }"] }
    var answers: [String] = []
    if let type = step.response {
      answers = values(of: type).map { "{ status: 200, body: \($0) }" }
    } else {
      answers = ["{ status: 200, body: {} }"]
    }
    for handler in node?.handlers ?? [] where Int(handler.outcome.name) != nil {
      let body = step.response.flatMap { values(of: $0).first } ?? "{}"
      answers.append("{ status: \(handler.outcome.name), body: \(body) }")
    }
    return unique(answers + ["{ status: 500, body: {} }"])
  }

  /// Values of a type, as JSON text; the first is an ordinary one.
  func values(of type: FlowType) -> [String] {
    switch type {
    case .bool: ["true", "false"]
    case .int: numbers.isEmpty ? ["1"] : numbers.map(String.init)
    case .double: ["1.5"] + numbers.map(String.init)
    case .string: unique(texts + ["a17"]).map { JSONValue.string($0).description }
    case .duration: ["\"30s\""]
    case .timestamp: ["\"2026-12-01T09:30:00Z\""]
    case .time: ["\"09:30\""]
    case .date: ["\"2026-12-01\""]
    case .locale: ["\"en-US\""]
    case .uri: ["\"https://example.com/a\""]
    case .tones: ["\"12\""]
    case .list(let item): ["[\(values(of: item).first ?? "")]", "[]"]
    case .map: ["{}"]
    case .optional(let wrapped): values(of: wrapped) + ["null"]
    case .record(let fields): records(fields)
    case .identifier(let kinds):
      identities.filter { kinds.contains($0.kind) }.prefix(2).map {
        JSONValue.string($0.rawID).description
      } + (identities.contains { kinds.contains($0.kind) } ? [] : kinds.sample)
    case .unreadable: []
    }
  }

  /// An ordinary record, and for each field its other values beside that.
  private func records(_ fields: [FlowType.Field]) -> [String] {
    let each = fields.map { field in (field.name, values(of: field.type)) }
    func text(_ chosen: [String]) -> String {
      "{ " + zip(each, chosen).map { "\($0.0): \($1)" }.joined(separator: ", ") + " }"
    }
    let ordinary = each.map { $0.1.first ?? "null" }
    guard !fields.isEmpty else { return ["{}"] }
    var all = [text(ordinary)]
    for (index, field) in each.enumerated() {
      for value in field.1.dropFirst() {
        var chosen = ordinary
        chosen[index] = value
        all.append(text(chosen))
      }
    }
    return unique(all)
  }
}

extension Set<IdentifierKind> {
  /// The raw id of somebody of the first of the kinds.
  fileprivate var sample: [String] {
    if contains(.teamsExtensionUser) {
      return [
        "\"28:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_87d349ed-44d7-43e1-9a83-5f2406dee5bd_0269be4d-5be0-4770-bf9c-a1bf50ee78d5\""
      ]
    }
    if contains(.phoneNumber) { return ["\"4:+12065550177\""] }
    if contains(.microsoftTeamsUser) { return ["\"8:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee78d5\""] }
    return ["\"8:acs:0269be4d-5be0-4770-bf9c-a1bf50ee78d5_1\""]
  }
}

private func unique(_ items: [String]) -> [String] {
  var known: Set<String> = []
  return items.filter { known.insert($0).inserted }
}
