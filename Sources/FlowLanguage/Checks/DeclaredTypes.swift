import CEL

/// The types that a flow's values were declared with; they say more than the types that the values
/// have in expressions, where a `uri` is a text.
struct DeclaredTypes {
  private let names: FlowNames
  /// What the answers of requests hold, by the id of the step; without those that a service's
  /// description says.
  private let bodies: [String: FlowType]

  /// Finds them.
  init(_ names: FlowNames, _ steps: [StepNode]) {
    self.names = names
    let declared = steps.compactMap { node -> (String, FlowType)? in
      guard let id = node.id, case .http(let step) = node.step, step.service == nil else {
        return nil
      }
      return step.response.map { (id, $0) }
    }
    bodies = Dictionary(declared, uniquingKeysWith: { first, _ in first })
  }

  /// The type of an expression that is no more than the name of something declared; else nil.
  func type(of expression: CELExpression) -> FlowType? {
    guard let reference = expression.references.first, expression.references.count == 1,
      reference.span == expression.span
    else { return nil }
    return type(at: reference.path)
  }

  /// The type of what stands at a path, such as `["settings", "crm"]`; nil where it is declared
  /// nowhere.
  func type(at path: [String]) -> FlowType? {
    var rest = path[...]
    guard let root = rest.popFirst() else { return nil }
    var type: FlowType?
    switch root {
    case "settings": type = rest.popFirst().flatMap { names.settings[$0]?.type }
    case "flags": type = rest.popFirst().flatMap { names.flags[$0]?.type }
    case _ where rest.first == "body" && bodies[root] != nil:
      rest.removeFirst()
      type = bodies[root]
    case _: type = names.variables[root]?.type
    }
    for name in rest { type = type?.field(name) }
    return type
  }
}

extension FlowType {
  /// The type of a field of it, or of what it holds.
  fileprivate func field(_ name: String) -> FlowType? {
    switch self {
    case .record(let fields): fields.first { $0.name == name }?.type
    case .optional(let wrapped): wrapped.field(name)
    case .list(let item): item.field(name)
    case .map(let value): value
    case .bool, .int, .double, .string, .duration, .timestamp, .time, .date, .locale, .uri, .tones,
      .identifier, .unreadable:
      nil
    }
  }
}
