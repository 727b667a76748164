// RE2's way (cel-spec, "matches": the syntax of RE2): no expression, however it is written, can
// make a call wait, as backtracking ones can.
/// A regular expression as an automaton without memory: time is linear in the text, whatever the
/// expression is.
struct Pattern: Sendable {
  /// One state; the numbers are other states.
  enum State: Sendable {
    case set(Int, next: Int)
    case anchor(PatternAnchor, next: Int)
    case split(Int, Int)
    case end
  }

  private(set) var states: [State] = []
  private(set) var sets: [ScalarSet] = []
  private(set) var start = 0

  /// Reads and builds an expression.
  init(_ source: String) throws(PatternError) {
    var parser = PatternParser(source)
    let node = try parser.parse()
    let end = try add(.end)
    start = try build(node, before: end)
  }

  private mutating func add(_ state: State) throws(PatternError) -> Int {
    // Counts multiply: `(a{100}){100}` has ten thousand states.
    guard states.count < CELLimits.patternStates else {
      throw PatternError("this pattern needs more than \(CELLimits.patternStates) states")
    }
    states.append(state)
    return states.count - 1
  }

  /// Builds the states of a part that goes on with `next`, and gives its first one.
  private mutating func build(
    _ node: PatternNode,
    before next: Int
  ) throws(PatternError) -> Int {
    switch node {
    case .empty: return next
    case .set(let set):
      sets.append(set)
      return try add(.set(sets.count - 1, next: next))
    case .anchor(let anchor): return try add(.anchor(anchor, next: next))
    // From the back: each part is built knowing what it goes on with.
    case .sequence(let parts):
      var first = next
      for part in parts.reversed() { first = try build(part, before: first) }
      return first
    case .choice(let branches):
      var first = try build(branches[branches.count - 1], before: next)
      for branch in branches.dropLast().reversed() {
        first = try add(.split(try build(branch, before: next), first))
      }
      return first
    case .repeated(let part, let least, let most):
      return try buildRepeated(part, least: least, most: most, before: next)
    }
  }

  private mutating func buildRepeated(
    _ part: PatternNode,
    least: Int,
    most: Int?,
    before next: Int
  ) throws(PatternError) -> Int {
    var first = next
    // `x{2,4}` is `xx` and then twice "one more, or out".
    if let most {
      for _ in least..<max(least, most) {
        first = try add(.split(try build(part, before: first), next))
      }
    } else {
      // The loop's state must exist before the part that comes back to it.
      let loop = try add(.end)
      states[loop] = .split(try build(part, before: loop), next)
      first = loop
    }
    for _ in 0..<least {
      let count = states.count
      first = try build(part, before: first)
      // A part without states is the same however often it is repeated.
      if states.count == count { break }
    }
    return first
  }
}
