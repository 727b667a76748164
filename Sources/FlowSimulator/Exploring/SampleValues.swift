internal import CEL
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// What comes from outside in explored calls, as scenarios write it: for each thing the constants that
/// the flow compares it with, one beside each, and an ordinary value.
struct SampleValues: Sendable {
  /// The most values of one thing.
  private static let limit = 24

  private let constants: ComparedConstants
  private let identities: [Identifier]
  /// Those that the flow compares somebody with.
  private let compared: [Identifier]

  /// Looks at a flow, and those it runs.
  init(of program: Program) {
    constants = ComparedConstants(program)
    let named = program.identities.sorted { $0.key < $1.key }
    let references = program.expressions.flatMap(\.references).compactMap(\.path.first)
    identities = named.map(\.value)
    compared = named.filter { references.contains($0.key) }.map(\.value)
  }

  /// The keys that answer a question: each choice, one that is none, and what is compared with; `menu`
  /// are the keys of a menu that the service was asked to take as they come.
  func keys(for question: OpenQuestion, of menu: [[Tone]]) -> [String] {
    if question.tones != nil, !menu.isEmpty {
      let known = menu.map { String($0.map(\.character)) }
      let other = Tone.allCases.map { String($0.character) }.first { key in
        !known.contains { $0.hasPrefix(key) }
      }
      return unique(known + [other].compactMap(\.self))
    }
    if let choices = question.choices {
      let tones = choices.compactMap(\.tone)
      guard !tones.isEmpty else { return [] }
      let other = Tone.allCases.first { !tones.contains($0) }
      return (tones + [other].compactMap(\.self)).map { String($0.character) }
    }
    guard let collection = question.tones else { return [] }
    let stop = collection.stopTones.first.map { String($0.character) } ?? ""
    let most = min(collection.maximum, 40)
    let compared = constants.texts(of: "tones").filter { text in
      !text.isEmpty && text.count <= collection.maximum
        && text.allSatisfy { "0123456789*#".contains($0) }
    }
    let full = ["1234567890", "0987654321"].map { digits in
      String(String(repeating: digits, count: 4).prefix(most))
    }
    let all = compared + full + (most > 1 ? ["1"] : ["9"])
    return unique(all.map { $0.count < collection.maximum ? $0 + stop : $0 })
  }

  /// The words that answer a question.
  func phrases(for question: OpenQuestion) -> [String] {
    if let choices = question.choices {
      let spoken = choices.filter { $0.tone == nil }.compactMap(\.phrases.first)
      return spoken + (choices.contains { !$0.phrases.isEmpty } ? [Self.otherWords] : [])
    }
    guard question.listensForSpeech else { return [] }
    return unique([Self.otherWords] + constants.texts(of: "text"))
  }

  /// Answers to a request of a step.
  func answers(to node: StepNode?) -> [String] {
    guard case .http(let step)? = node?.step else { return ["{ status: 200, body: {} }"] }
    let bodies = step.response.map { values(of: $0, named: "body") } ?? ["{}"]
    var answers = bodies.map { "{ status: 200, body: \($0) }" }
    for handler in node?.handlers ?? [] where Int(handler.outcome.name) != nil {
      answers.append("{ status: \(handler.outcome.name), body: \(bodies.first ?? "{}") }")
    }
    for status in constants.numbers(of: "status") where (200...599).contains(status) {
      answers.append("{ status: \(status), body: \(bodies.first ?? "{}") }")
    }
    return unique(answers + ["{ status: 500, body: {} }"])
  }

