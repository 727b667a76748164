package import CEL
import CallModel

/// What a step's reader asked for and said: the one source of the schema, the reference, the
/// unknown-field and missing-field findings, and of what a step can result in.
package struct StepShape: Sendable {
  /// The fields in the order they are read.
  package var fields: [FieldShape] = []
  /// The outcomes besides those every step has, in the order they are said.
  package var outcomes: [OutcomeShape] = []
  /// What its result holds besides `outcome` and `reason`.
  package var outputs: [OutputShape] = []
  /// Groups of fields of which exactly one must be there.
  package var exclusive: [[String]] = []
  /// Whether a three-digit status can be an outcome.
  package var takesStatuses = false

  /// Makes an empty shape.
  package init() {}
}

/// A field of a step.
package struct FieldShape: Sendable {
  /// Where the field stands.
  package enum Place: Sendable {
    /// Inside the step's value.
    case inside
    /// Inside the step's value, and the value itself may stand for it.
    case main
    /// Beside the step's keyword, as `then` beside `if`.
    case beside
  }

  /// Its key.
  package let name: String
  /// Where it stands.
  package let place: Place
  /// Whether it must be there.
  package let isRequired: Bool
  /// What it can hold.
  package let value: ValueShape
  /// One sentence for people.
  package let documentation: String
}

/// What a field can hold, for the schema and the reference.
package enum ValueShape: Sendable {
  /// A text, with a pattern (ECMA 262) it must fit, or nil.
  case text(pattern: String?)
  /// A whole number.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case flag
  /// A length of time such as `30s`.
  case duration
  /// One of several words.
  case words([String])
  /// A CEL expression, bare or in `${ }`.
  case condition
  /// A prompt.
  case prompt
  /// A party.
  case party
  /// A block's name.
  case block
  /// What a handler can be.
  case handler
  /// A declared type.
  case declaration
  /// Any value.
  case any
  /// A list, or one item for a list of one.
  indirect case list(ValueShape)
  /// A mapping with names of the author's.
  indirect case mapping(ValueShape)
  /// A mapping with these fields.
  case record([FieldShape])
  /// One of several shapes.
  case either([ValueShape])
}

/// An outcome a step can have.
package struct OutcomeShape: Sendable {
  /// The outcome.
  package let outcome: Outcome
  /// One sentence for people.
  package let documentation: String
  /// Whether the step, as written, can have it.
  package var isPossible = true
  /// Whether the author gave it its name: a choice or a trigger.
  package var isNamedByAuthor = false
}

/// Something a step's result holds.
package struct OutputShape: Sendable {
  /// The texts an output can hold.
  package enum Words: Sendable {
    /// Any.
    case any
    /// One of these.
    case these([String])
    /// The name of the outcome that gave it.
    case outcome
  }

  /// Its name.
  package let name: String
  /// Its type; nil where the step, as written, does not give it.
  package let type: CELType?
  /// The outcomes that give it; empty for every one.
  package let outcomes: [Outcome]
  /// All texts it can hold, where they are few and known.
  package let words: Words
  /// One sentence for people.
  package let documentation: String
}
