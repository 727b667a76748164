package import CEL
package import Diagnostics

/// Names an expression of a program; the compiled expression stands in `Program.expressions`.
package struct ExpressionID: Hashable, Sendable {
  /// Its place in the table.
  package let index: Int

  /// Makes the name of the expression at `index`.
  package init(_ index: Int) {
    self.index = index
  }

  /// Stands in for an expression that could not be read; no program holds it.
  package static let invalid = ExpressionID(-1)
}

/// What an author wrote in a field: a value, or `${ … }` that gives one when the step starts.
///
/// It asks nothing of its literal that would have to be looked up when the program starts: each
/// conformance that the Swift runtime has to find costs a short run 1 % of its time.
package enum FieldValue<Literal: Sendable>: Sendable {
  /// A value, checked when the flow was read.
  case literal(Literal)
  /// An expression, its type checked when the flow was read.
  case expression(ExpressionID)

  /// Whether the value is known before any call.
  var isLiteral: Bool {
    if case .literal = self { true } else { false }
  }
}

extension FieldValue: Equatable where Literal: Equatable {}

extension FieldValue: Hashable where Literal: Hashable {}

/// A text with expressions in it.
package struct Template: Hashable, Sendable {
  /// A piece of the text.
  package enum Part: Hashable, Sendable {
    /// Words that stand as they are.
    case text(String)
    /// `${ … }`; its value is put in as text.
    case expression(ExpressionID)
    /// `${settings.name}` of a sensitive setting; its value is put in where the text is sent.
    case secret(String)
  }

  /// The pieces in order.
  package let parts: [Part]
  /// The whole text with its quotes.
  package let span: Span

  /// Makes a template.
  package init(parts: [Part], span: Span) {
    self.parts = parts
    self.span = span
  }

  /// The text, where no expression is in it.
  package var literal: String? {
    var text = ""
    for part in parts {
      guard case .text(let piece) = part else { return nil }
      text += piece
    }
    return text
  }
}

/// A value of any shape with expressions in it: an HTTP body, or what `set` assigns.
package indirect enum ValueTemplate: Hashable, Sendable {
  /// A value that stands as it is.
  case literal(LiteralValue)
  /// A scalar that is one `${ … }` and nothing else: the expression's own value.
  case expression(ExpressionID)
  /// A text with expressions in it.
  case text(Template)
  /// A list.
  case list([ValueTemplate])
  /// A mapping, in the order written.
  case map([Entry])

  /// A key with its value.
  package struct Entry: Hashable, Sendable {
    /// The key.
    package let key: String
    /// Its value.
    package let value: ValueTemplate

    /// Makes an entry.
    package init(key: String, value: ValueTemplate) {
      self.key = key
      self.value = value
    }
  }
}

/// A scalar value of the language.
package enum LiteralValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  /// A length of time in milliseconds.
  case duration(Int64)
  /// A point in time.
  case timestamp(CELTimestamp)
  /// A party, by raw id.
  case identifier(String)
}
