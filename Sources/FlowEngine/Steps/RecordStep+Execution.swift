import CEL
import CallModel
import FlowLanguage

extension RecordStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.recordingStateChanged, .startRecordingFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let action = try turn.word(action)
    let command = try start(in: turn)
    var memory = RecordMemory(action: action, began: turn.now)
    guard action == .start else {
      memory.idDue = turn.now + EngineTimes.recordingStart
      return progress(try turn.change(memory), memory, in: turn)
    }
    guard turn.state.recording.isOff else {
      throw StepFailure(.state, "the call is recorded already")
    }
    memory.operation = try turn.startRecording(command, of: node.id)
    return .waiting(.record(memory))
  }

  /// What is asked to begin.
  private func start(in turn: Turn) throws(StepFailure) -> StartRecordingCommand {
    let channels = try turn.word(channels)
    var order: [Identifier] = []
    for field in self.order { order.append(try turn.party(field, for: .reach)) }
    guard order.isEmpty || channels == .unmixed else {
      throw StepFailure(.invalid, "a mixed recording has no order of channels")
    }
    guard Set(order).count == order.count, order.count <= ServiceLimits.recordedChannels else {
      throw StepFailure(.invalid, "a party has two channels, or there are too many")
    }
    let container = try storage.map { template throws(StepFailure) in
      try turn.url(template).plainText()
    }
    guard container?.hasPrefix("https://") ?? true else {
      throw StepFailure(.invalid, "a container's URL does not begin with https://")
    }
    return StartRecordingCommand(
      channels: channels,
      isPaused: paused,
      order: order,
      storage: container
    )
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .record(let memory) = memory else { throw .foreignMemory }
    return progress(try turn.change(memory), memory, in: turn)
  }

  private func progress(
    _ change: RecordingProgress,
    _ memory: RecordMemory,
    in turn: Turn
  ) -> Progress {
    switch change {
    case .waiting(let memory): .waiting(.record(memory))
    case .failed(let outcome, let reason): .ended(.failed(outcome, reason))
    case .done: .ended(done(memory, in: turn))
    }
  }

  private func done(_ memory: RecordMemory, in turn: Turn) -> StepResult {
    .done([
      "id": .optional(turn.state.recording.id.map { .string($0.rawValue) }),
      "startedAt": .optional(memory.action == .start ? memory.began.value : nil),
    ])
  }
}
