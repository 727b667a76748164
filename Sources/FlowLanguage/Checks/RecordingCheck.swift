import Diagnostics

/// Findings about recordings that are started twice or changed where there is none, and about
/// sensitive input that would be recorded (SEMANTICS.md 1.7, rule 17).
func recordingFindings(_ flow: CheckedFlow) -> [StateFinding] {
  flow.reached.compactMap { node -> StateFinding? in
    guard let state = flow.known[node.number].inner, !state.call.isUncertain else { return nil }
    if node.shape.takesSensitiveInput, state.call.recording.contains(.on) {
      return StateFinding(
        topic: .recording,
        node: node,
        finding: recordedInput(node, isCertain: state.call.recording == .on),
        cause: "from here on it is recorded",
        holds: { $0.call.recording.contains(.on) }
      )
    }
    guard let action = node.shape.recordingChange?.asked else { return nil }
    let wrong: RecordingStates = action == .start ? [.on, .paused] : .off
    guard !state.call.recording.isDisjoint(with: wrong) else { return nil }
    let isCertain = state.call.recording.isSubset(of: wrong)
    return StateFinding(
      topic: .recording,
      node: node,
      finding: misplacedChange(node, action, isCertain: isCertain),
      cause: "from here on " + (action == .start ? "there is a recording" : "there is none"),
      holds: { !$0.call.recording.isDisjoint(with: wrong) },
      helpWhereRun: action == .start
        ? "end it before, with `- record: stop`, or take the step out of `\(flow.tree.name)`"
        : "start one before it, with `- record: start`"
    )
  }
}

extension RecordingChange {
  /// What is asked for, where that is known.
  fileprivate var asked: RecordStep.Action? {
    switch self {
    case .asked(let action): action
    case .startsPaused: .start
    case .interrupts, .computed: nil
    }
  }
}

private func recordedInput(_ node: StepNode, isCertain: Bool) -> Diagnostic {
  Diagnostic(
    .recordedInput,
    "sensitive input \(isCertain ? "is" : "may be") recorded here",
    at: node.keywordSpan,
    help: "put the step into `sensitive:`, which pauses the recording around it, or write "
      + "`- record: pause` before it"
  )
}

private func misplacedChange(
  _ node: StepNode,
  _ action: RecordStep.Action,
  isCertain: Bool
) -> Diagnostic {
  let isStart = action == .start
  return Diagnostic(
    .recordingState,
    isCertain ? .error : .warning,
    isStart
      ? "the call \(isCertain ? "is" : "may be") recorded already here"
      : "there \(isCertain ? "is" : "may be") no recording to \(action.rawValue) here",
    at: node.keywordSpan,
    help: isStart
      ? "delete this step; a paused recording goes on with `- record: resume`"
      : "start one before it, or delete this step"
  )
}
