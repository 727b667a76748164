package import Diagnostics

/// A stretch of a YAML text that means one thing.
///
/// The tokens of a text cover it without gap or overlap.
package struct SyntaxToken: Sendable, Hashable {
  /// What a stretch is.
  package enum Kind: Sendable, Hashable, CaseIterable {
    /// Spaces and tabs, or a byte order mark.
    case blank
    /// One line break, of one to three bytes.
    case lineBreak
    /// From `#` to the last character of its line that is no white space.
    case comment
    /// A line that begins with `%`, without its comment.
    case directive
    /// `---`.
    case documentStart
    /// `...`.
    case documentEnd
    /// One of `- ? : , [ ] { }`, which the text itself tells apart.
    case indicator
    /// `&name`.
    case anchor
    /// `!name`.
    case tag
    /// `*name`.
    case alias
    /// A text, quotes included; its lines, if it has several, are one token.
    case text
    /// `|` or `>` with its digit and sign; the lines below it are a `text`.
    case blockHeader
    /// What was not read: all of it after a syntax error or a limit.
    case unread
  }

  /// What it is.
  package let kind: Kind
  /// Where it stands; never empty.
  package let span: Span

  /// Whether it can go, or change in length, without another meaning of the text.
  package var isTrivia: Bool {
    switch kind {
    case .blank, .lineBreak, .comment: true
    case .directive, .documentStart, .documentEnd, .indicator, .anchor, .tag, .alias, .text,
      .blockHeader, .unread:
      false
    }
  }
}
