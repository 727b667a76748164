import CallModel
import Diagnostics

/// Hints about a step, such as `wait` or `http`, that leaves the caller in silence: for more than
/// 10 s, alone in the call, with nothing that plays (SEMANTICS.md, rule 37).
///
/// Who is listened to is not left in silence: nothing is said where the caller's keys are waited
/// for, where a socket has the call's audio, or where a `wait` has what is said recorded or
/// transcribed.
func longSilenceFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node in
    guard let silence = node.shape.silence, silence.isLong,
      let state = flow.known[node.number].inner,
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

extension Silence {
  /// Whether it is longer than a caller should hear nothing.
  fileprivate var isLong: Bool { longest.map { $0 > .seconds(10) } ?? true }
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
