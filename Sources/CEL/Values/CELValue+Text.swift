extension CELValue {
  /// How the value reads inside a text, as `string(…)` gives it; nil for values that have no such
  /// form.
  package func text() -> String? {
    switch self {
    case .string(let text): text
    case .int(let value): String(value)
    case .uint(let value): String(value)
    case .double(let value): doubleText(value)
    case .bool(let value): value ? "true" : "false"
    case .timestamp(let time): timestampText(time)
    case .duration(let length): durationText(length)
    // A prompt must not say "null" or "[1, 2]" to a caller: the checker asks the author what to
    // say.
    case .null, .bytes, .list, .map, .optional, .record, .type: nil
    }
  }
}

extension CELType {
  /// Whether a value of the type can stand inside a text.
  package var hasText: Bool {
    switch self {
    case .string, .int, .uint, .double, .bool, .timestamp, .duration, .dyn, .invalid: true
    case .null, .bytes, .list, .map, .optional, .type, .parameter, .record, .abstract, .opaque:
      false
    }
  }
}
