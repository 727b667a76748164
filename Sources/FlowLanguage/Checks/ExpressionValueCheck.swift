import CEL
import CallModel
import Diagnostics

/// Findings about what an expression gives where it stands.
func valueFindings(
  _ expression: CELExpression,
  _ pending: PendingExpression,
  in profile: Profile
) -> [Diagnostic] {
  switch pending.expectation {
  case .type, .selector: return []
  case .value: return expression.type.isSendable ? [] : [unsendable(expression)]
  case .text:
    guard !expression.type.readsAsText else { return [] }
    return [
      Diagnostic(
        .typeMismatch,
        "a value of type `\(expression.type)` cannot be put into a text",
        at: expression.span,
        help: expression.type.textAdvice
      )
    ]
  case .party(let action):
    return PartyTypeCheck(
      expression: expression,
      source: pending.source.text,
      action: action,
      profile: profile
    ).findings()
  }
}

/// Findings about a `switch`: what its cases are compared with, and whether they can equal it.
func switchFindings(
  _ step: SwitchStep,
  _ expression: CELExpression,
  _ source: SourceFragment
) -> [Diagnostic] {
  switch expression.type {
  case .string: return []
  case .int:
    return malformedCases(step, "a whole number") { text in
      Int64(text).map { String($0) == text } == true
    }
  case .double: return malformedCases(step, "a number") { Double($0)?.isFinite == true }
  case .bool: return malformedCases(step, "`true` or `false`") { $0 == "true" || $0 == "false" }
  case .dyn, .invalid: return []
  case .uint, .timestamp, .duration, .null, .bytes, .list, .map, .optional, .type, .parameter,
    .record, .abstract, .opaque:
    return [
      Diagnostic(
        .typeMismatch,
        "`switch` compares texts, numbers and truth values, and this is of type `\(expression.type)`",
        at: expression.span,
        help: expression.type.switchAdvice(source.text)
      )
    ]
  }
}

private func malformedCases(
  _ step: SwitchStep,
  _ what: String,
  _ isWellFormed: (String) -> Bool
) -> [Diagnostic] {
  step.cases.filter { !isWellFormed($0.text) }.map {
    Diagnostic(
      .typeMismatch,
      "`\($0.text)` is not \(what), and the value of this `switch` is",
      at: $0.span,
      help: "this case can never be taken: write \(what), or use `default:`"
    )
  }
}

private func unsendable(_ expression: CELExpression) -> Diagnostic {
  Diagnostic(
    .typeMismatch,
    "a value of type `\(expression.type)` cannot be sent as JSON",
    at: expression.span,
    help: expression.type.textAdvice
  )
}

extension CELType {
  /// Whether its values can be put into a text.
  fileprivate var readsAsText: Bool {
    switch self {
    case .string, .int, .uint, .double, .bool, .timestamp, .duration, .dyn, .invalid: true
    case .null, .bytes, .list, .map, .optional, .type, .parameter, .record, .abstract, .opaque:
      false
    }
  }

  /// Whether its values can be sent as JSON.
  fileprivate var isSendable: Bool {
    switch self {
    case .string, .int, .uint, .double, .bool, .timestamp, .duration, .dyn, .null, .invalid: true
    case .list(let item): item.isSendable
    case .map(_, let value): value.isSendable
    case .optional(let wrapped): wrapped.isSendable
    case .record(let record): record.fields.allSatisfy { $0.type.isSendable }
    case .bytes, .type, .parameter, .abstract, .opaque: false
    }
  }

  /// What to write instead where a text is needed.
  fileprivate var textAdvice: String {
    switch self {
    case .optional: "say what stands there if it is missing: `.orValue('…')`"
    case .abstract(let type) where type.name == IdentifierType.name:
      "choose one of its fields: `.rawId`, or `.number` of a `phoneNumber`"
    case .abstract, .record: "choose one of its fields"
    case .list: "join it to a text: `.join(', ')`"
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .map,
      .type, .parameter, .opaque, .invalid:
      "turn it into a text with `string(…)`"
    }
  }

  /// What to write instead where a `switch` compares.
  fileprivate func switchAdvice(_ source: String) -> String {
    switch self {
    case .abstract(let type) where type.name == IdentifierType.name: "compare its `.kind`"
    case .abstract: "compare its `.outcome`"
    case .optional: "say what it is if it is missing: `.orValue('…')`"
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .map, .type, .parameter, .record, .opaque, .invalid:
      "use `if` with a comparison"
    }
  }
}
