import CEL
import FlowLanguage

extension HandledInput {
  /// The entries of the log, and the marks of steps, in which a sensitive text stands that the call
  /// has.
  ///
  /// A text of fewer than four characters, and one that something public has too, may stand there for
  /// another reason.
  func toldSecrets(in program: Program) -> [String] {
    guard !program.sensitive.values.isEmpty else { return [] }
    let said = effects.compactMap(\.toldText).filter { !$0.isEmpty }
    guard !said.isEmpty else { return [] }
    let secrets = after.state.sensitiveTexts(in: program)
    return secrets.filter { secret in said.contains { $0.contains(secret) } }
      .map { "a text of \($0.count) characters that the flow calls sensitive" }
  }
}

extension Effect {
  /// What it tells to whoever reads logs and traces; nil for what goes to nobody there.
  fileprivate var toldText: String? {
    switch self {
    case .log(let entry):
      ([entry.text] + entry.fields.sorted { $0.key < $1.key }.map(\.value)).joined(separator: "\n")
    case .trace(let trace):
      if case .ended(let outcome, let detail) = trace.mark { "\(outcome)\n\(detail)" } else { nil }
    case .send, .http, .fetch, .read, .setTimer, .cancelTimer, .withdraw, .release, .schedule: nil
    }
  }
}

extension CallState {
  /// The texts that stand nowhere but where a flow says that it is sensitive.
  fileprivate func sensitiveTexts(in program: Program) -> [String] {
    let paths = program.sensitive.values
    var secret: Set<String> = []
    var open: Set<String> = []
    for (name, value) in variables { value.split(at: paths[name] ?? [], &secret, &open) }
    for (id, value) in records.all { value.split(at: paths[id] ?? [], &secret, &open) }
    return secret.subtracting(open).filter { $0.count >= 4 }.sorted()
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

  private func texts(into found: inout Set<String>) {
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
