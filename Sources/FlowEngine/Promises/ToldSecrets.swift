import CEL
import FieldCoding
import FlowLanguage
import JSON

extension HandledInput {
  /// The effects in which a sensitive text stands that the call has, where somebody could read it
  /// (SEMANTICS.md, rule 38): in what the journal notes of any, prompts, headers to agents, logs and
  /// traces among it, and in a request that is not encrypted.
  ///
  /// A text of fewer than four characters, one that something public has too, and one that the flow
  /// itself writes may stand there for another reason.
  func toldSecrets(in program: Program) -> [String] {
    guard !program.sensitive.values.isEmpty || !program.flows.isEmpty else { return [] }
    // When the call is at rest it has forgotten them.
    var texts = SensitiveTexts()
    for state in [before.state, after.state] { texts.add(state, of: program) }
    let secrets = texts.hidden
    guard !secrets.isEmpty else { return [] }
    return effects.flatMap { effect -> [String] in
      let told = effect.told
      return secrets.filter { secret in told.contains { $0.contains(secret) } }
        .map { "a text of \($0.count) characters that the flow calls sensitive" }
    }
  }
}

extension Effect {
  /// The texts that others can read of it.
  fileprivate var told: [String] {
    switch self {
    case .setTimer, .cancelTimer, .read, .withdraw, .release: []
    case .http(let request) where request.isInClear: sealed.readableTexts + readableTexts
    case .send, .http, .fetch, .schedule, .log, .trace: sealed.readableTexts
    }
  }

  private var readableTexts: [String] {
    var texts: [String] = []
    readableJSON.collect(&texts)
    return texts
  }
}

extension JSONValue {
  /// Adds all texts in it.
  fileprivate func collect(_ texts: inout [String]) {
    switch self {
    case .string(let text): texts.append(text)
    case .array(let elements): for element in elements { element.collect(&texts) }
    case .object(let members):
      for member in members {
        texts.append(member.name)
        member.value.collect(&texts)
      }
    case .null, .bool, .integer, .wideInteger, .number: break
    }
  }
}

extension HTTPEffect {
  /// Whether it goes to another machine over plain HTTP.
  fileprivate var isInClear: Bool {
    guard case .text(let text)? = url.first else { return false }
    return text.isPlainAddress
  }
}

/// The texts of a call, by whether they are sensitive.
private struct SensitiveTexts {
  private var secret: Set<String> = []
  private var open: Set<String> = [sealedText]

  /// Those that stand nowhere but where a flow says that they are sensitive.
  var hidden: [String] { secret.subtracting(open).filter { $0.count >= 4 }.sorted() }

  /// Adds what a call has, of its own flow and of those that it runs.
  mutating func add(_ state: CallState, of program: Program) {
    add(state.variables, state.records, of: program)
    for flow in state.flows {
      if let program = program.flow(named: flow.name) {
        add(flow.variables, flow.records, of: program)
      }
    }
  }

  /// Adds what a flow has; the values that it writes down itself can be read there.
  private mutating func add(
    _ variables: [String: CELValue],
    _ records: StepRecords,
    of program: Program
  ) {
    let paths = program.sensitive.values
    for (name, value) in variables { value.split(at: paths[name] ?? [], &secret, &open) }
    for (id, value) in records.all { value.split(at: paths[id] ?? [], &secret, &open) }
    for variable in program.variables.values { variable.initial?.texts(into: &open) }
  }
}

extension CELValue {
  /// Sorts the texts in a value by whether they lie at one of these paths.
  fileprivate func split(
    at paths: [[String]],
    _ secret: inout Set<String>,
    _ open: inout Set<String>
  ) {
    guard !paths.contains(where: \.isEmpty) else { return texts(into: &secret) }
    switch self {
    case .record(let record):
      for field in record.fields {
        let below = paths.filter { $0.first == field.name }.map { Array($0.dropFirst()) }
        field.value.split(at: below, &secret, &open)
      }
    case .optional(let wrapped): wrapped?.split(at: paths, &secret, &open)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .list, .map, .timestamp, .duration,
      .type:
      texts(into: &open)
    }
  }

  fileprivate func texts(into found: inout Set<String>) {
    switch self {
    case .string(let text): found.insert(text)
    case .list(let items): for item in items { item.texts(into: &found) }
    case .map(let map): for entry in map.entries { entry.value.texts(into: &found) }
    case .record(let record): for field in record.fields { field.value.texts(into: &found) }
    case .optional(let wrapped): wrapped?.texts(into: &found)
    case .null, .bool, .int, .uint, .double, .bytes, .timestamp, .duration, .type: break
    }
  }
}
