import Diagnostics

/// Findings about steps that run in a phase of the call in which they cannot (SEMANTICS.md 1.7).
func phaseFindings(_ flow: CheckedFlow) -> [StateFinding] {
  // Of a flow that answers a call and places another the `dial` is one step too many; that it made
  // the call of the `answer` one to be placed follows from it.
  let placesTwice = flow.reached.contains { node in
    node.shape.phase == .placing && flow.known[node.number].start?.call.phases == .connected
  }
  return flow.reached.compactMap { node -> StateFinding? in
    guard let call = flow.known[node.number].start?.call, !call.isUncertain,
      !(placesTwice && node.shape.phase == .ringing)
    else { return nil }
    let required = node.shape.phase
    let wrong = call.phases.subtracting(required.phases)
    // The earliest wrong phase is what an author can change: `answer` comes before the rest.
    guard let first = wrong.each.first else { return nil }
    let isCertain = wrong == call.phases
    return StateFinding(
      topic: .phase,
      node: node,
      finding: Diagnostic(
        .callPhase,
        "`\(node.step.keyword.rawValue)` needs a call that \(required.words)",
        at: Diagnostic.Label(
          node.keywordSpan,
          "here it \(isCertain ? "is" : "may be") \(first.words)"
        ),
        help: flow.helpOfRepeatedAnswer(node, first)
          ?? help(
            node.step.keyword,
            first,
            isCertain: isCertain,
            isJoined: flow.read.names.join != nil
          )
      ),
      cause: first.beginning,
      holds: { !$0.call.phases.isDisjoint(with: first) },
      helpWhereRun: helpWhereRun(flow.tree.name, required, first),
      lacksAnswer: required == .connected && call.phases == .ringing
    )
  }
}

/// What who runs a flow can do about a step in it that comes too late; nil where the step's own help
/// is for them too.
private func helpWhereRun(
  _ name: String,
  _ required: PhaseRequirement,
  _ phase: CallPhases
) -> String? {
  if phase == .gone { return "run it before the call is over" }
  guard phase == .connected else { return nil }
  let beginning = required == .placing ? "a call is placed once" : "a call is answered once"
  return "\(beginning): run `\(name)` before that, or take the step out there"
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
