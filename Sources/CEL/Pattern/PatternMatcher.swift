extension Pattern {
  /// Whether the expression matches somewhere in the text; nil if that takes more steps than the
  /// limit allows.
  func matches(_ text: String) -> Bool? {
    // A short text is over before the sets of states that it meets are worth remembering.
    guard isSearchable, text.utf8.count > Self.shortTextBytes else { return matchesByStates(text) }
    var search = PatternSearch(self)
    return search.matches(text)
  }

  /// The same, state by state.
  func matchesByStates(_ text: String) -> Bool? {
    var matcher = PatternMatcher(self)
    return matcher.matches(text)
  }

  /// In UTF-8; below it the two ways take about as long.
  private static let shortTextBytes = 64
}

/// Follows all paths of an automaton through a text at once, one scalar after the other.
private struct PatternMatcher {
  private let pattern: Pattern
  private var current: StateSet
  /// The states that are being left.
  private var left: StateSet
  private var pending: [Int] = []

  init(_ pattern: Pattern) {
    self.pattern = pattern
    current = StateSet(count: pattern.states.count)
    left = StateSet(count: pattern.states.count)
  }

  mutating func matches(_ text: String) -> Bool? {
    var before: UInt32?
    var steps = 0
    var iterator = text.unicodeScalars.makeIterator()
    var scalar = iterator.next()?.value
    while true {
      // A match may begin anywhere, so the first state joins at each scalar.
      if enter(pattern.start, between: before, and: scalar) { return true }
      guard let value = scalar else { return false }
      // A step for each state and scalar: time is their product, and the limit is on that.
      steps += current.members.count + 1
      guard steps <= CELLimits.patternSteps else { return nil }
      let following = iterator.next()?.value
      if advance(over: value, before: following) { return true }
      before = value
      scalar = following
    }
  }

  /// Takes every path one scalar on; true if one of them ends.
  private mutating func advance(over value: UInt32, before following: UInt32?) -> Bool {
    swap(&current, &left)
    current.removeAll()
    for state in left.members {
      guard case .set(let set, let target) = pattern.states[state],
        pattern.sets[set].contains(value)
      else { continue }
      if enter(target, between: value, and: following) { return true }
    }
    return false
  }

  /// Adds a state and all that it leads to without taking a scalar; true if that is the end.
  private mutating func enter(_ state: Int, between before: UInt32?, and after: UInt32?) -> Bool {
    pending.append(state)
    while let state = pending.popLast() {
      // Each state once a scalar, so that `(a*)*` cannot go round without taking one.
      guard current.insert(state) else { continue }
      switch pattern.states[state] {
      case .end:
        pending.removeAll(keepingCapacity: true)
        return true
      case .split(let first, let second):
        pending.append(second)
        pending.append(first)
      case .anchor(let anchor, let target):
        if anchor.holds(between: before, and: after) { pending.append(target) }
      case .set: break
      }
    }
    return false
  }
}

/// A set of small numbers that is emptied in constant time.
private struct StateSet {
  private(set) var members: [Int] = []
  /// Where each member stands, if it is one; what stands here of others is meaningless, and is
  /// checked against `members` (Briggs and Torczon's sparse set).
  private var places: [Int]

  init(count: Int) {
    places = Array(repeating: 0, count: count)
    members.reserveCapacity(count)
  }

  mutating func insert(_ member: Int) -> Bool {
    let place = places[member]
    if place < members.count, members[place] == member { return false }
    places[member] = members.count
    members.append(member)
    return true
  }

  mutating func removeAll() {
    members.removeAll(keepingCapacity: true)
  }
}

extension PatternAnchor {
  fileprivate func holds(between before: UInt32?, and after: UInt32?) -> Bool {
    switch self {
    case .textStart: before == nil
    case .textEnd: after == nil
    case .lineStart: before == nil || before == 0x0A
    case .lineEnd: after == nil || after == 0x0A
    // The words of ASCII alone, as RE2 has them.
    case .wordBoundary: isWord(before) != isWord(after)
    case .noWordBoundary: isWord(before) == isWord(after)
    }
  }

  private func isWord(_ scalar: UInt32?) -> Bool {
    guard let scalar else { return false }
    return ScalarSet.words.contains { $0.contains(scalar) }
  }
}
