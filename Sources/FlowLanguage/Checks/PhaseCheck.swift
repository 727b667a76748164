import Diagnostics

/// Findings about steps that run in a phase of the call in which they cannot (SEMANTICS.md 1.7).
func phaseFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  // Of a flow that answers a call and places another the `dial` is one step too many; that it made
  // the call of the `answer` one to be placed follows from it.
  let placesTwice = flow.reached.contains { node in
    node.shape.phase == .placing && flow.known[node.number].start?.call.phases == .connected
  }
  return flow.reached.compactMap { node -> Diagnostic? in
    guard let call = flow.known[node.number].start?.call, !call.isUncertain,
      !(placesTwice && node.shape.phase == .ringing)
    else { return nil }
    let required = node.shape.phase
    let wrong = call.phases.subtracting(required.phases)
    // The earliest wrong phase is what an author can change: `answer` comes before the rest.
    guard let first = wrong.each.first else { return nil }
    let certainty = wrong == call.phases ? "is" : "may be"
    return Diagnostic(
      .callPhase,
      "`\(node.step.keyword.rawValue)` needs a call that \(required.words)",
      at: Diagnostic.Label(node.keywordSpan, "here it \(certainty) \(first.words)"),
      related: flow.calls.way(to: node.number, cause: first.beginning) {
        !$0.call.phases.isDisjoint(with: first)
      }.labels,
      help: flow.helpOfRepeatedAnswer(node, first)
        ?? help(
          node.step.keyword,
          first,
          isCertain: wrong == call.phases,
          isJoined: flow.read.names.join != nil
        )
    )
  }
}

/// The places of the steps that an `answer` would mend that is missing once: of those that each list of
/// steps has, and in a flow that answers nowhere of all, the first is told.
func stepsAfterMissingAnswer(_ flow: CheckedFlow) -> Set<Span> {
  let answers = flow.reached.contains { $0.step.keyword == .answer }
  var told: Set<FlowPath?> = []
  var rest: Set<Span> = []
  for node in flow.reached where node.shape.phase == .connected {
    guard let call = flow.known[node.number].start?.call, !call.isUncertain,
      call.phases == .ringing
    else { continue }
    if !told.insert(answers ? node.path.parent : nil).inserted { rest.insert(node.keywordSpan) }
  }
  return rest
}

extension CheckedFlow {
  /// What to do about an `answer` that is right where it stands, but for what comes back to it or
  /// runs the flow; nil for any other step.
  fileprivate func helpOfRepeatedAnswer(_ node: StepNode, _ phase: CallPhases) -> String? {
    guard node.shape.answers, phase == .connected else { return nil }
    if comesBack {
      return "a flow with `parameters` or `outputs` that has no `routes:` is run by others, whose "
        + "call is answered: delete this step, or add `routes:`"
    }
    guard ways.ways.indices.contains(where: { isAgain(node, from: $0) }) else { return nil }
    return "a call is answered once: begin a block of its own with what comes after this step, and "
      + "go there instead of back to this"
  }

  /// Whether the step at a point is this one, and some way leads from it back to it.
  private func isAgain(_ node: StepNode, from point: Int) -> Bool {
    guard points.node(of: point).number == node.number else { return false }
    var seen: Set<Int> = []
    var work = [point]
    while let next = work.popLast() {
      for case let target? in ways.ways[next].map(\.target) {
        if target == point { return true }
        if seen.insert(target).inserted { work.append(target) }
      }
    }
    return false
  }
}

private func help(
  _ keyword: StepKeyword,
  _ phase: CallPhases,
  isCertain: Bool,
  isJoined: Bool
) -> String {
  let onePurpose = "a flow places a call or takes those of its `routes:`: make it two flows"
  if phase == .placing {
    if keyword.shape.phase == .ringing { return onePurpose }
    let step = isJoined ? "the `join`" : "a `dial`"
    return "put \(step) before it" + (isCertain ? "" : " on every way that leads here")
  }
  if keyword.shape.phase == .placing {
    return phase == .ringing
      ? onePurpose
      : phase == .connected
        ? "a call is placed once; bring others in with `addAgent` or `addParticipant`"
        : "the call is over: whoever began it can begin another"
  }
  if phase == .ringing {
    return isCertain
      ? "put `- answer` before it" : "put `- answer` before it on every way that leads here"
  }
  if phase == .connected {
    switch keyword {
    case .reject: return "a call that was answered is ended by `hangUp`"
    case .redirect: return "a call that was answered is sent elsewhere by `transfer`"
    default: return "a call is answered once: delete this step"
    }
  }
  return keyword == .hangUp
    ? "the call has ended: delete this step"
    : "when the call is over, only "
      + quotedList(StepKeyword.allCases.filter { $0.shape.phase == .any }.map(\.rawValue))
      + " can run"
}

extension PhaseRequirement {
  /// The phases in which the step may run.
  fileprivate var phases: CallPhases {
    switch self {
    case .ringing: .ringing
    case .placing: .placing
    case .connected: .connected
    case .alive: [.ringing, .placing, .connected]
    case .any: [.ringing, .placing, .connected, .gone]
    }
  }

  /// What the call must be, after "a call that".
  fileprivate var words: String {
    switch self {
    case .ringing: "rings"
    case .placing: "is not placed yet"
    case .connected: "is connected"
    case .alive: "is not over"
    case .any: "exists"
    }
  }
}

extension CallPhases {
  /// What is said of the step with which this single phase begins; nil for where calls begin.
  fileprivate var beginning: String? {
    self == .connected
      ? "from here on the call is connected" : self == .gone ? "from here on it is over" : nil
  }

  /// What the call is in this single phase.
  fileprivate var words: String {
    self == .ringing
      ? "not answered yet"
      : self == .placing ? "not placed yet" : self == .connected ? "connected already" : "over"
  }
}
