import CEL
import CallModel
import FlowLanguage

extension WaitStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .participantsUpdated, .removeParticipantSucceeded, .toneReceived, .toneRecognitionFailed,
    .playCanceled,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let longest = Milliseconds.seconds(86_400)
    var length = try duration.map { field throws(StepFailure) in
      try turn.duration(field, in: .seconds(0)...longest)
    }
    if length == nil {
      length = try timeout.map { field throws(StepFailure) in
        try turn.duration(field, in: .seconds(1)...longest)
      }
    }
    var memory = WaitMemory(
      began: turn.now,
      due: length.map { turn.now + $0 },
      triggers: try resolvedTriggers(in: turn),
      pendingMusic: try turn.sources(music)
    )
    let parties = memory.heardParties
    guard turn.state.operations.count + parties.count < EngineLimits.operations else {
      throw StepFailure(.limit, "too many are to be listened to at once")
    }
    for party in parties {
      let operation = try turn.send(.startContinuousTones(party))
      memory.listening.append(WaitMemory.Listening(operation: operation, party: party))
    }
    return .waiting(.wait(memory))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .wait(var memory) = memory else { throw .foreignMemory }
    if let finish = memory.finish { return end(finish, memory, in: &turn) }
    turn.followMusic(&memory.music)
    if let reason = turn.listeningFailure(memory) {
      return finish(.failed, reason, memory, in: &turn)
    }
    let isListening = memory.listening.allSatisfy { turn.isAccepted($0.operation) }
    if isListening, !memory.pendingMusic.isEmpty {
      let sources = memory.pendingMusic
      memory.pendingMusic = []
      memory.music = try turn.startMusic(sources, to: [])
    }
    if let name = turn.firstTrue(memory) {
      return finish(Outcome(name), nil, memory, in: &turn)
    }
    if let due = memory.due, due <= turn.now {
      return finish(triggers.isEmpty ? .done : .timeout, nil, memory, in: &turn)
    }
    return .waiting(.wait(memory))
  }

  private func resolvedTriggers(in turn: Turn) throws(StepFailure) -> [WaitMemory.Trigger] {
    var resolved: [WaitMemory.Trigger] = []
    for trigger in triggers {
      let condition: WaitMemory.Condition
      switch trigger.condition {
      case .press(let tones, let from):
        condition = .press(tones, from: try turn.party(from, for: .reach))
      case .left(let party):
        condition = .left(try turn.party(party, for: .reach))
      }
      resolved.append(WaitMemory.Trigger(name: trigger.name, condition: condition))
    }
    return resolved
  }

  /// Ends the wait, once its music is over.
  private func finish(
    _ outcome: Outcome,
    _ reason: StepReason?,
    _ memory: WaitMemory,
    in turn: inout Turn
  ) -> Progress {
    var memory = memory
    guard let music = memory.music.flatMap({ turn.stopMusic($0) }) else {
      return .ended(result(outcome, reason, at: turn.now, memory))
    }
    memory.finish = WaitMemory.Finish(
      outcome: outcome,
      reason: reason,
      at: turn.now,
      music: music
    )
    return .waiting(.wait(memory))
  }

  private func end(
    _ finish: WaitMemory.Finish,
    _ memory: WaitMemory,
    in turn: inout Turn
  ) -> Progress {
    var music: MusicMemory? = finish.music
    if turn.isMusicOver(&music) {
      return .ended(result(finish.outcome, finish.reason, at: finish.at, memory))
    }
    var memory = memory
    if let music { memory.finish?.music = music }
    return .waiting(.wait(memory))
  }

  private func result(
    _ outcome: Outcome,
    _ reason: StepReason?,
    at end: Timestamp,
    _ memory: WaitMemory
  ) -> StepResult {
    var outputs: [String: CELValue] = ["waited": (end - memory.began).value]
    if let trigger = memory.triggers.first(where: { $0.name == outcome.name }) {
      outputs[trigger.name] = .record(
        CELRecord(typeName: "trigger", fields: trigger.condition.fields)
      )
    }
    return StepResult(outcome: outcome, reason: reason, outputs: outputs)
  }
}

extension WaitMemory {
  /// Those whose keys matter, each once, in the order written.
  fileprivate var heardParties: [Identifier] {
    triggers.reduce(into: []) { parties, trigger in
      guard case .press(_, let party) = trigger.condition, !parties.contains(party) else { return }
      parties.append(party)
    }
  }
}

extension WaitMemory.Listening {
  /// Whether these keys were pressed in a row, each at most the allowed gap after the one before.
  fileprivate func heard(_ keys: [Tone]) -> Bool {
    guard !keys.isEmpty, tones.count >= keys.count else { return false }
    return (0...(tones.count - keys.count)).contains { start in
      keys.indices.allSatisfy { offset in
        let tone = tones[start + offset]
        guard tone.tone == keys[offset] else { return false }
        guard offset > 0 else { return true }
        let before = tones[start + offset - 1]
        return tone.sequence == before.sequence + 1 && isNear(tone.at, before.at)
      }
    }
  }

  private func isNear(_ one: Timestamp, _ other: Timestamp) -> Bool {
    max(one, other) - min(one, other) <= EngineTimes.toneGap
  }
}

extension WaitMemory.Condition {
  /// What is read under the trigger's name.
  fileprivate var fields: [String: CELValue] {
    switch self {
    case .press(let tones, _): ["tones": .string(tones.characters)]
    case .left(let party): ["party": IdentifierType.value(of: party)]
    }
  }
}

extension Turn {
  /// The first trigger in the order written that has come true.
  fileprivate func firstTrue(_ memory: WaitMemory) -> String? {
    memory.triggers.first { trigger in
      switch trigger.condition {
      case .left(let party): hasLeft(party)
      case .press(let tones, let party):
        memory.listening.first { $0.party == party }?.heard(tones) ?? false
      }
    }?.name
  }

  /// Why keys cannot be heard, if they cannot.
  fileprivate func listeningFailure(_ memory: WaitMemory) -> StepReason? {
    for listening in memory.listening {
      if case .failed(_, let reason)? = state.operations[ordinal: listening.operation]?.result {
        return reason
      }
    }
    return nil
  }
}
