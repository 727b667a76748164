/// What a comma was meant for in a text of a mapping in braces that has neither quotes nor brackets.
package enum CommaMeaning: Sendable {
  /// It is part of the text.
  case text
  /// It stands between the items of a list.
  case items
  /// It is part of a number, as most languages write one; what is wrong about that is said by whoever
  /// reads the number.
  case number
  /// It may be a part of a text, or stand between items.
  case unclear
}
