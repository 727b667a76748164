/// What is known of stable paths where an expression has come to a certain result: the kinds that
/// the values there can still have.
struct Narrowing: Sendable, Hashable {
  /// Whether the result cannot come about at all.
  var isImpossible = false
  /// The kinds left, by path; a path that is missing has all kinds of its type.
  var kinds: [CELPath: Set<String>] = [:]

  static let none = Narrowing()
  static let impossible = Narrowing(isImpossible: true)

  /// What is known where both hold.
  func and(_ other: Narrowing) -> Narrowing {
    if kinds.isEmpty && !isImpossible { return other }
    if other.kinds.isEmpty && !other.isImpossible { return self }
    return Narrowing(
      isImpossible: isImpossible || other.isImpossible,
      // Both hold, so a value has a kind that both leave.
      kinds: kinds.merging(other.kinds) { $0.intersection($1) }
    )
  }

  /// What is known where one of them holds.
  func or(_ other: Narrowing) -> Narrowing {
    // A way that cannot come about adds nothing.
    if isImpossible { return other }
    if other.isImpossible { return self }
    var united: [CELPath: Set<String>] = [:]
    // A path that one of them says nothing of can have any kind there, so nothing is known of it.
    for (path, left) in kinds {
      if let right = other.kinds[path] { united[path] = left.union(right) }
    }
    return Narrowing(kinds: united)
  }
}
