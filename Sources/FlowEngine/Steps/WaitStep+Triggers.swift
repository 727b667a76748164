import CEL
import CallModel
import FlowLanguage

extension WaitMemory {
  /// The signal that a trigger of that name waits for.
  func signal(of outcome: Outcome) -> String? {
    guard case .signal(let name)? = triggers.first(where: { $0.name == outcome.name })?.condition
    else { return nil }
    return name
  }

  /// Those whose keys matter, each once, in the order written.
  var heardParties: [Identifier] {
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
  var fields: [String: CELValue] {
    switch self {
    case .press(let tones, _): ["tones": .string(tones.characters)]
    case .left(let party): ["party": IdentifierType.value(of: party)]
    case .signal, .playStopped, .recordingStopped: [:]
    }
  }
}

extension Turn {
  /// The first trigger in the order written that has come true.
  func firstTrue(_ memory: WaitMemory) -> String? {
    memory.triggers.first { trigger in
      switch trigger.condition {
      case .left(let party): hasLeft(party)
      case .signal(let name): state.signals.contains { $0.name == name }
      case .playStopped(let id): !state.media.plays(of: id)
      case .recordingStopped: state.recording.isOff
      case .press(let tones, let party):
        memory.listening.first { $0.party == party }?.heard(tones) ?? false
      }
    }?.name
  }

  /// Why keys cannot be heard, if they cannot.
  func listeningFailure(_ memory: WaitMemory) -> StepReason? {
    for listening in memory.listening {
      if case .failed(_, let reason)? = state.operations[ordinal: listening.operation]?.result {
        return reason
      }
    }
    return nil
  }
}
