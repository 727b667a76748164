import CEL
import CallModel
import Diagnostics

/// A value of another type than the service's description has where it is sent.
func mistyped(_ expression: CELExpression, _ type: FlowType) -> Diagnostic {
  var help: String? = type.isText ? "make a text of it: `string(…)`" : nil
  if case .optional(let wrapped) = expression.type, wrapped.isSent(as: type) {
    help = expression.type.textAdvice
  }
  return Diagnostic(
    .typeMismatch,
    "the service expects `\(type.name)` here, and this is `\(expression.type)`",
    at: expression.span,
    help: help
  )
}

extension CELType {
  /// Whether values of the type are, sent as JSON, ones of a declared type.
  func isSent(as type: FlowType) -> Bool {
    switch (self, type) {
    case (.dyn, _), (.invalid, _): true
    case (.null, .optional): true
    case (.optional(let value), .optional(let wrapped)): value.isSent(as: wrapped)
    case (let value, .optional(let wrapped)): value.isSent(as: wrapped)
    case (.bool, .bool), (.int, .int), (.uint, .int): true
    case (.int, .double), (.uint, .double), (.double, .double): true
    // In JSON a point in time, a length of time and a party are texts.
    case (.string, let type): type.isText || type == .timestamp
    case (.timestamp, let type): type == .string || type == .timestamp
    case (.duration, .string), (.abstract, .string): true
    case (.list(let item), .list(let type)): item.isSent(as: type)
    case (.map(_, let value), .map(let type)): value.isSent(as: type)
    // Which keys a map has is not known before a call.
    case (.map, .record): true
    case (.record(let record), .map(let type)):
      record.fields.allSatisfy { $0.type.isSent(as: type) }
    case (.record(let record), .record(let fields)):
      fields.allSatisfy { field in
        if let own = record.field(field.name) { return own.type.isSent(as: field.type) }
        if case .optional = field.type { return true }
        return false
      }
    case (_, _): false
    }
  }

  /// Whether values of the type are, put into a text, ones of a declared type.
  func isParameter(of type: FlowType) -> Bool {
    type == .string || isSent(as: type)
  }
}

extension FlowType {
  /// Whether its values are texts in JSON and in expressions.
  fileprivate var isText: Bool { celType == .string }
}
