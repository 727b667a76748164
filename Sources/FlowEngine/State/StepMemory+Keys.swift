import CallModel

extension StepMemory {
  /// Keeps a key of somebody whom the step listens to; false where it does not.
  mutating func hear(
    _ tone: Tone,
    sequence: Int?,
    from operation: Int?,
    at time: Timestamp
  ) -> Bool {
    if case .wait(var memory) = self {
      guard memory.hear(tone, sequence: sequence, from: operation, at: time) else { return false }
      self = .wait(memory)
      return true
    }
    guard case .takeMessage(var memory) = self, var listening = memory.listening,
      operation ?? listening.operation == listening.operation
    else { return false }
    listening.hear(tone, sequence: sequence, at: time)
    memory.listening = listening
    self = .takeMessage(memory)
    return true
  }
}

extension WaitMemory {
  /// Keeps a key of the one who is listened to by an operation, or of the only one; false where
  /// nobody is.
  fileprivate mutating func hear(
    _ tone: Tone,
    sequence: Int?,
    from operation: Int?,
    at time: Timestamp
  ) -> Bool {
    let listener = listening.firstIndex { one in
      operation.map { $0 == one.operation } ?? (listening.count == 1)
    }
    guard let listener else { return false }
    listening[listener].hear(tone, sequence: sequence, at: time)
    return true
  }
}

extension WaitMemory.Listening {
  /// Keeps a key in its place by the service's number; one of a number already seen is dropped,
  /// one without a number is the next.
  fileprivate mutating func hear(_ tone: Tone, sequence: Int?, at time: Timestamp) {
    let sequence = sequence ?? (tones.last.map { $0.sequence &+ 1 } ?? 0)
    guard !tones.contains(where: { $0.sequence == sequence }) else { return }
    let place = tones.firstIndex { $0.sequence > sequence } ?? tones.endIndex
    tones.insert(WaitMemory.HeardTone(tone: tone, sequence: sequence, at: time), at: place)
    if tones.count > EngineLimits.rememberedTones { tones.removeFirst() }
  }
}
