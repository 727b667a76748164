import CallModel
import Diagnostics

/// Hints about a `wait` or an `http` that leaves the caller in silence: for more than 10 s, alone in
/// the call, with nothing that plays (SEMANTICS.md, rule 37).
///
/// Who is listened to is not left in silence: nothing is said where the caller's keys are waited
/// for, where a socket has the call's audio, or where a `wait` has what is said recorded or
/// transcribed.
func longSilenceFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node in
    guard let silence = Silence(node), let state = flow.known[node.number].inner,
      state.isSilent(whileAnswering: silence.mayBeAnswer), !flow.isBesideWait(node),
      !flow.read.isMistaken(node)
    else { return nil }
    return Diagnostic(
      .longSilence,
      .hint,
      "the caller is alone and \(silence.isCertain ? "hears" : "may hear") nothing for more than "
        + "10s",
      at: node.keywordSpan,
      help: silence.help
    )
  }
}

/// A step that takes its time and says nothing.
private struct Silence {
  /// Whether it takes its time on every call.
  var isCertain = false
  /// Whether the caller may be meant to speak meanwhile.
  let mayBeAnswer: Bool
  let help: String

  private static let longest = Milliseconds.seconds(10)

  /// Nil for a step that takes less, says something, or waits for what the caller does.
  init?(_ node: StepNode) {
    switch node.step {
    case .wait(let step):
      guard step.music.isEmpty, step.meanwhile == nil, step.triggers.allSatisfy(\.isSignal),
        let isCertain = step.isCertainlyLong(over: Self.longest)
      else { return nil }
      self.isCertain = isCertain
      mayBeAnswer = true
      help = "add `music: …`"
    case .http(let step):
      guard case .literal(let time) = step.timeout, time > Self.longest else { return nil }
      mayBeAnswer = false
      help =
        "say something meanwhile: "
        + "`- play: { prompt: One moment please., background: true }` before it"
    default: return nil
    }
  }
}

extension WaitStep {
  /// Whether it surely takes longer, or only may; nil where it does not, or nobody knows.
  fileprivate func isCertainlyLong(over time: Milliseconds) -> Bool? {
    if let duration {
      guard case .literal(let duration) = duration, duration > time else { return nil }
      return true
    }
    guard let timeout else { return false }
    guard case .literal(let timeout) = timeout, timeout > time else { return nil }
    return false
  }
}

extension WaitStep.Trigger {
  fileprivate var isSignal: Bool {
    if case .signal = condition { true } else { false }
  }
}

extension PointState {
  /// Whether the caller is surely alone in the call, and surely hears nothing.
  fileprivate func isSilent(whileAnswering mayBeAnswer: Bool) -> Bool {
    guard call.isSurelyAlone, plays.isNone, call.feeds[.streaming] == .off else { return false }
    return !mayBeAnswer || call.recording == .off && call.feeds[.transcription] == .off
  }
}

extension ReadFlow {
  /// Whether something in a step is no value of its field, so that what it does is not known.
  fileprivate func isMistaken(_ node: StepNode) -> Bool {
    findings.contains { finding in
      finding.severity == .error && finding.primary.span.start >= node.span.start
        && finding.primary.span.end <= node.span.end
    }
  }
}
