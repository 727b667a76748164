internal import CEL
internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// What stands in a scenario for values of a call that are nobody's business.
///
/// What the journal has sealed becomes a value of its type. Numbers become numbers of the North
/// American range for fiction, the same one each time, and names and headers go.
struct HiddenValues: Sendable {
  /// Whether numbers, names and headers are hidden.
  let isOn: Bool
  /// What each number becomes that the flow does not name itself.
  private let numbers: [String: String]

  /// What stands for a text.
  static let word = "secret"

  init(_ isOn: Bool, of program: Program, in past: [PastInput]) {
    self.isOn = isOn
    let known = Set(program.identities.values.compactMap(\.number))
    var numbers: [String: String] = [:]
    for number in isOn ? past.flatMap(\.numbers) : [] where !known.contains(number) {
      numbers[number] = numbers[number] ?? "+1425555\(String(10_100 + numbers.count).dropFirst())"
    }
    self.numbers = numbers
  }

  /// Somebody.
  func party(_ identifier: Identifier) -> Identifier {
    guard let number = identifier.number, let other = numbers[number] else { return identifier }
    return .phoneNumber(other)
  }

  func headers(_ headers: [String: String]) -> [String: String] {
    isOn ? headers.mapValues { _ in Self.word } : headers
  }

  /// The values of parameters.
  func arguments(_ arguments: [String: CELValue], of program: Program) -> [String: CELValue] {
    arguments.reduce(into: [:]) { shown, entry in
      let isSealed = program.sensitive.values[entry.key] != nil
      let type = program.variables[entry.key]?.type
      shown[entry.key] = isSealed ? Self.value(of: type).celValue : with(numbers, entry.value)
    }
  }

  /// A value that is not sealed.
  func shown(_ value: CELValue) -> JSONValue { JSONValue(with(numbers, value)) }

  /// What a request got; nil where no line can say it.
  func answer(_ result: HTTPResult, isSealed: Bool, _ type: FlowType?) -> ScenarioAnswer? {
    switch result {
    case .response(let answer):
      let body = isSealed ? Self.value(of: type) : answer.body.map { shown($0) }
      return ScenarioAnswer(
        content: .respond(
          status: answer.status,
          headers: [:],
          body: body.map(ScenarioValue.literal)
        )
      )
    case .timedOut: return ScenarioAnswer(content: .timeout)
    case .failed, .refused: return ScenarioAnswer(content: .unreachable)
    case .fetched: return nil
    }
  }

  /// A value of a type that says nothing, as JSON has it.
  static func value(of type: FlowType?) -> JSONValue {
    switch type {
    case .bool?: false
    case .int?, .double?: 0
    case .string?: .string(word)
    case .duration?: "1s"
    case .timestamp?: "2026-11-24T12:00:00Z"
    case .time?: "12:00"
    case .date?: "2026-11-24"
    case .locale?: "en-US"
    case .uri?: "https://example.com/"
    case .tones?: "1"
    case .list?: []
    case .map?: [:]
    case .record(let fields)?:
      .object(JSONObject(fields.map { ($0.name, value(of: $0.type)) }))
    case .optional?: .null
    case .identifier?: "+14255550100"
    case .unreadable?, nil: [:]
    }
  }

  /// A value with other numbers.
  private func with(_ numbers: [String: String], _ value: CELValue) -> CELValue {
    guard !numbers.isEmpty else { return value }
    if let identifier = IdentifierType.identifier(from: value) {
      return IdentifierType.value(of: party(identifier))
    }
    switch value {
    case .string(let text):
      return .string(numbers.reduce(text) { $0.replacing($1.key, with: $1.value) })
    case .list(let items): return .list(items.map { with(numbers, $0) })
    case .map(let map):
      return .map(CELMap(map.entries.map { (key: $0.key, value: with(numbers, $0.value)) }))
    case .optional(let inner?): return .optional(with(numbers, inner))
    default: return value
    }
  }
}

extension Identifier {
  fileprivate var number: String? {
    guard case .phoneNumber(let number) = detail, Identifier.isE164(number.value) else {
      return nil
    }
    return number.value
  }
}

extension PastInput {
  /// The numbers that come up, in their order.
  fileprivate var numbers: [String] {
    switch input.content {
    case .incoming(let call): [call.from.number].compactMap(\.self)
    case .started(let arguments):
      arguments.sorted { $0.key < $1.key }.flatMap { $0.value.numbers }
    case .signal(_, _, let fields): fields.numbers
    case .httpFinished(_, .response(let answer)): answer.body?.numbers ?? []
    case .event(let event):
      if case .participantsUpdated(let list, _) = event.content {
        list.compactMap(\.identifier.number)
      } else {
        []
      }
    case .answered, .refused, .httpFinished, .timer, .observed, .recordingReady, .hangUpRequested,
      .recovered:
      []
    }
  }
}

extension CELValue {
  /// The telephone numbers among its texts.
  fileprivate var numbers: [String] {
    switch self {
    case .string(let text): Identifier.isE164(text) ? [text] : []
    case .list(let items): items.flatMap(\.numbers)
    case .map(let map): map.entries.flatMap { $0.value.numbers }
    case .record: IdentifierType.identifier(from: self)?.number.map { [$0] } ?? []
    case .optional(let inner?): inner.numbers
    default: []
    }
  }
}
