import CallModel
import Diagnostics

/// Findings about what is sent to sockets: begun without its set-up, begun twice, or ended where it
/// has not begun (SEMANTICS.md 1.7).
func feedFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node -> Diagnostic? in
    guard let change = node.shape.feedChange, let state = flow.known[node.number].inner,
      !state.call.isUncertain, state.call.phases.contains(.connected)
    else { return nil }
    if change.action.needsSetUp, !state.call.setUp.contains(change.feed) {
      return missingSetUp(node, change.feed, flow)
    }
    let states = state.call.feeds[change.feed]
    let wrong: FeedStates.States
    switch change.action {
    case .start: wrong = .on
    case .stop, .update: wrong = .off
    case .computed: return nil
    }
    guard !states.isDisjoint(with: wrong) else { return nil }
    let cause = "from here on it is " + (wrong == .on ? "sent" : "not sent")
    let way = flow.calls.way(to: node.number, cause: cause) {
      !$0.call.feeds[change.feed].isDisjoint(with: wrong)
    }
    return misplaced(node, change, isCertain: states.isSubset(of: wrong), way)
  }
}

private func missingSetUp(_ node: StepNode, _ feed: Feed, _ flow: CheckedFlow) -> Diagnostic {
  let lacking = flow.reached.filter { other in
    other.shape.outcomes.contains { $0.effect.feeds.map { !$0.contains(feed) } ?? false }
  }
  let way = flow.calls.way(to: node.number, cause: "this says no socket for it") {
    $0.call.phases.contains(.connected) && !$0.call.setUp.contains(feed)
  }
  return Diagnostic(
    .missingSetUp,
    "`\(node.step.keyword.rawValue)` needs a call with `\(feed.rawValue)`",
    at: node.keywordSpan,
    related: way.labels,
    help: "write `\(lacking.first?.step.keyword.rawValue ?? "answer"): "
      + "{ \(feed.rawValue): { url: wss://… } }`: the service learns it when the call is connected"
  )
}

private func misplaced(
  _ node: StepNode,
  _ change: FeedChange,
  isCertain: Bool,
  _ way: CallWay
) -> Diagnostic {
  let subject = change.feed == .streaming ? "the call's audio" : "what is said"
  let isOrMayBe = isCertain ? "is" : "may be"
  return Diagnostic(
    .feedState,
    isCertain ? .error : .warning,
    change.action == .start
      ? "\(subject) \(isOrMayBe) sent already here"
      : "\(subject) \(isCertain ? "is not sent" : "may not be sent") here",
    at: node.keywordSpan,
    related: way.labels,
    help: change.action == .update
      ? "say the language where it is started: `transcribe: { action: start, locale: … }`"
      : change.action == .start ? "delete this step" : "start it before this, or delete this step"
  )
}

extension FeedChange.Action {
  /// Whether it can only be asked in a call that was set up for it.
  fileprivate var needsSetUp: Bool {
    switch self {
    case .start, .update: true
    case .stop, .computed: false
    }
  }
}
