internal import CallAutomation
internal import CallModel

/// How a call ends, and how parties leave it.
extension EmulatedCall {
  /// `:terminate` and DELETE: the app's part is over.
  mutating func end(
    _ ending: CallEnding,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    guard phase == .connected || phase == .connecting else { throw .notFound("Call") }
    disconnect(ending, .endedByApp, in: &stage)
    return EmulatorResponse(status: 204)
  }

  /// The caller hangs up, in whatever phase the call is.
  mutating func callerHangsUp(in stage: inout Stage) {
    switch phase {
    case .ringing:
      phase = .ended(.abandoned)
      stage.note("the caller gives up before anybody answers")
    case .connecting where ringing.isPlaced: return
    case .connecting:
      stage.note("the caller gives up before the call is connected")
      let routing = EventRouting(context: leg?.context)
      tell(.answerFailed, .callNotFound, to: routing, in: &stage)
      phase = .ended(.abandoned)
    case .connected:
      guard isPresent(caller) else { return }
      stage.note("the caller hangs up")
      leave(caller, in: &stage)
    case .ended: return
    }
  }

  /// A party that was added leaves, unless it left before and was added again.
  mutating func partyLeaves(_ party: Identifier, joined: Int, in stage: inout Stage) {
    guard phase == .connected, joinings[party.rawID] == joined, isPresent(party) else { return }
    stage.note("\(party.rawID) leaves")
    leave(party, in: &stage)
  }

  /// Takes a party out of the call; the call is over when nobody is left.
  mutating func leave(_ party: Identifier, ending: CallEnding = .hungUp, in stage: inout Stage) {
    parties.removeAll { $0.identifier == party }
    cancelMedia(where: { $0.lane == .party(party) }, in: &stage)
    toneSessions.removeAll { $0.party == party }
    if parties.isEmpty {
      disconnect(ending, .endedByParty, in: &stage)
    } else {
      tellParticipants(in: &stage)
    }
  }

  /// Ends everything that goes on, then tells that the call is over, last.
  mutating func disconnect(
    _ ending: CallEnding,
    _ result: ResultInformation,
    in stage: inout Stage
  ) {
    cancelMedia(where: { _ in true }, in: &stage)
    for session in toneSessions {
      tell(.toneRecognitionStopped, .tonesStopped, to: session.routing, in: &stage)
    }
    toneSessions = []
    invitations = []
    transfers = []
    ringingTargets = []
    if let recording, recording.state != .over { stopRecording(recording, in: &stage) }
    closeSockets(in: &stage)
    tell(.callDisconnected, result, in: &stage)
    parties = []
    phase = .ended(ending)
  }
}
