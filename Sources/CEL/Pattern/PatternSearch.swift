/// Follows an automaton through a long text by the sets of states that it comes to.
///
/// A set that was met before knows where each scalar leads, so most scalars cost one look at a
/// table. Only for expressions whose conditions are on the ends of the text: others depend on the
/// scalars around a place.
struct PatternSearch {
  private let pattern: Pattern
  /// The states of each set, in order.
  private var sets: [[Int]] = []
  private var places: [[Int]: Int] = [:]
  private var matches: [Bool] = []
  /// For each set and scalar below 128 the set that follows, or -1 where it is not known yet.
  private var following: [Int32] = []
  private var steps = 0

  /// Sets that are kept before all are forgotten and met anew.
  ///
  /// There can be 2^n sets of n states; a text can be made to meet a new one at every scalar.
  private static let setLimit = 500

  init(_ pattern: Pattern) {
    self.pattern = pattern
  }

  /// Whether the expression matches somewhere in the text; nil if that takes too many steps.
  mutating func matches(_ text: String) -> Bool? {
    var place = place(of: closure([pattern.start], isAtStart: true))
    let bytes = text.utf8.span
    var index = 0
    while index < bytes.count {
      if matches[place] { return true }
      // Bytes below 128 are scalars of their own, and most of every text.
      let byte = bytes[index]
      if byte < 128 {
        index += 1
        let known = following[place * 128 + Int(byte)]
        place = known >= 0 ? Int(known) : advance(place, over: UInt32(byte))
      } else {
        let (scalar, length) = decode(bytes, at: index)
        index += length
        place = advance(place, over: scalar)
      }
      guard steps <= CELLimits.patternSteps else { return nil }
    }
    return matches[place] || leadsToEnd(sets[place])
  }

  /// The set after one scalar.
  private mutating func advance(_ place: Int, over scalar: UInt32) -> Int {
    // A match may begin anywhere.
    var targets = [pattern.start]
    for state in sets[place] {
      guard case .set(let set, let target) = pattern.states[state],
        pattern.sets[set].contains(scalar)
      else { continue }
      targets.append(target)
    }
    steps += sets[place].count
    let states = closure(targets, isAtStart: false)
    if sets.count >= Self.setLimit { forget() }
    // After forgetting, the place that was left is no row of the table any more.
    let isKept = !sets.isEmpty
    let next = self.place(of: states)
    if scalar < 128, isKept { following[place * 128 + Int(scalar)] = Int32(next) }
    return next
  }

  private mutating func forget() {
    sets = []
    places = [:]
    matches = []
    following = []
  }

  private mutating func place(of states: [Int]) -> Int {
    if let known = places[states] { return known }
    let place = sets.count
    sets.append(states)
    places[states] = place
    matches.append(states.contains { pattern.isEnd($0) })
    following += Array(repeating: -1, count: 128)
    return place
  }

  /// All states that these lead to without taking a scalar, in order.
  private mutating func closure(_ states: [Int], isAtStart: Bool) -> [Int] {
    var pending = states
    var reached = Set<Int>()
    while let state = pending.popLast() {
      guard reached.insert(state).inserted else { continue }
      steps += 1
      switch pattern.states[state] {
      case .split(let first, let second): pending += [first, second]
      case .anchor(.textStart, let target): if isAtStart { pending.append(target) }
      case .anchor, .set, .end: break
      }
    }
    return reached.filter { !pattern.isSplit($0) }.sorted()
  }

  /// Whether one of the states leads to the end where the text ends.
  private func leadsToEnd(_ states: [Int]) -> Bool {
    var pending = states
    var reached = Set<Int>()
    while let state = pending.popLast() {
      guard reached.insert(state).inserted else { continue }
      switch pattern.states[state] {
      case .end: return true
      case .split(let first, let second): pending += [first, second]
      case .anchor(.textEnd, let target): pending.append(target)
      case .anchor, .set: break
      }
    }
    return false
  }

  /// The scalar that begins at the place, of a text that is valid UTF-8.
  private func decode(_ bytes: borrowing Span<UInt8>, at index: Int) -> (UInt32, length: Int) {
    let first = bytes[index]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var scalar = UInt32(first) & (0x7F >> UInt32(length))
    for offset in 1..<length where index + offset < bytes.count {
      scalar = scalar << 6 | UInt32(bytes[index + offset] & 0x3F)
    }
    return (scalar, length)
  }
}

extension Pattern {
  /// Whether all its conditions are on the ends of the text.
  var isSearchable: Bool {
    states.allSatisfy { state in
      switch state {
      case .anchor(let anchor, _): anchor == .textStart || anchor == .textEnd
      case .set, .split, .end: true
      }
    }
  }

  fileprivate func isEnd(_ state: Int) -> Bool {
    if case .end = states[state] { true } else { false }
  }

  fileprivate func isSplit(_ state: Int) -> Bool {
    if case .split = states[state] { true } else { false }
  }
}
