import CallModel

/// The longest time-outs on the ways through a flow while the call rings (SEMANTICS.md, rule 32).
struct RingingTimes {
  /// A length of time, and the steps that it is made of.
  struct Sum: Sendable {
    var milliseconds: Int64 = 0
    var turns: [CallWay.Turn] = []
  }

  private let analysis: FlowAnalysis
  private let ways: FlowWays
  /// How many rounds each `repeat` has at most.
  private var rounds: [FlowPath: Int64] = [:]
  /// The longest time before each point in milliseconds.
  private var longest: [Int: Int64] = [:]
  /// The point before each on the way of that time.
  private var before: [Int: Int] = [:]
  /// The points in an order in which each comes after all that lead to it.
  private(set) var order: [Int] = []
  /// The points in a cycle, and those behind one.
  private(set) var endless: [Int] = []

  /// Adds up the times of a flow.
  init(_ analysis: FlowAnalysis, _ ways: FlowWays) {
    self.analysis = analysis
    self.ways = ways
    let ringing = analysis.known.indices.filter(rings)
    for node in analysis.steps {
      if case .repeat(let step) = node.step { rounds[node.path] = Int64(step.mostTimes) }
    }
    order = topologicalOrder(ringing)
    let ordered = Set(order)
    endless = ringing.filter { !ordered.contains($0) }
    for point in order {
      // Thousands of long waits in a row must not overflow.
      let sum = min(longest[point, default: 0], .max / 2) + time(of: point)
      for next in nextPoints(point) where sum > longest[next, default: 0] {
        longest[next] = sum
        before[next] = point
      }
    }
  }

  /// The longest time before a point.
  func sum(before point: Int) -> Sum {
    var turns: [CallWay.Turn] = []
    var point = point
    let milliseconds = longest[point, default: 0]
    while let earlier = before[point] {
      turns = self.turns(of: earlier) + turns
      point = earlier
    }
    return Sum(milliseconds: milliseconds, turns: turns)
  }

  /// The longest time before the flow comes back while the call rings; nil where it does not.
  var beforeReturn: Sum? {
    let last = order.filter { point in
      !answers(point)
        && ways.ways[point].contains { way in
          way.target == nil && (way.edge.target == .fallsOff || way.edge.target == .returns)
        }
    }
    return last.map { point in
      var sum = sum(before: point)
      sum.milliseconds = min(sum.milliseconds, .max / 2) + time(of: point)
      sum.turns += turns(of: point)
      return sum
    }.max { $0.milliseconds < $1.milliseconds }
  }

  /// The longest time before the flow answers the call; nil where it does not.
  var beforeAnswer: Sum? {
    order.compactMap { point -> Sum? in
      guard !answers(point) else { return sum(before: point) }
      guard let inside = analysis.exits[point]?.ringing?.beforeAnswer else { return nil }
      return sum(before: point) + inside
    }.max { $0.milliseconds < $1.milliseconds }
  }

  /// Whether the step of a point takes the ringing call.
  func answers(_ point: Int) -> Bool {
    analysis.node(of: point).shape.answers
  }

  /// Whether a way leads from a point back to it while the call rings.
  func comesBack(to point: Int) -> Bool {
    var seen: Set<Int> = []
    var work = nextPoints(point)
    while let next = work.popLast() {
      if next == point { return true }
      if seen.insert(next).inserted { work += nextPoints(next) }
    }
    return false
  }

  /// How long the step of a point takes at most, in all its rounds.
  func time(of point: Int) -> Int64 {
    var time = ownTime(of: point)
    var path = analysis.node(of: point).path.parent
    while time > 0, let step = path?.parent {
      if let rounds = rounds[step] { time = time > .max / 4096 ? time : time * rounds }
      path = step.parent
    }
    return time
  }

  private func ownTime(of point: Int) -> Int64 {
    analysis.exits[point]?.ringing?.beforeReturn?.milliseconds
      ?? analysis.node(of: point).shape.longestTime.count
  }

  private func turns(of point: Int) -> [CallWay.Turn] {
    let time = time(of: point)
    guard time > 0 else { return [] }
    if let inside = analysis.exits[point]?.ringing?.beforeReturn { return inside.turns }
    let text = "up to \(durationText(Milliseconds(time)))"
    return [CallWay.Turn(span: analysis.node(of: point).keywordSpan, text: text)]
  }

  private func rings(_ point: Int) -> Bool {
    analysis.rings(at: point)
  }

  private func topologicalOrder(_ points: [Int]) -> [Int] {
    var before: [Int: Int] = [:]
    for point in points { for next in nextPoints(point) { before[next, default: 0] += 1 } }
    var ready = points.filter { before[$0, default: 0] == 0 }
    var order: [Int] = []
    while let point = ready.popLast() {
      order.append(point)
      for next in nextPoints(point) {
        before[next, default: 0] -= 1
        if before[next] == 0 { ready.append(next) }
      }
    }
    return order
  }

  private func nextPoints(_ point: Int) -> [Int] {
    // The call rings no longer after it.
    if answers(point) { return [] }
    return ways.ways[point].compactMap { way in
      way.isRound ? nil : way.target.flatMap { rings($0) ? $0 : nil }
    }
  }
}

extension FlowAnalysis {
  /// Whether any step takes time while the call rings: in nearly every flow none does, for it answers
  /// at once.
  var ringsForLong: Bool {
    known.indices.contains { point in
      let ringing = exits[point]?.ringing
      let inside = [ringing?.beforeReturn, ringing?.beforeAnswer].compactMap { $0?.milliseconds }
      return rings(at: point)
        && (node(of: point).shape.longestTime.count > 0 || inside.contains { $0 > 0 })
    }
  }

  /// Whether the call may ring at a point.
  fileprivate func rings(at point: Int) -> Bool {
    known[point].start?.call.phases.contains(.ringing) ?? false
  }
}

extension RingingTimes.Sum {
  /// One time after another.
  static func + (left: Self, right: Self) -> Self {
    Self(
      milliseconds: min(left.milliseconds, .max / 2) + min(right.milliseconds, .max / 2),
      turns: left.turns + right.turns
    )
  }
}
