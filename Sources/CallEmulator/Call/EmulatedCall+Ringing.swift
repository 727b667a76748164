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
    let leg = makeLeg(request.leg, apiVersion: apiVersion, in: &stage)
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

  /// `:redirect`; whoever is rung instead is not part of the emulation, but where that is the app
  /// again (`CallEmulator.ringAgain`).
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
    let (source, targets) =
      ringing.isPlaced
      ? (ringing.callee, [ringing.caller] + ringing.others) : (ringing.caller, [ringing.callee])
    return .members([
      "callConnectionId": .string(leg.connectionID.rawValue),
      "serverCallId": .string(ringing.serverCallID.rawValue),
      "targets": .array(targets.map(\.fullJSON)),
      "callConnectionState": .string(stateName),
      "callbackUri": .string(leg.callbackURI),
      "source": source.fullJSON,
      "sourceCallerIdNumber": leg.request.callerID.map { .members(["value": .string($0)]) },
      "sourceDisplayName": leg.request.displayName.map(JSONValue.string),
      "correlationId": .string(ringing.correlationID.rawValue),
      "answeredBy": leg.request.answeredBy.map { .members(["id": .string($0.rawID)]) },
      "answeredFor": calledNumber.map { .members(["value": .string($0)]) },
      "mediaStreamingSubscription": leg.subscriptions[.streaming]?.streamingJSON,
      "transcriptionSubscription": leg.subscriptions[.transcription]?.transcriptionJSON,
    ])
  }

  /// The number whose call was answered; nil where the app placed the call, or somebody else was
  /// called.
  private var calledNumber: String? {
    guard !ringing.isPlaced, case .phoneNumber(let number) = ringing.callee.detail else {
      return nil
    }
    return number.value
  }

  /// The app's leg, with what it subscribes to.
  func makeLeg(_ request: LegRequest, apiVersion: String, in stage: inout Stage) -> Leg {
    var leg = Leg(
      connectionID: CallConnectionID(stage.ids.uuid()),
      apiVersion: apiVersion,
      request: request
    )
    for feed in Feed.allCases {
      guard let socket = request.feeds.sockets[feed] else { continue }
      leg.subscriptions[feed] = FeedSubscription(id: stage.ids.uuid(), socket)
    }
    return leg
  }

  mutating func ringingEnds(in stage: inout Stage) {
    guard phase == .ringing else { return }
    phase = .ended(.notAnswered)
    stage.note("nobody answers; the call stops ringing")
  }

  mutating func connects(with party: Identifier, in stage: inout Stage) {
    guard phase == .connecting, let leg else { return }
    phase = .connected
    parties = [Participant(identifier: party)]
    tell(.callConnected, .done, to: EventRouting(context: leg.context), in: &stage)
    tellParticipants(in: &stage)
    beginFeeds(in: &stage)
    beginTalking(in: &stage)
  }

  private var stateName: String {
    switch phase {
    case .ringing, .connecting: "connecting"
    case .connected: transfers.isEmpty ? "connected" : "transferring"
    case .ended: "disconnected"
    }
  }
}
