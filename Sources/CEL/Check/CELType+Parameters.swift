// What is asked of type parameters, the `T` of `list<T>`: each is one walk over the type. They are
// spelt out by case, so that a new type has to say what its parts are.
extension CELType {
  /// Whether a type parameter stands anywhere in it.
  var hasParameters: Bool {
    switch self {
    case .parameter: true
    case .list(let element), .optional(let element): element.hasParameters
    case .map(let key, let value): key.hasParameters || value.hasParameters
    case .opaque(_, let parameters): parameters.contains(where: \.hasParameters)
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type,
      .record, .abstract, .invalid:
      false
    }
  }

  /// The type with each parameter replaced by what the closure says for its name.
  func replacingParameters(_ replacement: (String) -> CELType) -> CELType {
    switch self {
    case .parameter(let name): replacement(name)
    case .list(let element): .list(element.replacingParameters(replacement))
    case .optional(let element): .optional(element.replacingParameters(replacement))
    case .map(let key, let value):
      .map(key.replacingParameters(replacement), value.replacingParameters(replacement))
    case .opaque(let name, let parameters):
      .opaque(name, parameters.map { $0.replacingParameters(replacement) })
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type,
      .record, .abstract, .invalid:
      self
    }
  }

  /// Whether the type parameter of that name stands anywhere in it.
  func mentions(parameter name: String) -> Bool {
    switch self {
    case .parameter(let other): other == name
    case .list(let element), .optional(let element): element.mentions(parameter: name)
    case .map(let key, let value):
      key.mentions(parameter: name) || value.mentions(parameter: name)
    case .opaque(_, let parameters): parameters.contains { $0.mentions(parameter: name) }
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .type,
      .record, .abstract, .invalid:
      false
    }
  }
}
