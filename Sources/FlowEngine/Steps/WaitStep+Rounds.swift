import CallModel
import FlowLanguage

/// What a wait does meanwhile.
extension WaitStep {
  /// Begins a round of what is done meanwhile, or ends one, or waits on.
  func round(
    _ memory: WaitMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    var memory = memory
    guard var rounds = memory.rounds, let meanwhile else { return .waiting(.wait(memory)) }
    let progress = meanwhile.follow(&rounds, in: &turn)
    memory.rounds = rounds
    switch progress {
    case .waits: return .waiting(.wait(memory))
    case .begins(let content): return .encloses(content, .wait(memory))
    case .ended:
      try resumeMusic(&memory, in: &turn)
      return .waiting(.wait(memory))
    }
  }

  /// Plays the music again that a round has cut off.
  private func resumeMusic(
    _ memory: inout WaitMemory,
    in turn: inout Turn
  ) throws(StepFailure) {
    turn.followMusic(&memory.music)
    guard memory.music == nil, memory.pendingMusic.isEmpty, let sources = memory.rounds?.music,
      !sources.isEmpty
    else { return }
    memory.music = try turn.startMusic(sources, to: [])
  }
}
