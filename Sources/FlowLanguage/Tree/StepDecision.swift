package import Diagnostics

/// What a step decides by itself, as `if` and `switch` do: its ways take the place of handlers of
/// `done`.
package struct StepDecision: Sendable {
  /// What is asked.
  package enum Question: Sendable {
    /// Whether a condition holds.
    case condition(ExpressionID)
    /// What an expression gives.
    case value(ExpressionID)

    /// The expression that is asked.
    package var expression: ExpressionID {
      switch self {
      case .condition(let expression), .value(let expression): expression
      }
    }
  }

  /// The answer for which a way is taken.
  package enum Answer: Sendable {
    /// The condition holds, or does not.
    case holds(Bool)
    /// The value is what this word means.
    case word(String)
    /// The value is none of the others.
    case otherwise
  }

  /// One way.
  package struct Branch: Sendable {
    /// The key it stands under, beside the step's keyword.
    package let key: String
    /// The entry below the key, where the key holds several ways.
    package var entry: String?
    /// Where its name stands, if it is written.
    package var span: Span?
    /// The answer for which it is taken.
    package let answer: Answer
    /// What is done; nil to go on with the next step.
    package let handler: Handler?
  }

  /// What is asked.
  package let question: Question
  /// The ways, of which the first whose answer it is is taken.
  package let branches: [Branch]
}
