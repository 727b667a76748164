import CallModel

extension Turn {
  /// A prompt begins to be heard: its time counts from now.
  mutating func playStarted(_ event: CallEvent) {
    guard let index = mediaIndex(event), state.operations[index].isOpen else { return }
    accept(index)
    state.operations[index].due = state.operations[index].patience.map { now + $0 }
  }

  /// A prompt or a recognition succeeded, whichever attempt it was (rule 22).
  mutating func settleMedia(_ event: CallEvent, _ result: OperationResult) {
    guard let index = mediaIndex(event) else { return }
    settle(state.operations[index].ordinal, result)
  }

  /// A prompt or a recognition failed; an older attempt's failure says nothing.
  mutating func mediaFailed(_ event: CallEvent) {
    guard let index = mediaIndex(event), isNewest(event, index) else { return }
    let reason = StepReason(event.result, "it could not be played")
    settle(state.operations[index].ordinal, .failed(reason))
  }

  /// A prompt or a recognition was cut off; for one that nobody cut off that is a failure.
  mutating func mediaCancelled(_ event: CallEvent) {
    guard let index = mediaIndex(event), isNewest(event, index) else { return }
    let reason = StepReason(event.result, "it was cut off", word: .canceled)
    settle(state.operations[index].ordinal, .failed(reason))
  }

  /// Listening to keys is not possible any longer.
  mutating func listeningFailed(_ event: CallEvent) {
    guard let index = event.context.flatMap({ index(of: $0.ordinal) }),
      case .startContinuousTones? = state.operations[index].command
    else { return }
    let reason = StepReason(event.result, "the keys cannot be heard")
    settle(state.operations[index].ordinal, .failed(reason))
  }

  /// A key was pressed; a `wait` looks at the last ones, others do not care (rule 41).
  mutating func toneReceived(_ tone: Tone, _ sequence: Int, _ event: CallEvent) {
    guard case .step(let path, .wait(var memory))? = state.frames.last else { return }
    let listener = memory.listening.firstIndex { listening in
      event.context.map { $0.ordinal == listening.operation } ?? (memory.listening.count == 1)
    }
    guard let listener else { return }
    memory.listening[listener].hear(tone, sequence: sequence, at: now)
    state.frames[state.frames.count - 1] = .step(path: path, memory: .wait(memory))
  }

  private func mediaIndex(_ event: CallEvent) -> Int? {
    guard let context = event.context, let index = index(of: context.ordinal),
      state.operations[index].isHeard
    else { return nil }
    return index
  }

  private func isNewest(_ event: CallEvent, _ index: Int) -> Bool {
    (event.context?.attempt ?? 0) >= state.operations[index].attempt
  }
}

extension WaitMemory.Listening {
  /// Keeps a key in its place by the service's number; one of a number already seen is dropped.
  mutating func hear(_ tone: Tone, sequence: Int, at time: Timestamp) {
    guard !tones.contains(where: { $0.sequence == sequence }) else { return }
    let place = tones.firstIndex { $0.sequence > sequence } ?? tones.endIndex
    tones.insert(WaitMemory.HeardTone(tone: tone, sequence: sequence, at: time), at: place)
    if tones.count > EngineLimits.rememberedTones { tones.removeFirst() }
  }

  /// Whether these keys were pressed in a row, each at most the allowed gap after the one before.
  func heard(_ keys: [Tone]) -> Bool {
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
