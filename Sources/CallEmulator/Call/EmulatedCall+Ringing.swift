internal import CallAutomation
internal import CallModel
internal import JSON

/// From ringing to connected.
extension EmulatedCall {
  /// Begins to ring.
  func ring(in stage: inout Stage) {
    stage.after(EmulatorTiming.ringing, .ringingEnds)
    if let time = script.hangUpAfter { stage.after(time, .callerHangsUp) }
  }

  /// `:answer`.
  mutating func answer(
    _ request: AnswerRequest,
    apiVersion: String,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    guard phase == .ringing else { throw .notFound("Incoming call") }
    phase = .connecting
    let leg = Leg(
      connectionID: CallConnectionID(stage.ids.uuid()),
      callbackURI: request.callbackURI,
      context: request.operationContext,
      apiVersion: apiVersion,
      hasIntelligence: request.hasIntelligence,
      feeds: request.feeds
    )
    self.leg = leg
    stage.after(EmulatorTiming.connecting, .connects)
    return EmulatorResponse(status: 200, json: properties(leg))
  }

  /// `:reject`.
  mutating func reject(
    _ request: RejectRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    guard phase == .ringing else { throw .notFound("Incoming call") }
    phase = .ended(.rejected)
    stage.note("the call is rejected (\(request.reason.rawValue))")
    return EmulatorResponse(status: 204)
  }

  /// `:redirect`; whoever is rung instead is not part of the emulation.
  mutating func redirect(
    _ request: RedirectRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    guard phase == .ringing else { throw .notFound("Incoming call") }
    try requireKind(request.target, .redirect, in: &stage)
    phase = .ended(.redirected)
    stage.note("the call is redirected to \(request.target.rawID)")
    return EmulatorResponse(status: 204)
  }

  /// CallConnectionProperties.
  func properties(_ leg: Leg) -> JSONValue {
    let (source, target) =
      ringing.isPlaced
      ? (ringing.callee, ringing.caller) : (ringing.caller, ringing.callee)
    return .members([
      "callConnectionId": .string(leg.connectionID.rawValue),
      "serverCallId": .string(ringing.serverCallID.rawValue),
      "targets": .array([target.fullJSON]),
      "callConnectionState": .string(stateName),
      "callbackUri": .string(leg.callbackURI),
      "source": source.fullJSON,
      "correlationId": .string(ringing.correlationID.rawValue),
    ])
  }

  mutating func ringingEnds(in stage: inout Stage) {
    guard phase == .ringing else { return }
    phase = .ended(.notAnswered)
    stage.note("nobody answers; the call stops ringing")
  }

  mutating func connects(in stage: inout Stage) {
    guard phase == .connecting, let leg else { return }
    phase = .connected
    parties = [Participant(identifier: caller)]
    tell(.callConnected, .done, to: EventRouting(context: leg.context), in: &stage)
    tellParticipants(in: &stage)
    beginFeeds(in: &stage)
  }

  private var stateName: String {
    switch phase {
    case .ringing, .connecting: "connecting"
    case .connected: transfers.isEmpty ? "connected" : "transferring"
    case .ended: "disconnected"
    }
  }
}