  /// Values of a type, the first an ordinary one; `name` is what the flow calls it.
  func values(of type: FlowType, named name: String) -> [String] {
    let texts = constants.texts(of: name)
    let all: [String]
    switch type {
    case .bool: all = ["true", "false"]
    case .int: all = ["1"] + constants.numbers(of: name).map(String.init)
    case .double:
      all = ["1.5"] + constants.fractions(of: name).map { JSONValue.number($0).description }
    case .string:
      let sized = constants.counts(of: name).map { String(repeating: "a", count: $0) }
      all = [Self.otherText] + (texts + sized).map { JSONValue.string($0).description }
    case .duration:
      all = ["\"30s\""] + constants.lengths(of: name).map { "\"\($0.scenarioText)\"" }
    case .timestamp:
      let times = constants.times(of: name).compactMap { $0.value?.text() }
      all = ["\"2026-12-01T09:30:00Z\""] + times.map { "\"\($0)\"" }
    case .time: all = ["\"09:30\""] + known(texts, as: type)
    case .date: all = ["\"2026-12-01\""] + known(texts, as: type)
    case .locale: all = ["\"en-US\""] + texts.map { JSONValue.string($0).description }
    case .uri: all = ["\"https://example.com/a\""]
    case .tones: all = ["\"12\""] + texts.map { JSONValue.string($0).description }
    case .list(let item):
      let items = values(of: item, named: name)
      let first = items.first ?? ""
      let sized = constants.counts(of: name).map { count in
        "[\([String](repeating: first, count: count).joined(separator: ", "))]"
      }
      all = ["[\(first)]", "[]"] + items.dropFirst().map { "[\($0)]" } + sized
    case .map(let item):
      let first = values(of: item, named: name).first ?? "null"
      all =
        ["{}"]
        + constants.counts(of: name).map { count in
          "{ " + (0..<count).map { "k\($0): \(first)" }.joined(separator: ", ") + " }"
        }
    case .optional(let wrapped): all = values(of: wrapped, named: name) + ["null"]
    case .record(let fields): all = records(fields)
    case .identifier(let kinds):
      // Somebody whom the flow does not name: nobody is twice in a call.
      let known = rawIDs(of: identities, among: kinds)
      let others = kinds.samples.filter { !known.contains($0) }
      all = others.isEmpty ? known : others + rawIDs(of: compared, among: kinds)
    case .unreadable: all = []
    }
    return Array(unique(all).prefix(Self.limit))
  }

  /// Those of some texts that are values of a type.
  private func known(_ texts: [String], as type: FlowType) -> [String] {
    texts.filter { type.value(json: .string($0)) != nil }
      .map { JSONValue.string($0).description }
  }

  private func rawIDs(of parties: [Identifier], among kinds: Set<IdentifierKind>) -> [String] {
    parties.filter { kinds.contains($0.kind) }.map { JSONValue.string($0.rawID).description }
  }

  /// The texts that a header, or something else of a name, is compared with.
  func texts(of name: String) -> [String] { constants.texts(of: name) }

  /// An ordinary record, and for each field its other values beside that.
  private func records(_ fields: [FlowType.Field]) -> [String] {
    let each = fields.map { field in (field.name, values(of: field.type, named: field.name)) }
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
    return all
  }

  /// Words that nothing is compared with.
  private static let otherWords = "something else"
  private static let otherText = "\"a17\""
}

extension Set<IdentifierKind> {
  /// The raw ids of somebody of each of the kinds that a party can be.
  var samples: [String] {
    let known: [(IdentifierKind, String)] = [
      (
        .teamsExtensionUser,
        "8:acs:e5b7f628-ea94-4fdc-b3d9-1af1fe231111_87d349ed-44d7-43e1-9a83-5f2406dee5bd"
          + "_0269be4d-5be0-4770-bf9c-a1bf50ee78d5"
      ),
      (.phoneNumber, "4:+12065550177"),
      (.microsoftTeamsUser, "8:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee78d5"),
      (.communicationUser, "8:acs:0269be4d-5be0-4770-bf9c-a1bf50ee78d5_1"),
      (.microsoftTeamsApp, "28:orgid:0269be4d-5be0-4770-bf9c-a1bf50ee78d5"),
    ]
    return known.filter { contains($0.0) }.map { "\"\($0.1)\"" }
  }
}

/// The items, each once, where it comes first.
func unique(_ items: [String]) -> [String] {
  var known: Set<String> = []
  return items.filter { known.insert($0).inserted }
}
