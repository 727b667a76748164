import Diagnostics

/// Warnings about a prompt that is repeated without an end while the flow waits for its end.
///
/// The service ends a looping prompt only when it is cancelled. In the background the flow goes on,
/// and what follows interrupts it (SEMANTICS.md, rule 24); in front, nothing does, until the step
/// is given up by its watchdog and has failed (SEMANTICS.md 1.2).
func endlessPlayFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  flow.reached.compactMap { node in
    guard case .play(let step) = node.step, step.loop, !step.background else { return nil }
    return Diagnostic(
      .endlessPlay,
      .warning,
      "this is repeated without an end, and the flow waits for its end",
      at: node.keywordSpan,
      help: "add `background: true` to go on while it plays, or leave out `loop`"
    )
  }
}
