import CallModel
import FlowLanguage

extension Meanwhile {
  /// How far the rounds are.
  enum Progress {
    /// The next one is not due, or one runs.
    case waits
    /// A round begins with these steps.
    case begins(Frame.Content)
    /// A round is over.
    case ended
  }

  /// The rounds of a step that begins to wait, over music that is played between them.
  func rounds(over music: [PlaySource], in turn: Turn) throws(StepFailure) -> Rounds {
    let every = try turn.duration(every, in: .seconds(1)...(.seconds(86_400)))
    return Rounds(every: every, music: music, next: turn.now + every)
  }

  /// Begins a round of the running step where one is due, and notes the end of one.
  func follow(_ rounds: inout Rounds, in turn: inout Turn) -> Progress {
    guard !turn.hasEnclosed else { return .waits }
    guard let next = rounds.next else {
      rounds.restart(at: turn.now)
      return .ended
    }
    guard next <= turn.now else { return .waits }
    rounds.next = nil
    turn.records.forgiveFailure(under: body.path)
    turn.traceRound(body.path)
    return .begins(.list(ListFrame(path: body.path, role: .step)))
  }
}
