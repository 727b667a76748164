import CallModel
import FlowLanguage

extension Turn {
  /// Takes in what an input says: facts first, then the operation it settles.
  mutating func take(_ input: CallInput) {
    switch input.content {
    case .incoming(let incoming): begin(incoming)
    case .event(let event): take(event)
    case .answered(let context, let answer): take(answer, to: context)
    case .refused(let context, let refusal): take(refusal, of: context)
    case .httpFinished(let ordinal, let result): settle(ordinal, .http(result))
    case .timer(let id): state.timers.removeAll { $0.id == id }
    case .signal(let name, _): log(.info, "signal not declared", ["signal": name])
    case .observed(let observation):
      state.lastRead = input
      take(observation)
    case .hangUpRequested: state.isHangUpRequested = true
    case .recovered: recover()
    }
  }

  private mutating func begin(_ incoming: IncomingCall) {
    state.call = CallFacts(
      direction: .inbound,
      from: incoming.from,
      to: incoming.to,
      callerName: incoming.callerName,
      context: incoming.context,
      correlationID: incoming.correlationID,
      sipHeaders: incoming.sipHeaders,
      voipHeaders: incoming.voipHeaders,
      connectionID: nil,
      serverCallID: incoming.serverCallID,
      startedAt: now
    )
    state.lastHeard = now
    state.locale = program.locale
    for (name, variable) in program.variables {
      state.variables[name] = variable.initial ?? variable.type.emptyValue
    }
    state.frames = [.flow(name: program.name, arguments: [:])]
    state.frames.append(.block(name: program.start, next: 0))
  }

  private mutating func take(_ event: CallEvent) {
    state.seenEvents.remember(event.id)
    state.lastHeard = now
    bind(event.connectionID, event.serverCallID)
    switch event.content {
    case .callConnected: connected()
    case .callDisconnected: disconnected(event.result)
    case .answerFailed: answerFailed(event)
    case .participantsUpdated(let parties, let sequence): takeList(parties, sequence: sequence)
    case .addParticipantSucceeded(let party): partyJoined(party, event)
    case .addParticipantFailed(let party): invitationFailed(party, event)
    case .cancelAddParticipantSucceeded(let invitation): invitationCancelled(invitation)
    case .cancelAddParticipantFailed, .removeParticipantFailed: break
    case .removeParticipantSucceeded(let party): partyRemoved(party)
    case .callTransferAccepted: transferAccepted(event)
    case .callTransferFailed: transferFailed(event)
    case .playStarted: playStarted(event)
    case .playCompleted: settleMedia(event, .succeeded)
    case .playFailed, .recognizeFailed: mediaFailed(event)
    case .playCanceled, .recognizeCanceled: mediaCancelled(event)
    case .recognizeCompleted(let result): settleMedia(event, .recognized(result))
    case .toneReceived(let tone, let sequence): toneReceived(tone, sequence, event)
    case .toneRecognitionFailed: listeningFailed(event)
    case .toneRecognitionStopped: break
    case .recordingStateChanged(let id, let presence): recordingChanged(id, presence)
    case .startRecordingFailed(let id): recordingStartFailed(id, event)
    case .unrecognized(let type): log(.info, "event of an unknown type", ["type": type])
    }
  }

  /// Keeps ids that were not known yet.
  mutating func bind(_ connectionID: CallConnectionID?, _ serverCallID: ServerCallID?) {
    if state.call?.connectionID == nil { state.call?.connectionID = connectionID }
    if state.call?.serverCallID == nil { state.call?.serverCallID = serverCallID }
  }
}
