import CallModel
import Diagnostics

/// Half of what a call rings at least, in milliseconds.
///
/// SEMANTICS, rule 32: what is left is for the network and for whoever has to answer.
private let mostMilliseconds: Int64 = 15_000

/// Findings about the time that passes before `answer`: the call rings all the while (SEMANTICS.md,
/// rule 32).
func ringingFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  guard flow.points.ringsForLong else { return [] }
  let times = RingingTimes(flow.points, flow.ways)
  let late = times.order.compactMap { point -> Diagnostic? in
    let before = times.sum(before: point)
    if times.answers(point) { return lateAnswer(flow.points.node(of: point), before) }
    guard let inside = flow.points.exits[point]?.ringing?.beforeAnswer,
      // What takes too long by itself is found there.
      inside.milliseconds <= mostMilliseconds
    else { return nil }
    return lateAnswer(flow.points.node(of: point), before + inside)
  }
  return waitingLoops(flow, times) + late
}

private func waitingLoops(_ flow: CheckedFlow, _ times: RingingTimes) -> [Diagnostic] {
  let waiting = times.endless.first { point in
    times.time(of: point) > 0 && times.comesBack(to: point)
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

private func lateAnswer(_ node: StepNode, _ sum: RingingTimes.Sum) -> Diagnostic? {
  guard sum.milliseconds > mostMilliseconds else { return nil }
  return Diagnostic(
    .lateAnswer,
    .warning,
    "the call may ring for \(durationText(Milliseconds(sum.milliseconds))) before it is answered",
    at: node.keywordSpan,
    related: CallWay(turns: sum.turns).labels,
    help: "a caller's network gives up after about \(ServiceLimits.ringSeconds)s: answer before, "
      + "or give shorter time-outs"
  )
}
