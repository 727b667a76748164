/// What plays while the flow goes on, by the number of the step that began it (SEMANTICS.md 1.7,
/// "media").
struct BackgroundPlays: Hashable {
  /// What may play.
  private(set) var possible: Set<Int> = []
  /// What plays on every way.
  private(set) var certain: Set<Int> = []
  /// Those of them that end by themselves.
  private var ending: Set<Int> = []
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
  var isNone: Bool { possible.isEmpty && !isUnknown }

  /// Takes in another way that leads to the same place.
  mutating func join(_ other: BackgroundPlays) {
    guard self != other else { return }
    possible.formUnion(other.possible)
    certain.formIntersection(other.certain)
    ending.formUnion(other.ending)
    isUnknown = isUnknown || other.isUnknown
  }

  /// Takes in that a step has ended: what it says ends what plays, since a prompt interrupts a loop
  /// and is queued behind what is not one; what takes time may outlast what is not a loop.
  mutating func end(_ node: StepNode, _ outcome: Outcome) {
    if !isNone {
      if !node.shape.prompts.isEmpty {
        self = BackgroundPlays()
      } else if node.shape.waits {
        possible.subtract(ending)
        certain.subtract(ending)
        ending = []
      }
    }
    if case .hold = node.step { isUnknown = true }
    // Where nobody handles its failure the flow goes on as if there were none.
    guard let afterplay = node.shape.afterplay,
      !outcome.isFailure || node.handler(for: outcome) == nil
    else { return }
    possible.insert(node.number)
    certain.insert(node.number)
    if case .ends = afterplay { ending.insert(node.number) }
  }
}
