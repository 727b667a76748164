import CallModel
import Diagnostics

/// Findings about what is sent to sockets: begun without its set-up, begun twice, or ended where it
/// has not begun (SEMANTICS.md 1.7).
func feedFindings(_ flow: CheckedFlow) -> [StateFinding] {
  flow.reached.compactMap { node -> StateFinding? in
    guard let change = node.shape.feedChange, let state = flow.known[node.number].inner,
      !state.call.isUncertain, state.call.phases.contains(.connected)
    else { return nil }
    let feed = change.feed
    if change.action.needsSetUp, !state.call.setUp.contains(feed) {
      return missingSetUp(node, feed, flow)
    }
    let states = state.call.feeds[feed]
    let wrong: FeedStates.States
    switch change.action {
    case .start: wrong = .on
    case .stop, .update: wrong = .off
    case .computed: return nil
    }
    guard !states.isDisjoint(with: wrong) else { return nil }
    let keyword = node.step.keyword.rawValue
    return StateFinding(
      topic: .feeds,
      node: node,
      finding: misplaced(node, change, isCertain: states.isSubset(of: wrong)),
      cause: "from here on it is " + (wrong == .on ? "sent" : "not sent"),
      holds: { !$0.call.feeds[feed].isDisjoint(with: wrong) },
      helpWhereRun: wrong == .on
        ? "end it before, with `- \(keyword): stop`, or take the step out of `\(flow.tree.name)`"
        : "start it before, with `- \(keyword): start`"
    )
  }
}

private func missingSetUp(_ node: StepNode, _ feed: Feed, _ flow: CheckedFlow) -> StateFinding {
  let lacking = flow.reached.filter { other in
    other.shape.outcomes.contains { $0.effect.feeds.map { !$0.contains(feed) } ?? false }
  }
  let setter = lacking.first?.step.keyword.rawValue ?? "answer"
  return StateFinding(
    topic: .setUp,
    node: node,
    finding: Diagnostic(
      .missingSetUp,
      "`\(node.step.keyword.rawValue)` needs a call with `\(feed.rawValue)`",
      at: node.keywordSpan,
      help: "write `\(setter): { \(feed.rawValue): { url: wss://… } }`: the service learns it when "
        + "the call is connected"
    ),
    cause: "this says no socket for it",
    holds: { $0.call.phases.contains(.connected) && !$0.call.setUp.contains(feed) }
  )
}

private func misplaced(
  _ node: StepNode,
  _ change: FeedChange,
  isCertain: Bool
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
