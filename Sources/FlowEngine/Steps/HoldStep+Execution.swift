import CallModel
import FlowLanguage

extension HoldStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.participantsUpdated, .holdFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let party = try turn.presentParty(party, for: .reach)
    let music = try turn.sources(music.map { [$0] } ?? []).first
    let command = CallCommand.hold(HoldCommand(party: party, music: music))
    return .waiting(.hold(try turn.ask(command, so: party, isOnHold: true)))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    try turn.followHold(memory)
  }
}

extension UnholdStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.participantsUpdated]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let party = try turn.presentParty(party, for: .reach)
    return .waiting(.hold(try turn.ask(.unhold(party), so: party, isOnHold: false)))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    try turn.followHold(memory)
  }
}

extension Turn {
  fileprivate mutating func ask(
    _ command: CallCommand,
    so party: Identifier,
    isOnHold: Bool
  ) throws(StepFailure) -> HoldMemory {
    withdrawTried { other in other.held.map { $0.isSameParty(as: party) } ?? false }
    return HoldMemory(operation: try send(command), party: party, isOnHold: isOnHold)
  }

  /// Whether a party is now as was asked.
  ///
  /// No event says so, only a list; once the service has taken the request, two seconds without a
  /// failure are as good (FACTS.md 0.8).
  fileprivate mutating func followHold(_ memory: StepMemory) throws(StepFailure) -> Progress {
    guard case .hold(var memory) = memory else { throw .foreignMemory }
    switch takeResult(of: memory.operation) {
    case nil: break
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?: return .ended(.done())
    }
    guard isAccepted(memory.operation) else { return .waiting(.hold(memory)) }
    let due = memory.due ?? now + EngineTimes.hold
    let isShown = state.parties.record(of: memory.party)?.isOnHold == memory.isOnHold
    if isShown || due <= now { return .ended(.done()) }
    memory.due = due
    return .waiting(.hold(memory))
  }

  /// Ends what a list that was read shows to be done although nobody answered for it.
  mutating func settleShown() {
    for operation in state.operations {
      guard case .reading = operation.status, let shows = operation.command?.isShown,
        shows(state.parties)
      else { continue }
      settle(operation.ordinal, .succeeded)
    }
  }
}

extension CallCommand {
  /// Whom it puts on hold or takes off it.
  fileprivate var held: Identifier? {
    if case .hold(let hold) = self { return hold.party }
    if case .unhold(let party) = self { return party }
    return nil
  }

  /// How the list of parties shows that it is done, where that alone does.
  fileprivate var isShown: ((PartyList) -> Bool)? {
    if case .hold(let hold) = self { return { $0.record(of: hold.party)?.isOnHold == true } }
    if case .unhold(let party) = self { return { $0.record(of: party)?.isOnHold == false } }
    if case .mute(let party) = self { return { $0.record(of: party)?.isMuted == true } }
    return nil
  }
}
