/// How far calls are followed.
package struct ExploreBounds: Hashable, Sendable {
  /// The most states that are kept.
  package var states = 20_000
  /// The most things that happen in one call.
  package var depth = 60

  /// Makes the bounds that hold where nobody says others.
  package init() {}

  /// The most ways between states: a state has about ten.
  var ways: Int { states * 30 }
}
