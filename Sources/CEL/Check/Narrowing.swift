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
      kinds: kinds.merging(other.kinds) { $0.intersection($1) }
    )
  }

  /// What is known where one of them holds.
  func or(_ other: Narrowing) -> Narrowing {
    if isImpossible { return other }
    if other.isImpossible { return self }
    var united: [CELPath: Set<String>] = [:]
    for (path, left) in kinds {
      if let right = other.kinds[path] { united[path] = left.union(right) }
    }
    return Narrowing(kinds: united)
  }
}
