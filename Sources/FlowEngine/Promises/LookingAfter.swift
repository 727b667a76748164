import CallModel
import FlowLanguage

extension HandledInput {
  /// What is missing of what has to look after a connected call: an operation with a time, a step
  /// that waits with its own or, the flow having ended, a second party to talk to; and its timers.
  func neglect(in program: Program) -> [String] {
    let state = after.state
    // One that is presumed to be over is looked after by a time of its own.
    guard after.phase == .connected, state.presumedEnd == nil else { return [] }
    var missing: [String] = []
    let isWatched = state.operations.contains { $0.due != nil }
    let isWaiting = state.frames.waiting.contains { frame in
      if case .wait? = frame.memory { true } else { frame.memory?.due != nil }
    }
    let isTalk = state.flowHasEnded && state.parties.present.count >= 2
    if !isWatched, !isWaiting, !isTalk, !after.isLooping(in: program) {
      missing.append("at \(after.path ?? "no step")")
    }
    for timer in ["maxDuration", "silence"]
    where !state.timers.contains(where: { $0.id == TimerID(timer) }) {
      missing.append("without the timer `\(timer)`")
    }
    return missing
  }
}

extension CallMachine {
  /// Whether the flow waits for a prompt that is repeated until something else ends it.
  fileprivate func isLooping(in program: Program) -> Bool {
    let turn = Turn(state, program, at: state.lastTime)
    guard case .play(let play)? = turn.node(at: state.frames.count - 1)?.step else { return false }
    return play.loop
  }
}
