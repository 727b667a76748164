import Diagnostics

/// An answer that every menu of a flow takes besides its own (LANGUAGE 8, `everywhere`).
package struct EverywhereEntry: Sendable {
  /// What it does.
  package enum Action: Sendable {
    /// Goes to a block.
    case go(String)
    /// Asks the menu's question again, which costs no retry.
    case again
  }

  /// Its name, its keys and its words.
  package let choice: Choice
  /// What it does.
  package let action: Action

  /// Whether a menu of these choices can take it: they use neither its name nor its keys nor its
  /// words, and words join only menus with words, in which one key makes a choice (SEMANTICS.md,
  /// rule 59).
  func fits(_ choices: [Choice]) -> Bool {
    let hearsWords = choices.contains(where: \.isSpoken)
    if !hearsWords, choice.keys.isEmpty { return false }
    if hearsWords, choice.keys.count > 1 { return false }
    return !choices.contains { $0.isIn(theWayOf: choice) }
  }

  /// The entry as a menu of these choices takes it: without words where it hears none.
  func joining(_ choices: [Choice]) -> EverywhereEntry {
    guard !choices.contains(where: \.isSpoken) else { return self }
    return EverywhereEntry(
      choice: Choice(name: choice.name, span: choice.span, keys: choice.keys, phrases: []),
      action: action
    )
  }
}

extension Choice {
  /// Whether it has the name, the keys or a phrase of another.
  fileprivate func isIn(theWayOf other: Choice) -> Bool {
    if name == other.name || (!keys.isEmpty && keys == other.keys) { return true }
    let own = Set(phrases.flatMap(\.phrases).map { $0.lowercased() })
    return other.phrases.flatMap(\.phrases).contains { own.contains($0.lowercased()) }
  }
}
