package import Diagnostics

/// A YAML text as it was written: every byte of it in tokens, and the values that are made of them.
///
/// What the tree of `parseYAML` leaves out or puts in its place is here as written: keys that are
/// given twice, aliases, `<<`, anchors and tags, further documents. Nothing is repaired.
package struct LosslessTree: Sendable {
  /// The tokens in the order they stand; their texts in a row are the file's text.
  package let tokens: [SyntaxToken]
  /// The value of each document in which something is written.
  package let roots: [LosslessNode]
  /// Whether all was read.
  ///
  /// If not, what was not read is the last token (`unread`), and lists and mappings that are open
  /// there end with what was read.
  package let isComplete: Bool

  /// The index of the token that holds an offset, or nil outside the text.
  package func tokenIndex(at offset: Int) -> Int? {
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].span.end > offset { high = middle } else { low = middle + 1 }
    }
    return low < tokens.count && tokens[low].span.start <= offset ? low : nil
  }

  /// The trivia that follow a token on its line: blanks and a comment, without the line break.
  package func trailingTrivia(ofTokenAt index: Int) -> ArraySlice<SyntaxToken> {
    tokens[(index + 1)...].prefix { $0.isTrivia && $0.kind != .lineBreak }
  }

  /// The trivia before a token that do not trail the one before it: line breaks, comments on lines
  /// of their own, indentation.
  package func leadingTrivia(ofTokenAt index: Int) -> ArraySlice<SyntaxToken> {
    let trivia = tokens[..<index].suffix(while: \.isTrivia)
    guard trivia.startIndex > 0 else { return trivia }
    return trivia.drop { $0.kind != .lineBreak }
  }
}

/// A value as it was written.
package struct LosslessNode: Sendable, Hashable {
  /// The four things that can stand for a value.
  package enum Content: Sendable, Hashable {
    /// A text; without tokens where nothing was written.
    case scalar(ScalarStyle)
    /// `*name`.
    case alias
    /// A list.
    case sequence([LosslessNode])
    /// Keys with their values, in the order written.
    case mapping([LosslessEntry])
  }

  /// What was written.
  package let content: Content
  /// Where it stands: the span of the same value in the tree of `parseYAML`.
  package let span: Span
  /// The indices of its tokens, without anchor and tag.
  package let tokens: Range<Int>
  /// The indices from its anchor or tag to the last token before the value; empty without them.
  package let properties: Range<Int>
}

/// A key with its value.
///
/// Each is any node: here a key may be a list, and one may stand in a mapping twice.
package struct LosslessEntry: Sendable, Hashable {
  /// The key.
  package let key: LosslessNode
  /// The value; an empty scalar where nothing follows the colon.
  package let value: LosslessNode
}

extension ArraySlice {
  /// The longest end of the slice whose elements all satisfy a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice {
    self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
