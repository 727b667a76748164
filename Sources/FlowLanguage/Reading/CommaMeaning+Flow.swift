import FlowSyntax

/// What a comma is meant for in a value of a flow that stands in braces, without quotes and brackets:
/// by what the catalogue says of the key, to which these keys lead.
func commaMeaning(at path: [String]) -> CommaMeaning {
  switch path.first {
  case "hours": path.count == 3 && path[2] != "timeZone" ? .items : .text
  case "everywhere": path.count == 3 && path[2] == "say" ? .items : .text
  case "blocks", "on":
    path.indices.reversed().lazy.compactMap { stepMeaning(path, $0) }.first ?? .text
  case _: .text
  }
}

/// The same, if the key at a place of the path is a step's; nil if it has no such field.
private func stepMeaning(_ path: [String], _ place: Int) -> CommaMeaning? {
  StepKeyword(rawValue: path[place])?.shape.value(at: path[(place + 1)...])?.commaMeaning
}

extension StepShape {
  /// What can stand under the keys that lead there from the step's own; nil where nothing is known.
  fileprivate func value(at path: ArraySlice<String>) -> ValueShape? {
    let main = fields.first { $0.place == .main }
    guard let name = path.first else { return main?.value }
    guard let field = fields.first(where: { $0.name == name }) else {
      return main?.value.value(at: path)
    }
    return field.value.value(at: path.dropFirst())
  }
}

extension ValueShape {
  /// What can stand under the keys that lead there; nil where nothing is known.
  fileprivate func value(at path: ArraySlice<String>) -> ValueShape? {
    guard let name = path.first else { return self }
    switch self {
    case .list(let item): return item.value(at: path)
    case .mapping(let value): return value.value(at: path.dropFirst())
    case .record(let fields):
      return fields.first { $0.name == name }?.value.value(at: path.dropFirst())
    case .either(let shapes): return shapes.lazy.compactMap { $0.value(at: path) }.first
    case .prompt: return promptKeys.contains(name) ? .text(pattern: nil) : nil
    case .text, .integer, .flag, .duration, .words, .condition, .party, .block, .handler, .steps,
      .declaration, .any:
      return nil
    }
  }

  /// What a comma is meant for in such a value.
  fileprivate var commaMeaning: CommaMeaning {
    switch self {
    case .list(.prompt): .unclear
    case .list: .items
    case .integer, .duration: .number
    case .either(let shapes): shapes.map(\.commaMeaning).first { $0 != .text } ?? .text
    case .text, .flag, .words, .condition, .prompt, .party, .block, .handler, .steps, .declaration,
      .any, .mapping, .record:
      .text
    }
  }
}
