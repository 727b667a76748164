internal import CEL
internal import CallDispatch
internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage
internal import JSON

/// What happened to a call, event by event.
extension PastReader {
  /// Takes in what happened.
  mutating func take(_ input: CallInput) {
    switch input.content {
    case .event(let event): take(event, isSealed: input.isSealed, at: input.time)
    case .signal(_, let name, let fields):
      let value = input.isSealed ? nil : hiding.shown(fields)
      add(
        .signal(name, .literal(value ?? HiddenValues.value(of: program.signals[name]))),
        at: input.time
      )
    case .recovered: add(.restart, at: input.time)
    case .recordingReady:
      // A flow without the handler takes no notice.
      if program.handlers.recordingReady != nil { add(.recording(.ready), at: input.time) }
    case .hangUpRequested: tellUntold("an operator ended the call")
    case .incoming, .started, .answered, .refused, .httpFinished, .timer, .observed: break
    }
  }

  private mutating func take(_ event: CallEvent, isSealed: Bool, at time: Timestamp) {
    let operation = event.context.flatMap { sent[$0.ordinal] }
    switch event.content {
    case .participantsUpdated(let list, _): take(list.map(\.identifier), at: time)
    case .callDisconnected:
      hasEnded = true
      if let last = present.first, !isGivenUp { add(.leaves(party(last)), at: time) }
    case .answerFailed:
      hasEnded = true
      add(.leaves(.caller), at: time)
    case .callConnected:
      guard let operation, case .createCall = operation.command else { return }
      add(.reacts(.accept, .caller), at: time, rang: time - operation.time)
    case .addParticipantSucceeded, .addParticipantFailed, .callTransferAccepted,
      .callTransferFailed, .createCallFailed:
      react(event, operation, at: time)
    case .recognizeCompleted(nil) where isSealed: takeSealed(operation, at: time)
    case .recognizeCompleted(let result): take(result, operation, at: time)
    case .unrecognized where isSealed:
      // A key that is not to be seen.
      guard let operation, case .startContinuousTones(let target) = operation.command else {
        return
      }
      press([.one], by: target, at: time)
    case .recognizeFailed: takeFailure(event.result?.subCode ?? 0, operation, at: time)
    case .toneReceived(let tone, _):
      guard let operation, case .startContinuousTones(let target) = operation.command else {
        return
      }
      press([tone], by: target, at: time)
    case .recordingStateChanged(_, let presence): takeRecording(presence, operation, at: time)
    case .startRecordingFailed: add(.recording(.fails), at: time)
    case .playFailed, .holdFailed, .sendTonesFailed, .toneRecognitionFailed, .connectFailed,
      .removeParticipantFailed, .mediaStreamingFailed, .transcriptionFailed:
      tellUntold("\(event.kind.rawValue) came, which no line can say")
    case .cancelAddParticipantSucceeded, .cancelAddParticipantFailed, .moveParticipantSucceeded,
      .moveParticipantFailed, .removeParticipantSucceeded,
      .playStarted, .playCompleted, .playCanceled, .recognizeCanceled, .toneRecognitionStopped,
      .sendTonesCompleted, .mediaStreamingStarted, .mediaStreamingStopped, .transcriptionStarted,
      .transcriptionStopped, .transcriptionUpdated, .unrecognized:
      break
    }
  }

  private mutating func react(
    _ event: CallEvent,
    _ operation: SentCommand?,
    at time: Timestamp
  ) {
    guard let operation, let action = event.reaction, action != .noAnswer else { return }
    switch operation.command {
    case .addParticipant(let add):
      self.add(.reacts(action, party(add.target)), at: time, rang: time - operation.time)
    case .transfer(let transfer):
      if action == .accept {
        // Who is transferred leaves by that.
        if let gone = transfer.transferee ?? present.first { dismissed.insert(gone) }
        if present.count <= 1 { isGivenUp = true }
      }
      add(.reacts(action, party(transfer.target)), at: time, rang: time - operation.time)
    case .createCall: add(.reacts(action, .caller), at: time, rang: time - operation.time)
    default: break
    }
  }

  /// Who was there and is not any more has left, unless the flow saw to it.
  private mutating func take(_ list: [Identifier], at time: Timestamp) {
    for gone in present where !list.contains(gone) && dismissed.remove(gone) == nil {
      add(.leaves(party(gone)), at: time)
    }
    present = list
  }

  private mutating func takeRecording(
    _ presence: RecordingPresence,
    _ operation: SentCommand?,
    at time: Timestamp
  ) {
    let isStopped = commands.last { $0 == .startRecording || $0 == .stopRecording }
    if presence == .inactive, operation == nil, isStopped == .startRecording, !isGivenUp,
      !present.isEmpty
    {
      add(.recording(.stops), at: time)
    }
  }
}
