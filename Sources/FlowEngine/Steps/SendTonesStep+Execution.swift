import CallModel
import FlowLanguage

extension SendTonesStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.sendTonesCompleted, .sendTonesFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let tones = try turn.tones(tones)
    let party = try turn.presentParty(to, for: .sendTones)
    // What is played to them alone would have the service refuse the tones (rule 24).
    if turn.state.media.isPlaying(toOnly: party) { turn.cancelMedia() }
    return .waiting(.sendTones(try turn.sendTones(tones[...], to: party)))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .sendTones(let memory) = memory else { throw .foreignMemory }
    guard !turn.isTriedOn(memory.operation) else {
      // The rest must not overtake what is still tried.
      if !memory.rest.isEmpty { turn.log(.warning, "the rest of the tones is not sent") }
      return .ended(.done())
    }
    switch turn.takeResult(of: memory.operation) {
    case nil: return .waiting(.sendTones(memory))
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?: break
    }
    guard !memory.rest.isEmpty else { return .ended(.done()) }
    return .waiting(.sendTones(try turn.sendTones(memory.rest[...], to: memory.party)))
  }
}

extension Turn {
  /// Asks for as many tones as the service takes at once; the others follow (rule 41).
  fileprivate mutating func sendTones(
    _ tones: ArraySlice<Tone>,
    to party: Identifier
  ) throws(StepFailure) -> SendTonesMemory {
    let piece = SendTonesCommand(
      tones: Array(tones.prefix(ServiceLimits.sentTones)),
      party: party
    )
    return SendTonesMemory(
      party: party,
      rest: Array(tones.dropFirst(ServiceLimits.sentTones)),
      operation: try send(.sendTones(piece))
    )
  }

  /// The keys a field names.
  fileprivate func tones(_ field: FieldValue<[Tone]>) throws(StepFailure) -> [Tone] {
    switch field {
    case .literal(let tones): return tones
    case .expression(let id):
      guard let tones = Tone.parse(try text(of: id)) else {
        throw StepFailure(.invalid, "a text is no row of keys")
      }
      guard tones.count <= SendTonesStep.mostTones else {
        throw StepFailure(.limit, "there are too many tones")
      }
      return tones
    }
  }
}
