import CallModel
import Diagnostics

/// Findings about the time that passes before `answer`: the call rings all the while (SEMANTICS.md,
/// rule 32).
func ringingFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  var check = RingingCheck(flow: flow)
  return check.findings()
}

/// The longest time-outs on the ways from the start to each step that runs while the call rings.
private struct RingingCheck {
  let flow: CheckedFlow
  /// How many rounds each `repeat` has at most.
  var rounds: [FlowPath: Int64] = [:]
  /// The longest time before each point in milliseconds; nil where it is not computed yet.
  var longest: [Int: Int64] = [:]

  /// Half of what a call rings at least.
  ///
  /// SEMANTICS, rule 32: what is left is for the network and for whoever has to answer.
  static let mostMilliseconds: Int64 = 15_000

  mutating func findings() -> [Diagnostic] {
    // Nearly every flow answers at once, and is spared the search.
    guard
      flow.reached.contains(where: { node, state in
        state.phases.contains(.ringing) && node.shape.longestTime.count > 0
      })
    else { return [] }
    for node in flow.steps {
      if case .repeat(let step) = node.step { rounds[node.path] = Int64(step.mostTimes) }
    }
    let ringing = flow.points.known.indices.filter(rings)
    let order = topologicalOrder(ringing)
    var findings = waitingLoops(ringing.filter { !order.contains($0) })
    for point in order {
      let node = flow.points.node(of: point)
      let time = longest[point, default: 0]
      if node.shape.answers, time > Self.mostMilliseconds {
        findings.append(lateAnswer(node, time))
      }
      for next in nextPoints(point) {
        // Thousands of long waits in a row must not overflow.
        let sum = min(time, .max / 2) + longestTime(of: node)
        longest[next] = max(longest[next, default: 0], sum)
      }
    }
    return findings
  }

  /// How long a step takes at most, in all its rounds, in milliseconds.
  private func longestTime(of node: StepNode) -> Int64 {
    var time = node.shape.longestTime.count
    var path = node.path.parent
    while time > 0, let step = path?.parent {
      if let rounds = rounds[step] { time = time > .max / 4096 ? time : time * rounds }
      path = step.parent
    }
    return time
  }

  private func rings(_ point: Int) -> Bool {
    flow.points.known[point].start?.phases.contains(.ringing) ?? false
  }

  /// The points in an order in which each comes after all that lead to it; those in a cycle, and
  /// behind one, are left out.
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
    if flow.points.node(of: point).shape.answers { return [] }
    return flow.ways.ways[point].compactMap { way in
      way.isRound ? nil : way.target.flatMap { rings($0) ? $0 : nil }
    }
  }

  private func waitingLoops(_ points: [Int]) -> [Diagnostic] {
    let waiting = points.first { point in
      flow.points.node(of: point).shape.longestTime.count > 0 && comesBack(to: point)
    }
    guard let waiting else { return [] }
    return [
      Diagnostic(
        .lateAnswer,
        "this may be repeated without end while the call rings",
        at: flow.points.node(of: waiting).keywordSpan,
        help: "put `- answer` before the loop"
      )
    ]
  }

  /// Whether a way leads from a point back to it while the call rings.
  private func comesBack(to point: Int) -> Bool {
    var seen: Set<Int> = []
    var work = nextPoints(point)
    while let next = work.popLast() {
      if next == point { return true }
      if seen.insert(next).inserted { work += nextPoints(next) }
    }
    return false
  }

  private func lateAnswer(_ node: StepNode, _ time: Int64) -> Diagnostic {
    let counted = Set(longest.keys).union([0]).map { flow.points.node(of: $0) }
      .filter { $0.shape.longestTime.count > 0 }
    let waiting = Set(counted.map(\.number)).sorted().map { flow.steps[$0] }
    return Diagnostic(
      .lateAnswer,
      .warning,
      "the call may ring for \(durationText(Milliseconds(time))) before it is answered",
      at: node.keywordSpan,
      related: waiting.map {
        Diagnostic.Label(
          $0.keywordSpan,
          "up to \(durationText(Milliseconds(longestTime(of: $0))))"
        )
      },
      help: "a caller's network gives up after about \(ServiceLimits.ringSeconds)s: answer before, "
        + "or give shorter time-outs"
    )
  }
}
