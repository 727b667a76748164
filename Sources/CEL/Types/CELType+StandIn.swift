extension CELType {
  /// A value of the type as an expression, to stand for one that is missing; nil for types that have
  /// none as short as that.
  package var standIn: String? {
    switch self {
    case .string: "'…'"
    case .int: "0"
    case .uint: "0u"
    case .double: "0.0"
    case .bool: "false"
    case .timestamp: "now"
    case .duration: "duration('0s')"
    case .dyn, .null, .bytes, .list, .map, .optional, .type, .parameter, .record, .abstract,
      .opaque, .invalid:
      nil
    }
  }
}
