import CEL
import CallModel
import FlowLanguage

extension TakeMessageStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .playStarted, .playCompleted, .playFailed, .playCanceled, .recordingStateChanged,
    .startRecordingFailed, .toneReceived, .toneRecognitionFailed, .recognizeCompleted,
    .recognizeFailed, .recognizeCanceled,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    guard !turn.state.frames.contains(where: \.hidesWhatIsSaid) else {
      throw StepFailure(.state, "what is said inside of `sensitive` is not recorded")
    }
    let words = try turn.sources(prompt)
    let own = PlaySource.file(uri: PlaySource.beepPath)
    var memory = TakeMessageMemory(
      caller: try turn.presentParty(.literal(.caller), for: .reach),
      beep: beep.isEmpty ? [own] : try turn.sources(beep),
      stop: stop,
      silence: try turn.duration(silence, in: Self.silences),
      longest: try turn.duration(max, in: Self.lengths)
    )
    if words.isEmpty {
      memory.stage = .silencing
      return try goOn(memory, node, in: &turn)
    }
    memory.operation = try turn.say(words)
    return .waiting(.takeMessage(memory))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .takeMessage(let memory) = memory else { throw .foreignMemory }
    return try goOn(memory, node, in: &turn)
  }

  /// Goes through the stages as far as they are over.
  private func goOn(
    _ memory: TakeMessageMemory,
    _ node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    var memory = memory
    var stage: TakeMessageMemory.Stage?
    while memory.stage != stage {
      stage = memory.stage
      switch memory.stage {
      case .prompting: turn.followPrompt(&memory, then: .silencing)
      case .silencing: try turn.silence(&memory)
      case .starting: try turn.startMessage(&memory, of: node.id)
      case .beeping: try turn.beep(&memory)
      case .listening: try turn.listen(&memory)
      case .stopping:
        if try turn.stopMessage(&memory) { return .ended(memory.result(at: turn.now)) }
      }
    }
    return .waiting(.takeMessage(memory))
  }
}

extension Frame {
  /// Whether what is said in it must not be recorded.
  fileprivate var hidesWhatIsSaid: Bool {
    if case .sensitive? = memory { true } else { false }
  }
}

extension TakeMessageMemory {
  /// What the step has come to.
  func result(at now: Timestamp) -> StepResult {
    .done([
      "recording": .string(recording?.rawValue ?? ""),
      "duration": ((ended ?? now) - (began ?? now)).value,
      "by": .string((by ?? .callerLeft).rawValue),
    ])
  }
}

extension Turn {
  /// Says something to everyone for the step that runs.
  fileprivate mutating func say(_ sources: [PlaySource]) throws(StepFailure) -> Int {
    let interrupts = preemptMedia(for: [])
    return try send(
      .play(PlayCommand(sources: sources, to: [], loop: false, interrupts: interrupts))
    )
  }

  /// Waits for what is said; what cannot be heard keeps nobody from leaving a message.
  fileprivate mutating func followPrompt(
    _ memory: inout TakeMessageMemory,
    then next: TakeMessageMemory.Stage
  ) {
    guard let operation = memory.operation, let result = takeResult(of: operation) else { return }
    if case .failed(_, let reason) = result {
      log(.warning, "a prompt of a message cannot be played", ["reason": reason.detail])
    }
    memory.operation = nil
    memory.stage = next
  }

  /// Stops a recording of the call: a message is one of its own.
  fileprivate mutating func silence(_ memory: inout TakeMessageMemory) throws(StepFailure) {
    if memory.change == nil, !state.recording.isOff {
      memory.change = RecordMemory(
        action: .stop,
        began: now,
        idDue: now + EngineTimes.recordingStart
      )
      memory.interrupted = state.recording.interrupted
    }
    if let stop = memory.change {
      switch try change(stop) {
      case .waiting(let stop):
        memory.change = stop
        return
      case .failed(_, let reason): throw StepFailure(reason)
      case .done: memory.change = nil
      }
    }
    memory.stage = .starting
  }

