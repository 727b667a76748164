import CallModel
import FlowLanguage

extension Turn {
  /// Asks for a recording for the step that runs, of that id; gives the operation.
  mutating func startRecording(
    _ command: StartRecordingCommand,
    of step: String?
  ) throws(StepFailure) -> Int {
    let operation = try send(.startRecording(command))
    let due = now + EngineTimes.recordingStart
    state.recording.begin(command, of: step, by: operation, due: due)
    return operation
  }

  /// The recording changed, or could not be started, as an event says (SEMANTICS.md 1.4).
  mutating func changeRecording(_ event: CallEvent) {
    guard state.isConnected else { return }
    if case .recordingStateChanged(let id, let presence) = event.content {
      demand(state.recording.apply(presence, of: id, at: now))
      settleRecording()
    } else if case .startRecordingFailed(let id) = event.content {
      let start = state.operations.first { $0.isOpen && $0.command?.kind == .startRecording }
      // A step that waits for the answer alone has it: what fails after it is `recordingFailed`,
      // whichever is heard of first.
      let isNeeded = start.map { $0.isAwaited && $0.isNeeded } ?? false
      guard state.recording.startFailed(id, isAwaited: isNeeded) else { return }
      let reason = StepReason(event.result, "the recording could not be started", word: .recording)
      if let start { settle(start.ordinal, isNeeded ? .failed(reason) : .succeeded) }
    }
  }

  /// Keeps the id of the recording for what is said of its files later.
  mutating func noteRecording() {
    if let id = state.recording.id { state.recordings.note(id, of: state.recording.step) }
  }

  /// Takes the id that the service's answer to a start gives.
  mutating func bindRecording(_ id: RecordingID, byAnswerTo ordinal: Int) {
    guard state.isConnected else { return }
    demand(state.recording.bind(id, byAnswerTo: ordinal, at: now))
  }

  /// Ends what started or changes the recording, where it now does what was asked or is over.
  mutating func settleRecording() {
    for operation in state.operations where operation.isOpen {
      if let result = state.recording.result(of: operation) { settle(operation.ordinal, result) }
    }
  }

  /// A start or a change was refused.
  mutating func recordingRefused(
    _ operation: Operation,
    _ command: CallCommand,
    _ reason: StepReason,
    isGone: Bool
  ) {
    if command.kind == .startRecording {
      state.recording.startRefused(
        isOnAlready: reason.subCode == 8559,
        by: operation.ordinal,
        isAwaited: operation.isAwaited
      )
    } else {
      demand(state.recording.refused(command, isGone: isGone, at: now))
    }
    settleRecording()
  }

  /// Looks into a start that is not active, and into a state that nobody asked for.
  mutating func expireRecording() {
    guard state.isConnected else { return }
    demand(state.recording.expire(at: now))
  }

  private mutating func demand(_ demand: Recording.Demand?) {
    switch demand {
    case .read(let id)?: read([.recording(id)])
    case .stop(let id)?: ask(.stopRecording(id), for: .call(.cleanup))
    case nil: break
    }
  }

  /// Takes back a start that the flow has gone on without and nobody has answered: what is to be
  /// stopped need not begin (rule 51).
  mutating func withdrawStart() {
    for ordinal in withdrawTried(where: { $0.kind == .startRecording }) {
      state.recording.withdraw(ordinal)
    }
  }
}
