import CallModel
import FlowLanguage

extension Turn {
  /// Takes what a read found out, and settles what waited for it.
  mutating func take(_ observation: Observation) {
    state.lastHeard = now
    switch observation.call {
    case .gone?:
      end(reportedAs: .lost)
      return
    case .connected?: connected()
    case .connecting?, nil: break
    }
    if state.phase == .closing, observation.call != nil { terminateAgain() }
    if let list = observation.participants { takeReadList(list) }
    if let recording = observation.recording, state.isConnected { takeRead(recording) }
    for operation in state.operations {
      guard case .reading(let word) = operation.status, isEnough(observation, for: operation)
      else { continue }
      giveUp(operation.ordinal, word)
    }
    answerTransferRead(observation)
  }

  /// Whether a read says all that an operation was waiting to hear.
  private func isEnough(_ observation: Observation, for operation: Operation) -> Bool {
    switch operation.command {
    case .addParticipant: observation.participants != nil
    case .pauseRecording(let id), .resumeRecording(let id), .stopRecording(let id):
      observation.recording?.id == id
    case .answer, .reject, .play, .recognize, .cancelAllMedia, .cancelAddParticipant,
      .removeParticipant, .transfer, .startRecording, .startContinuousTones,
      .stopContinuousTones, .terminate, nil:
      observation.call != nil
    }
  }

  /// Has the call read for an operation, and waits for what it says.
  mutating func readFor(_ index: Int, _ word: ReasonWord) {
    let operation = state.operations[index]
    guard state.call?.connectionID != nil else {
      giveUp(operation.ordinal, word)
      return
    }
    state.operations[index].status = .reading(word)
    state.operations[index].due = now + EngineTimes.reconcile
    switch operation.command {
    case .addParticipant, .transfer: read([.call, .participants])
    case .pauseRecording(let id), .resumeRecording(let id), .stopRecording(let id):
      read([.call, .recording(id)])
    case .answer, .reject, .play, .recognize, .cancelAllMedia, .cancelAddParticipant,
      .removeParticipant, .startRecording, .startContinuousTones, .stopContinuousTones,
      .terminate, nil:
      read([.call])
    }
  }

  /// Settles as failed what neither event nor read explains, and undoes what it may have begun.
  mutating func giveUp(_ ordinal: Int, _ word: ReasonWord) {
    guard let index = index(of: ordinal), state.operations[index].isOpen else { return }
    let operation = state.operations[index]
    let reason = StepReason(word, "nothing was heard of it in time")
    switch operation.command {
    case .answer, .reject:
      settle(ordinal, .failed(reason))
      becomeGone(.notConnected)
      if state.call?.connectionID != nil { emit(.terminate, for: .cleanup) }
    case .play, .recognize:
      if state.isConnected { cancelMedia() }
      settle(ordinal, .failed(reason))
    case .addParticipant:
      state.operations[index].mayStillSucceed = true
      let isLate = word == .timeout
      settle(ordinal, .failed(isLate ? .noAnswer : .failed, reason))
    case .startRecording:
      state.recording.state = .unknown
      settle(ordinal, .failed(reason))
    case .pauseRecording, .resumeRecording, .stopRecording:
      state.recording.state = .unknown
      state.recording.due = now + EngineTimes.reconcile
      settle(ordinal, .failed(reason))
    case .cancelAllMedia, .cancelAddParticipant, .removeParticipant, .transfer,
      .startContinuousTones, .stopContinuousTones, .terminate, nil:
      settle(ordinal, .failed(reason))
    }
  }
}
