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
  /// The longest time before each step in milliseconds; nil where it is not computed yet.
  var longest: [Int: Int64] = [:]

  /// Half of what a call rings at least.
  ///
  /// SEMANTICS, rule 32: what is left is for the network and for whoever has to answer.
  static let mostMilliseconds: Int64 = 15_000

  mutating func findings() -> [Diagnostic] {
    let ringing = flow.reached.filter { $0.state.phases.contains(.ringing) }
    // Nearly every flow answers at once, and is spared the search.
    guard ringing.contains(where: { $0.node.shape.longestTime.count > 0 }) else { return [] }
    let order = topologicalOrder(ringing.map(\.node.number))
    var findings = waitingLoops(ringing.map(\.node).filter { !order.contains($0.number) })
    for number in order {
      let node = flow.steps[number]
      let time = longest[number, default: 0]
      if node.shape.answers, time > Self.mostMilliseconds {
        findings.append(lateAnswer(node, time))
      }
      for next in nextSteps(number) {
        // Thousands of long waits in a row must not overflow.
        let sum = min(time, .max / 2) + node.shape.longestTime.count
        longest[next] = max(longest[next, default: 0], sum)
      }
    }
    return findings
  }

  /// The steps in an order in which each comes after all that lead to it; those in a cycle, and
  /// behind one, are left out.
  private func topologicalOrder(_ numbers: [Int]) -> [Int] {
    var before: [Int: Int] = [:]
    for number in numbers { for next in nextSteps(number) { before[next, default: 0] += 1 } }
    var ready = numbers.filter { before[$0, default: 0] == 0 }
    var order: [Int] = []
    while let number = ready.popLast() {
      order.append(number)
      for next in nextSteps(number) {
        before[next, default: 0] -= 1
        if before[next] == 0 { ready.append(next) }
      }
    }
    return order
  }

  private func nextSteps(_ number: Int) -> [Int] {
    // The call rings no longer after it.
    if flow.steps[number].shape.answers { return [] }
    return flow.openEdges[number].compactMap { edge in
      guard case .step(let next) = edge.target,
        flow.states[next]?.phases.contains(.ringing) == true
      else { return nil }
      return next
    }
  }

  private func waitingLoops(_ nodes: [StepNode]) -> [Diagnostic] {
    guard
      let node = nodes.first(where: { $0.shape.longestTime.count > 0 && comesBack(to: $0.number) })
    else { return [] }
    return [
      Diagnostic(
        .lateAnswer,
        "this may be repeated without end while the call rings",
        at: node.keywordSpan,
        help: "put `- answer` before the loop"
      )
    ]
  }

  /// Whether a way leads from a step back to it while the call rings.
  private func comesBack(to number: Int) -> Bool {
    var seen: Set<Int> = []
    var work = nextSteps(number)
    while let next = work.popLast() {
      if next == number { return true }
      if seen.insert(next).inserted { work += nextSteps(next) }
    }
    return false
  }

  private func lateAnswer(_ node: StepNode, _ time: Int64) -> Diagnostic {
    let waiting = flow.steps.filter {
      longest[$0.number] != nil && $0.shape.longestTime.count > 0
        || $0.number == 0 && $0.shape.longestTime.count > 0
    }
    return Diagnostic(
      .lateAnswer,
      .warning,
      "the call may ring for \(durationText(Milliseconds(time))) before it is answered",
      at: node.keywordSpan,
      related: waiting.map {
        Diagnostic.Label(
          $0.keywordSpan,
          "up to \(durationText($0.shape.longestTime))"
        )
      },
      help: "a caller's network gives up after about \(ServiceLimits.ringSeconds)s: answer before, "
        + "or give shorter time-outs"
    )
  }
}
