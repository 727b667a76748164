extension Template {
  /// The expressions in it.
  package var expressions: [ExpressionID] {
    parts.compactMap { part in
      if case .expression(let id) = part { id } else { nil }
    }
  }
}

extension ValueTemplate {
  /// The expressions in it.
  package var expressions: [ExpressionID] {
    switch self {
    case .literal: []
    case .expression(let id): [id]
    case .text(let template): template.expressions
    case .list(let items): items.flatMap(\.expressions)
    case .map(let entries): entries.flatMap(\.value.expressions)
    }
  }
}