  /// Has keys listened to and the message recorded, and waits until it is.
  fileprivate mutating func startMessage(
    _ memory: inout TakeMessageMemory,
    of step: String?
  ) throws(StepFailure) {
    guard let listening = memory.listening, let start = memory.start else {
      let tones = try send(.startContinuousTones(memory.caller))
      memory.listening = WaitMemory.Listening(operation: tones, party: memory.caller)
      memory.start = try startRecording(.mixed, of: step)
      memory.operation = memory.start
      if let start = memory.start { state.operations.insist(on: start) }
      memory.due = now + EngineTimes.messageStart
      return
    }
    if case .failed(_, let reason)? = state.operations[ordinal: listening.operation]?.result {
      throw StepFailure(reason)
    }
    if let operation = memory.operation {
      switch takeResult(of: operation) {
      case .failed(_, let reason)?: throw StepFailure(reason)
      case .succeeded?, .joined?, .recognized?, .http?: memory.operation = nil
      case nil: break
      }
    }
    guard !state.recording.isOff else {
      throw StepFailure(.recording, "the recording could not be started")
    }
    guard let id = state.recording.recorded(by: start), isAccepted(listening.operation) else {
      guard let due = memory.due, now < due else {
        throw StepFailure(.recording, "the message was not recorded in time")
      }
      return
    }
    memory.recording = id
    memory.due = nil
    memory.operation = try say(memory.beep)
    memory.stage = .beeping
  }

  /// Waits for the beep, and begins to listen.
  fileprivate mutating func beep(_ memory: inout TakeMessageMemory) throws(StepFailure) {
    try checkRecorded(memory)
    followPrompt(&memory, then: .listening)
    guard memory.stage == .listening else { return }
    memory.began = now
    memory.due = now + memory.longest
    // Of a caller who has left, and may be back at once, nothing is listened to but keys and time.
    guard program.cognitiveServicesEndpoint != nil, !hasLeft(memory.caller) else { return }
    let operation = try send(
      .recognize(
        RecognizeCommand(
          input: .speech(endSilence: memory.silence),
          from: memory.caller,
          prompts: [],
          bargeIn: false,
          initialSilenceSeconds: EngineTimes.messageSilenceSeconds,
          speechLocale: state.locale,
          interrupts: preemptMedia(for: isGroup ? [memory.caller] : [])
        )
      )
    )
    memory.operation = operation
  }

  /// Listens until the key, silence or the longest time, whichever is first; ties go to the first.
  fileprivate mutating func listen(_ memory: inout TakeMessageMemory) throws(StepFailure) {
    try checkRecorded(memory)
    // How long somebody may speak is for `max` to say.
    if let operation = memory.operation, isAccepted(operation) {
      state.operations.stopWatching(operation)
    }
    let isQuiet = hasFallenSilent(&memory)
    if memory.listening?.tones.contains(where: { $0.tone == memory.stop }) == true {
      memory.by = .key
    } else if isQuiet {
      memory.by = .silence
    } else if let due = memory.due, due <= now {
      memory.by = .max
    } else {
      return
    }
    memory.ended = now
    memory.due = nil
    memory.change = RecordMemory(
      action: .stop,
      began: now,
      idDue: now + EngineTimes.recordingStart
    )
    memory.stage = .stopping
  }

  /// Whether the caller has fallen silent, or never spoke; where speech cannot be listened to, the
  /// key and the longest time are left.
  private mutating func hasFallenSilent(_ memory: inout TakeMessageMemory) -> Bool {
    guard let operation = memory.operation, let result = takeResult(of: operation) else {
      return false
    }
    memory.operation = nil
    guard case .failed(_, let reason) = result, reason.subCode != 8510 else { return true }
    log(.warning, "silence cannot be listened for", ["reason": reason.detail])
    return false
  }

  /// Waits until the message's recording is over; whether it is.
  fileprivate mutating func stopMessage(
    _ memory: inout TakeMessageMemory
  ) throws(StepFailure) -> Bool {
    guard let stop = memory.change else { return true }
    switch try change(stop) {
    case .waiting(let stop):
      memory.change = stop
      return false
    case .failed(_, let reason): throw StepFailure(reason)
    case .done: return true
    }
  }

  private func checkRecorded(_ memory: TakeMessageMemory) throws(StepFailure) {
    guard !state.recording.isOff else {
      throw StepFailure(.recording, "the recording stopped")
    }
  }
}
