import CEL
import Diagnostics

/// Findings about a `switch`: what its cases are compared with, and cases that no value has.
func switchFindings(
  _ step: SwitchStep,
  _ expression: CELExpression,
  _ source: SourceFragment
) -> [Diagnostic] {
  switch expression.type {
  case .string:
    return expression.vocabulary.map { strangeCases(step, $0) } ?? unlikelyCases(step)
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

/// Cases that are taken for something else than a text: another way, several texts, a text in its
/// quotes.
private func unlikelyCases(_ step: SwitchStep) -> [Diagnostic] {
  step.cases.compactMap { one in
    guard let help = one.otherMeaning(hasDefault: step.default != nil) else { return nil }
    return Diagnostic(
      .unknownCase,
      .warning,
      "this case is taken where the value is the text `\(one.text)`",
      at: one.span,
      help: help
    )
  }
}

extension SwitchStep.Case {
  /// What to write where a case that is a text was likely meant to be more; nil where it was not.
  fileprivate func otherMeaning(hasDefault: Bool) -> String? {
    if !hasDefault, ["default", "else", "otherwise", "_"].contains(text) {
      return "what is done if no case fits stands in `default:`, beside `cases:`"
    }
    if let quote = text.first, quote == text.last, "'\"".contains(quote), text.count > 2 {
      return "write it without its quotes: `\(text.dropFirst().dropLast())`"
    }
    let parts = text.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.split(separator: " ") }
    let words = parts.joined().map(String.init)
    guard parts.count > 1, parts.allSatisfy({ $0.count == 1 }), words.allSatisfy(isName) else {
      return nil
    }
    return "write a case for each: \(quotedList(words))"
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
