extension CELValue {
  /// The type a variable of this value is declared with; where elements differ they are `dyn`.
  package var staticType: CELType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .list(let elements): .list(CELType.common(to: elements))
    case .map(let map): .map(.string, CELType.common(to: map.entries.map(\.value)))
    case .optional(let value): .optional(value?.staticType ?? .dyn)
    case .type: .type
    case .record: .dyn
    }
  }
}

extension CELType {
  /// The type all values have, or `dyn`.
  fileprivate static func common(to values: [CELValue]) -> CELType {
    guard let first = values.first?.staticType else { return .dyn }
    return values.allSatisfy { $0.staticType == first } ? first : .dyn
  }
}
