package import Diagnostics

/// How a text was written.
package enum ScalarStyle: Sendable, Hashable, CaseIterable {
  /// Without quotes.
  case plain
  /// In `'`.
  case singleQuoted
  /// In `"`, with escapes.
  case doubleQuoted
  /// After `|`, line by line.
  case literal
  /// After `>`, lines joined.
  case folded
}

/// A text of a YAML document, as read, with the way back to the file.
package struct SyntaxScalar: Sendable, Hashable {
  /// The text and where each character of it stands; its span includes the quotes.
  package let fragment: SourceFragment
  /// How it was written.
  package let style: ScalarStyle

  /// Makes a scalar.
  package init(_ fragment: SourceFragment, style: ScalarStyle) {
    self.fragment = fragment
    self.style = style
  }

  /// The text as read: escapes undone, lines joined.
  package var text: String { fragment.text }

  /// Where it stands, quotes included.
  ///
  /// Empty, right after the colon or dash, where it is absent.
  package var span: Span { fragment.span }

  /// Whether nothing was written (`key:`), which is something else than an empty text (`key: ""`).
  package var isAbsent: Bool { style == .plain && fragment.text.isEmpty }
}
