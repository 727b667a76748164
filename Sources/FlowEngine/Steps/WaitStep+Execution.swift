import CEL
import CallModel
import FlowLanguage

extension WaitStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .participantsUpdated, .removeParticipantSucceeded, .toneReceived, .toneRecognitionFailed,
    .playCompleted, .playFailed, .playCanceled, .recordingStateChanged,
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
    if let meanwhile {
      memory.rounds = try meanwhile.rounds(over: memory.pendingMusic, in: turn)
    }
    // What is true already ends the wait before anybody is listened to who may have left.
    if let name = turn.firstTrue(memory) { return finish(Outcome(name), nil, memory, in: &turn) }
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
    return try round(memory, of: node, in: &turn)
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
      case .signal(let name, _): condition = .signal(name)
      case .playStopped(let id): condition = .playStopped(id)
      case .recordingStopped: condition = .recordingStopped
      case .unreadable: throw StepFailure(.unknown, "a trigger cannot be read")
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
    turn.dropEnclosed()
    let signal = memory.signal(of: outcome).flatMap { turn.takeSignal($0) }
    guard let music = memory.music.flatMap({ turn.stopMusic($0) }) else {
      return .ended(result(outcome, reason, at: turn.now, signal, memory))
    }
    memory.finish = WaitMemory.Finish(
      outcome: outcome,
      reason: reason,
      at: turn.now,
      music: music,
      signal: signal
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
      return .ended(
        result(finish.outcome, finish.reason, at: finish.at, finish.signal, memory)
      )
    }
    var memory = memory
    if let music { memory.finish?.music = music }
    return .waiting(.wait(memory))
  }

  private func result(
    _ outcome: Outcome,
    _ reason: StepReason?,
    at end: Timestamp,
    _ signal: CELValue?,
    _ memory: WaitMemory
  ) -> StepResult {
    var outputs: [String: CELValue] = ["waited": (end - memory.began).value]
    if let trigger = memory.triggers.first(where: { $0.name == outcome.name }) {
      outputs[trigger.name] =
        signal
        ?? .record(CELRecord(typeName: "trigger", fields: trigger.condition.fields))
    }
    return StepResult(outcome: outcome, reason: reason, outputs: outputs)
  }
}
