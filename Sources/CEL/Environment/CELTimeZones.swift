/// Where a zone's offsets come from; the language knows only UTC and fixed offsets by itself.
package struct CELTimeZones: Sendable {
  private let zone: @Sendable (String) -> CELTimeZone?
  private let allNames: @Sendable () -> [String]
  /// Whether zones can only be named by literals, so that every zone an expression can ask for is
  /// known, with all its transitions, before it runs.
  package let mustBeLiterals: Bool

  /// Makes a source of zones from a look-up by IANA name; `names` are all there are, for guesses.
  package init(
    mustBeLiterals: Bool = false,
    names: @autoclosure @escaping @Sendable () -> [String] = [],
    _ zone: @escaping @Sendable (String) -> CELTimeZone?
  ) {
    self.zone = zone
    self.allNames = names
    self.mustBeLiterals = mustBeLiterals
  }

  /// The names of all zones, as far as the source can list them.
  package var names: [String] { allNames() }

  /// No zones but UTC and fixed offsets.
  package static let none = CELTimeZones { _ in nil }

  /// The zone of that name.
  package func zone(named name: String) -> CELTimeZone? {
    zone(name)
  }
}

/// The offsets from UTC of one zone, over all time.
package struct CELTimeZone: Hashable, Sendable {
  /// A moment from which another offset holds.
  package struct Transition: Hashable, Sendable {
    /// Seconds since 1970 in UTC.
    package let seconds: Int64
    /// Seconds to add to UTC from then on.
    package let offsetSeconds: Int

    /// Makes a transition.
    package init(seconds: Int64, offsetSeconds: Int) {
      self.seconds = seconds
      self.offsetSeconds = offsetSeconds
    }
  }

  /// Seconds to add to UTC before the first transition.
  package let firstOffsetSeconds: Int
  /// The transitions in the order of time.
  package let transitions: [Transition]

  /// Makes a zone; the transitions may come in any order.
  package init(firstOffsetSeconds: Int, transitions: [Transition] = []) {
    self.firstOffsetSeconds = firstOffsetSeconds
    self.transitions = transitions.sorted { $0.seconds < $1.seconds }
  }

  /// Seconds to add to UTC at that time.
  package func offsetSeconds(at seconds: Int64) -> Int {
    var low = 0
    var high = transitions.count
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].seconds <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffsetSeconds : transitions[low - 1].offsetSeconds
  }
}
