import CEL
import FlowLanguage

extension HandledInput {
  /// The variables that hold a value that is not of their static type.
  ///
  /// An identifier of a kind that it does not have is one. A time, a locale and the like are texts
  /// until they are used.
  func mistypedValues(in program: Program) -> [String] {
    // What was sensitive is not there any more.
    guard !after.isAtRest else { return [] }
    var found = mistyped(after.state.variables, of: program)
    for flow in after.state.flows {
      guard let program = program.flow(named: flow.name) else { continue }
      found += mistyped(flow.variables, of: program)
    }
    return found
  }

  private func mistyped(_ values: [String: CELValue], of program: Program) -> [String] {
    program.variables.compactMap { name, variable in
      guard let value = values[name], !variable.type.takes(value),
        !(variable.type.isText && value.isText)
      else { return nil }
      return "`\(name)` of \(program.name) is no \(variable.type.name)"
    }.sorted()
  }
}

extension FlowType {
  /// Whether expressions have a value of the type as text.
  fileprivate var isText: Bool {
    switch self {
    case .string, .time, .date, .locale, .uri, .tones: true
    case .optional(let wrapped): wrapped.isText
    case .bool, .int, .double, .duration, .timestamp, .list, .map, .record, .identifier,
      .unreadable:
      false
    }
  }
}

extension CELValue {
  fileprivate var isText: Bool {
    switch self {
    case .string: true
    case .optional(let wrapped): wrapped?.isText ?? true
    case .null, .bool, .int, .uint, .double, .bytes, .list, .map, .timestamp, .duration, .record,
      .type:
      false
    }
  }
}
