/// The words that an expression can give, where they are few and known: the kinds of a party, the
/// outcomes of a step, the state of a schedule.
package struct CELVocabulary: Hashable, Sendable {
  /// The field that gives them, for messages; nil where several do.
  package let field: String?
  /// All words there are, in the order of their declaration.
  package let all: [String]
  /// Those that are left after the guards before the place where the expression stands.
  package let possible: Set<String>

  /// Makes a vocabulary.
  package init(field: String?, all: [String], possible: Set<String>) {
    self.field = field
    self.all = all
    self.possible = possible
  }

  /// Whether the word is one of them at all.
  package func has(_ word: String) -> Bool {
    all.contains { areSameText($0, word) }
  }

  /// Whether whatever the expression gives is one of those words.
  package func isExhausted(by words: some Sequence<String>) -> Bool {
    possible.isSubset(of: words)
  }

  /// What either of two parts can give.
  func union(_ other: CELVocabulary) -> CELVocabulary {
    CELVocabulary(
      field: field == other.field ? field : nil,
      all: all + other.all.filter { !has($0) },
      possible: possible.union(other.possible)
    )
  }
}
