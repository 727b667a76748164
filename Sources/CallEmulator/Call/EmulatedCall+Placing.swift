internal import CallAutomation
internal import CallModel

/// A call that the app places: whoever it rings is its caller, as far as the script is concerned.
extension EmulatedCall {
  /// `POST /callConnections`.
  mutating func place(
    _ request: CreateCallRequest,
    apiVersion: String,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireNoCallerID(request.hasCallerID)
    try requireKind(request.target, .dial, in: &stage)
    if !isTeamsPhone, request.target.kind == .phoneNumber, !request.hasCallerID {
      throw .argument("The field SourceCallerIdNumber is required to call a phone number.")
    }
    let leg = Leg(
      connectionID: CallConnectionID(stage.ids.uuid()),
      callbackURI: request.callbackURI,
      context: request.operationContext,
      apiVersion: apiVersion,
      hasIntelligence: request.hasIntelligence,
      feeds: request.feeds
    )
    self.leg = leg
    phase = .connecting
    let reaction = progress.nextReaction(of: caller)
    let rings = reaction.after ?? EmulatorTiming.pickingUp
    switch reaction.action {
    case .accept: stage.after(rings, .connects)
    case .decline, .busy: stage.after(rings, .placingFails(reaction.action))
    case .noAnswer:
      stage.after(reaction.after ?? EmulatorTiming.ringing, .placingFails(reaction.action))
    }
    if let time = script.hangUpAfter { stage.after(time, .callerHangsUp) }
    return EmulatorResponse(status: 201, json: properties(leg))
  }

  /// Whoever is rung does not take the call: it fails, and is over.
  mutating func placingFails(_ action: PartyReaction.Action, in stage: inout Stage) {
    guard phase == .connecting, let leg else { return }
    stage.note("\(caller.rawID): \(action.rawValue)")
    let result = ResultInformation.notReached(action, caller, doing: "createCall")
    tell(.createCallFailed, result, to: EventRouting(context: leg.context), in: &stage)
    disconnect(.notAnswered, result, in: &stage)
  }

  /// `:connect`; whoever is there is the script's caller.
  mutating func join(
    _ request: ConnectRequest,
    isThere: Bool,
    apiVersion: String,
    in stage: inout Stage
  ) -> EmulatorResponse {
    let leg = Leg(
      connectionID: CallConnectionID(stage.ids.uuid()),
      callbackURI: request.callbackURI,
      context: request.operationContext,
      apiVersion: apiVersion,
      hasIntelligence: request.hasIntelligence,
      feeds: request.feeds
    )
    self.leg = leg
    phase = .connecting
    stage.after(EmulatorTiming.connecting, isThere ? .connects : .joiningFails)
    if let time = script.hangUpAfter { stage.after(time, .callerHangsUp) }
    return EmulatorResponse(status: 200, json: properties(leg))
  }

  /// There is no such call (FACTS.md (m), ConnectFailed).
  mutating func joiningFails(in stage: inout Stage) {
    guard phase == .connecting, let leg else { return }
    stage.note("there is no call with that id")
    tell(.connectFailed, .callNotFound, to: EventRouting(context: leg.context), in: &stage)
    phase = .ended(.notJoined)
  }
}
