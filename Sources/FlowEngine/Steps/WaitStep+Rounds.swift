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
    guard var rounds = memory.rounds, let meanwhile, !turn.hasEnclosed else {
      return .waiting(.wait(memory))
    }
    var memory = memory
    guard let next = rounds.next else {
      rounds.next = turn.now + rounds.every
      memory.rounds = rounds
      try resumeMusic(&memory, in: &turn)
      return .waiting(.wait(memory))
    }
    guard next <= turn.now else { return .waiting(.wait(memory)) }
    rounds.next = nil
    memory.rounds = rounds
    turn.state.records.forgiveFailure(under: meanwhile.body.path)
    turn.traceRound(meanwhile.body.path)
    return .encloses(
      .list(ListFrame(path: meanwhile.body.path, role: .step)),
      .wait(memory)
    )
  }

  /// Plays the music again that a round has cut off.
  private func resumeMusic(
    _ memory: inout WaitMemory,
    in turn: inout Turn
  ) throws(StepFailure) {
    memory.forgetMusicCutOff(in: &turn)
    guard memory.music == nil, memory.pendingMusic.isEmpty, let sources = memory.rounds?.music,
      !sources.isEmpty
    else { return }
    memory.music = try turn.startMusic(sources, to: [])
  }
}

extension WaitMemory {
  /// Forgets music that a round has cut off; the report of its end is not awaited.
  mutating func forgetMusicCutOff(in turn: inout Turn) {
    guard let music, !turn.state.media.plays(music.operation) else { return }
    turn.state.operations.remove(music.operation)
    self.music = nil
  }
}
