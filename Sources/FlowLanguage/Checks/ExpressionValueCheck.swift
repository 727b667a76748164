import CEL
import CallModel
import Diagnostics

/// Findings about what an expression gives where it stands.
func valueFindings(
  _ expression: CELExpression,
  _ pending: PendingExpression,
  _ declared: DeclaredTypes,
  in profile: Profile
) -> [Diagnostic] {
  switch pending.expectation {
  case .type, .selector: return []
  case .value: return expression.type.isSendable ? [] : [unsendable(expression)]
  case .menu:
    guard OfferedMenuType(expression.type) == nil, expression.type != .invalid,
      expression.type != .dyn
    else { return [] }
    return [
      Diagnostic(
        .typeMismatch,
        "expected a list of choices, found a value of type `\(expression.type)`",
        at: expression.span,
        help: "each item has a `name`, and `press` or `say`: declare it as "
          + "`[{ name: string, press: tones?, say: list<string>? }]`"
      )
    ]
  case .text:
    return textFindings(expression)
  case .url:
    let found = textFindings(expression)
    return found.isEmpty ? urlBeginningFindings(expression, declared) : found
  case .sent(let type):
    guard expression.type.isSendable else { return [unsendable(expression)] }
    return expression.type.isSent(as: type) ? [] : [mistyped(expression, type)]
  case .parameter(let type):
    guard expression.type.readsAsText else { return textFindings(expression) }
    return expression.type.isParameter(of: type) ? [] : [mistyped(expression, type)]
  case .speech(let locale, let isVoiced):
    return speechFindings(expression, pending.source.text, in: locale, isVoiced: isVoiced)
  case .party(let action), .parties(let action):
    return PartyTypeCheck(
      expression: expression,
      source: pending.source.text,
      action: action,
      takesList: pending.expectation == .parties(action),
      profile: profile,
      declared: declared.type(of: expression)
    ).findings()
  }
}

private func textFindings(_ expression: CELExpression) -> [Diagnostic] {
  guard !expression.type.readsAsText else { return [] }
  return [
    Diagnostic(
      .typeMismatch,
      "a value of type `\(expression.type)` cannot be put into a text",
      at: expression.span,
      help: expression.type.textAdvice
    )
  ]
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
  var readsAsText: Bool {
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
    case .abstract(let type): type.name == IdentifierType.name
    case .bytes, .type, .parameter, .opaque: false
    }
  }

  /// What to write instead where a text is needed.
  var textAdvice: String {
    switch self {
    case .optional(let wrapped):
      wrapped.standIn.map { "say what stands there if it is missing: `.orValue(\($0))`" }
        ?? "say what stands there if it is missing: `.orValue(…)`, and then \(wrapped.textAdvice)"
    case .abstract(let type) where type.name == IdentifierType.name:
      "choose one of its fields: `.rawId`, or `.number` of a `phoneNumber`"
    case .opaque(SpokenValue.typeName, _):
      "it can only be said: put it into the `text` of a prompt"
    case .abstract, .record: "choose one of its fields"
    case .list: "join it to a text: `.join(', ')`"
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .map,
      .type, .parameter, .opaque, .invalid:
      "turn it into a text with `string(…)`"
    }
  }
}
