import CallModel
import FlowLanguage

extension MuteStep: SingleRequestExecution {
  /// The answer says that it is done (SEMANTICS.md 1.5).
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let party = try turn.presentParty(party, for: .mute)
    return .waiting(.operation(try turn.send(.mute(party))))
  }
}
