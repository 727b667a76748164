import CEL
import Diagnostics

/// Findings about a `switch`: what its cases are compared with, and cases that no value has.
func switchFindings(
  _ step: SwitchStep,
  _ expression: CELExpression,
  _ source: SourceFragment
) -> [Diagnostic] {
  switch expression.type {
  case .string: return expression.vocabulary.map { strangeCases(step, $0) } ?? []
  case .bool:
    return strangeCases(step, .truth)
  case .int:
    return malformedCases(step, "a whole number") { text in
      // As the engine compares it: `007` is a text that no number reads as.
      Int64(text).map { String($0) == text } == true
    }
  case .double: return malformedCases(step, "a number") { Double($0)?.isFinite == true }
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

extension StepDecision {
  /// Whether one of the words is the answer whatever the value is.
  func isExhaustive(for expression: CELExpression) -> Bool {
    let words = branches.compactMap { if case .word(let word) = $0.answer { word } else { nil } }
    // A value that may be any text is never exhausted.
    let vocabulary = expression.type == .bool ? .truth : expression.vocabulary
    return vocabulary?.isExhausted(by: words) ?? false
  }
}

extension CELVocabulary {
  /// The truth values as cases write them.
  fileprivate static let truth = CELVocabulary(
    field: nil,
    all: ["true", "false"],
    possible: ["true", "false"]
  )
}

private func strangeCases(_ step: SwitchStep, _ vocabulary: CELVocabulary) -> [Diagnostic] {
  let given = Set(step.cases.map(\.text))
  return step.cases.filter { !vocabulary.has($0.text) }.map { one in
    let near = NearName(
      nearestName(to: one.text, among: vocabulary.all),
      for: one.text,
      of: .author,
      at: one.span,
      given: given,
      otherwise: "it is one of \(quotedList(vocabulary.all))"
    )
    let what = vocabulary.field.map { "`\($0)`" } ?? "the value of this `switch`"
    return Diagnostic(
      .unknownCase,
      "\(what) is never `\(one.text)`",
      at: one.span,
      help: near.help,
      fixes: near.fixes
    )
  }
}

private func malformedCases(
  _ step: SwitchStep,
  _ what: String,
  _ isWellFormed: (String) -> Bool
) -> [Diagnostic] {
  step.cases.filter { !isWellFormed($0.text) }.map {
    Diagnostic(
      .unknownCase,
      "`\($0.text)` is not \(what), and the value of this `switch` is",
      at: $0.span,
      help: "this case can never be taken: write \(what), or use `default:`"
    )
  }
}

extension CELType {
  /// What to write instead where a `switch` compares.
  fileprivate func switchAdvice(_ source: String) -> String {
    switch self {
    case .abstract(let type) where type.name == IdentifierType.name: "compare its `.kind`"
    case .abstract: "compare its `.outcome`"
    case .optional(let wrapped):
      "say what it is if it is missing: `.orValue(\(wrapped.standIn ?? "…"))`"
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .map, .type, .parameter, .record, .opaque, .invalid:
      "use `if` with a comparison"
    }
  }
}
