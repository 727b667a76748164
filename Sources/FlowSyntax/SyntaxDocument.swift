package import Diagnostics

/// A YAML file as a tree, with its comments.
package struct SyntaxDocument: Sendable {
  /// The tree; nil where the file has no content, or none before a syntax error.
  package let root: SyntaxNode?
  /// The comments in the order they stand.
  package let comments: [SyntaxComment]
  /// The file.
  package let file: FileID
  /// Whether the whole document was read.
  ///
  /// Where it is false (a syntax error, a limit), nothing that may stand after the end of the tree
  /// is to be reported missing.
  package let isComplete: Bool

  /// Makes a document.
  package init(root: SyntaxNode?, comments: [SyntaxComment], file: FileID, isComplete: Bool) {
    self.root = root
    self.comments = comments
    self.file = file
    self.isComplete = isComplete
  }
}

/// A comment, from its `#` to the end of its line.
package struct SyntaxComment: Sendable, Hashable {
  /// Where it stands, `#` included, line break excluded.
  package let span: Span
  /// Its text, `#` included, white space at its end excluded.
  package let text: String

  /// Makes a comment.
  package init(span: Span, text: String) {
    self.span = span
    self.text = text
  }
}
