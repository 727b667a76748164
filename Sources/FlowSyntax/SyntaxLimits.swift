/// How much of a text is read before it is refused.
///
/// What ends the reading has a code of its own and is reported where the limit is passed.
package enum SyntaxLimits {
  /// Levels of nested lists and mappings, expanded aliases included.
  ///
  /// It also bounds the recursion of everything that walks a tree, and the look-ahead of libyaml,
  /// whose scanner takes quadratic time in open brackets.
  package static let depth = 64

  /// Keys, texts, lists and mappings of one document, each expanded alias counted as a copy.
  package static let nodes = 150_000

  /// Findings of one document; further ones are left out, but for the one that ends the reading.
  package static let findings = 1_000

  /// Bytes of text that are put together again after commas cut it.
  static let joinedText = 1_000

  /// Anchors among which a misspelt alias is looked for.
  static let suggestedAnchors = 100

  /// Bytes of UTF-8 of one file.
  package static let fileBytes = 1 << 20
}
