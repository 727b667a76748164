/// The rules of time zones; the host has them, this module has no data of its own
/// (SEMANTICS.md, rule 39).
package protocol ZoneRules: Sendable {
  /// The zone of that IANA name, or nil where there is none.
  func zone(named name: String) -> ZoneTransitions?
  /// The names of all zones, for guesses at what was meant; asked for only where a name is wrong.
  var names: [String] { get }
}

/// A time zone as the offsets it has had and will have.
package struct ZoneTransitions: Hashable, Sendable {
  /// A change of the offset.
  package struct Transition: Hashable, Sendable {
    /// When, in seconds since 1970-01-01T00:00:00Z.
    package let second: Int64
    /// Seconds east of UTC from then on.
    package let offset: Int

    /// Makes a transition.
    package init(second: Int64, offset: Int) {
      self.second = second
      self.offset = offset
    }
  }

  /// Seconds east of UTC before the first change.
  package let initialOffset: Int
  /// The changes, by time.
  package let transitions: [Transition]

  /// Makes a zone.
  package init(initialOffset: Int, transitions: [Transition]) {
    self.initialOffset = initialOffset
    self.transitions = transitions
  }

  /// Seconds east of UTC at a time in seconds since the epoch.
  package func offset(at second: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].second <= second { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initialOffset : transitions[low - 1].offset
  }
}
