import CEL
import Diagnostics

/// Findings about what a URL begins with: only a `uri` stands there as it is, and is known to be a
/// URL before it is asked (LANGUAGE, part 2).
///
/// Of what a longer expression gives, only that is looked at which is declared; a `bool` chooses
/// between others.
func urlBeginningFindings(
  _ expression: CELExpression,
  _ declared: DeclaredTypes
) -> [Diagnostic] {
  var strange: (reference: CELReference, type: String)?
  for reference in expression.references where !reference.isOnlyCompared {
    if ["call", "caller"].contains(reference.path.first) {
      strange = strange ?? (reference, "\(expression.type)")
      continue
    }
    guard let type = declared.type(at: reference.path)?.item, !type.holdsURL else { return [] }
    if type == .bool, reference.span != expression.span { continue }
    strange = strange ?? (reference, type.name)
  }
  guard let strange else { return [] }
  let path = strange.reference.path
  let isDeclaredText =
    !["call", "caller"].contains(path.first) && strange.type == FlowType.string.name
    && strange.reference.span == expression.span
  return [
    urlBeginningFinding(
      path.joined(separator: "."),
      strange.type,
      declaredAs: isDeclaredText ? path.last.map { "\($0): uri" } : nil,
      at: expression.span
    )
  ]
}

/// Says that a URL begins with something else than a `uri`; `declaration` would make it one.
func urlBeginningFinding(
  _ value: String,
  _ type: String,
  declaredAs declaration: String?,
  at span: Span
) -> Diagnostic {
  Diagnostic(
    .typeMismatch,
    "a URL begins with a `uri`, and the type of `\(value)` is `\(type)`",
    at: span,
    help: declaration.map { "declare `\($0)`" }
      ?? "begin with `https://` or with a setting of type `uri`: `${settings.crm}/…`"
  )
}

extension FlowType {
  /// What it is, or holds one or more of.
  fileprivate var item: FlowType {
    switch self {
    case .optional(let inner), .list(let inner), .map(let inner): inner.item
    case .bool, .int, .double, .string, .duration, .timestamp, .time, .date, .locale, .uri, .tones,
      .record, .identifier, .unreadable:
      self
    }
  }

  /// Whether a URL can come of it, as far as its type is known.
  fileprivate var holdsURL: Bool {
    switch self {
    case .uri, .record, .unreadable: true
    case .bool, .int, .double, .string, .duration, .timestamp, .time, .date, .locale, .tones,
      .list, .map, .optional, .identifier:
      false
    }
  }
}
