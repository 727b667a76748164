import CEL
import CallModel
import FlowLanguage

extension Invitation {
  static let awaits: Set<CallEvent.Kind> = [
    .addParticipantSucceeded, .addParticipantFailed, .playCompleted, .playFailed,
    .playCanceled,
    .participantsUpdated, .recognizeCompleted, .recognizeFailed, .recognizeCanceled,
    .removeParticipantSucceeded, .removeParticipantFailed,
  ]

  /// Rings the first, or all.
  func start(_ action: PartyAction, in turn: inout Turn) throws(StepFailure) -> Progress {
    var targets = try turn.absentParties(to, for: action)
    guard !targets.isEmpty else {
      throw StepFailure(.invalid, "nobody is to be rung who is not in the call")
    }
    let strategy = try turn.word(strategy)
    if strategy == .random { targets = turn.shuffled(targets) }
    let ringsAll = strategy == .all
    let range = Milliseconds.seconds(1)...(.seconds(180))
    var memory = InvitationMemory(
      targets: targets,
      timeoutSeconds: try turn.duration(timeout, in: range).secondsRoundedUp,
      callerID: try callerID.map { field throws(StepFailure) in
        try turn.party(field, for: .placeAs)
      },
      context: try context.map { fields throws(StepFailure) in
        try turn.customContext(fields)
      }
    )
    memory.musicSources = try turn.sources(music)
    memory.rounds = try meanwhile?.rounds(over: [], in: turn)
    memory.confirmation = try confirmation?.memory(in: turn)
    guard turn.state.operations.count + targets.count < EngineLimits.operations else {
      throw StepFailure(.limit, "too many are to be rung at once")
    }
    try memory.startMusic(in: &turn)
    repeat {
      try memory.ringNext(in: &turn)
    } while ringsAll && memory.tried < targets.count
    return .waiting(.invitation(memory))
  }

  /// Looks who has answered; rings the next where the last one failed.
  func resume(_ memory: StepMemory, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard case .invitation(var memory) = memory else { throw .foreignMemory }
    if memory.finish == nil {
      memory.finish = try memory.takeAnswers(in: &turn)
      guard memory.finish != nil else { return try waitOn(memory, in: &turn) }
      turn.dropEnclosed()
      turn.disposeOfRinging(memory.ringing)
      memory.disposeOfAsked(in: &turn)
      (memory.ringing, memory.asked) = ([], [])
      if let music = memory.music { memory.music = turn.stopMusic(music) }
    }
    guard let finish = memory.finish, turn.isMusicOver(&memory.music) else {
      return .waiting(.invitation(memory))
    }
    return .ended(memory.result(finish))
  }

  /// Keeps the music going, and begins a round of what is done meanwhile where one is due.
  private func waitOn(
    _ memory: InvitationMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    var memory = memory
    if var rounds = memory.rounds, let meanwhile, memory.asked.isEmpty {
      let progress = meanwhile.follow(&rounds, in: &turn)
      memory.rounds = rounds
      if case .begins(let content) = progress { return .encloses(content, .invitation(memory)) }
    }
    try memory.keepMusic(in: &turn)
    return .waiting(.invitation(memory))
  }
}

extension InvitationMemory {
  /// Rings the next in order.
  fileprivate mutating func ringNext(in turn: inout Turn) throws(StepFailure) {
    let target = targets[tried]
    let command = AddParticipantCommand(
      target: target,
      timeoutSeconds: timeoutSeconds,
      callerID: callerID,
      context: try context?.reaching(target)
    )
    let operation = try turn.send(.addParticipant(command))
    tried += 1
    ringing.append(Ringing(operation: operation, target: target))
  }

  /// Plays the music, also again where something of ours has cut it off and is over.
  mutating func keepMusic(in turn: inout Turn) throws(StepFailure) {
    if !turn.followMusic(&music) { musicSources = [] }
    guard music == nil, !turn.hasEnclosed else { return }
    try startMusic(in: &turn)
  }

  fileprivate mutating func startMusic(in turn: inout Turn) throws(StepFailure) {
    let caller = turn.caller
    // A caller who was sent elsewhere, or is just out, hears no music.
    guard !musicSources.isEmpty, caller.map(turn.hasLeft) != true else { return }
    music = try turn.startMusic(musicSources, to: caller.map { [$0] } ?? [])
  }

  /// How the step ends, if it does now: the first who joins, and confirms where they have to, wins,
  /// else the last failure.
  fileprivate mutating func takeAnswers(in turn: inout Turn) throws(StepFailure) -> Finish? {
    for one in ringing {
      if confirmation != nil, let party = turn.joined(one) {
        // What has brought them in is kept until they have confirmed.
        ringing.removeAll { $0.operation == one.operation }
        try ask(party, addedBy: one.operation, in: &turn)
        continue
      }
      switch turn.takeResult(of: one.operation) {
      case nil: continue
      case .joined(let party)?:
        ringing.removeAll { $0.operation == one.operation }
        return .joined(party ?? one.target)
      case .failed(let outcome, let reason)?:
        failure = LastFailure(outcome: outcome, reason: reason)
      case .succeeded?, .recognized?, .http?:
        failure = LastFailure(
          outcome: .failed,
          reason: StepReason(.unknown, "an invitation ended in an unknown way")
        )
      }
      ringing.removeAll { $0.operation == one.operation }
    }
    if let party = try takeConfirmation(in: &turn) { return .joined(party) }
    guard ringing.isEmpty, asked.isEmpty else { return nil }
    guard tried < targets.count else { return .failed }
    try ringNext(in: &turn)
    return nil
  }

  fileprivate func result(_ finish: Finish) -> StepResult {
    var outputs: [String: CELValue] = ["tried": .int(Int64(tried))]
    switch finish {
    case .joined(let party):
      outputs["party"] = IdentifierType.value(of: party)
      return .done(outputs)
    case .failed:
      let reason = failure?.reason ?? StepReason(.unknown, "nobody was rung")
      return .failed(failure?.outcome ?? .failed, reason, outputs)
    }
  }
}

extension Turn {
  /// Who has joined of those who ring.
  fileprivate func joined(_ one: InvitationMemory.Ringing) -> Identifier? {
    guard case .joined(let party)? = state.operations[ordinal: one.operation]?.result else {
      return nil
    }
    return party ?? one.target
  }

  /// Leaves those who still ring: they are cancelled, and removed if they join all the same.
  fileprivate mutating func disposeOfRinging(_ ringing: [InvitationMemory.Ringing]) {
    for one in ringing { leaveInvitation(one.operation) }
  }
}
