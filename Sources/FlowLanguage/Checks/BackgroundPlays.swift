/// What plays while the flow goes on, by the number of the step that began it (SEMANTICS.md 1.7,
/// "media").
struct BackgroundPlays: Hashable {
  /// What is known of one of them.
  private struct Play: Hashable {
    /// Whether it plays on every way.
    var isCertain: Bool
    /// Whether it ends by itself.
    var ends: Bool
  }

  private var plays: [Int: Play] = [:]

  /// What may play.
  var possible: Set<Int> { Set(plays.keys) }

  /// What plays on every way.
  var certain: Set<Int> { Set(plays.lazy.filter(\.value.isCertain).map(\.key)) }
  /// Whether something may play that no step of the flow began here: what another flow left, or the
  /// music of a hold.
  private var isUnknown = false

  /// What plays where another flow was before.
  static let unknown: BackgroundPlays = {
    var plays = BackgroundPlays()
    plays.isUnknown = true
    return plays
  }()

  /// Whether surely nothing plays.
  var isNone: Bool { plays.isEmpty && !isUnknown }

  /// Takes in another way that leads to the same place.
  mutating func join(_ other: BackgroundPlays) {
    guard self != other else { return }
    for step in plays.keys where other.plays[step] == nil { plays[step]?.isCertain = false }
    for (step, play) in other.plays {
      let isCertain = play.isCertain && plays[step]?.isCertain ?? false
      plays[step] = Play(isCertain: isCertain, ends: play.ends)
    }
    isUnknown = isUnknown || other.isUnknown
  }

  /// Takes in that a step has ended: what it says ends what plays, since a prompt interrupts a loop
  /// and is queued behind what is not one; what takes time may outlast what is not a loop.
  mutating func end(_ node: StepNode, _ outcome: Outcome) {
    if !isNone {
      if !node.shape.prompts.isEmpty {
        self = BackgroundPlays()
      } else if node.shape.waits {
        plays = plays.filter { !$0.value.ends }
      }
    }
    if case .hold = node.step { isUnknown = true }
    // Where nobody handles its failure the flow goes on as if there were none.
    guard let afterplay = node.shape.afterplay,
      !outcome.isFailure || node.handler(for: outcome) == nil
    else { return }
    let ends = if case .ends = afterplay { true } else { false }
    plays[node.number] = Play(isCertain: true, ends: ends)
  }
}
