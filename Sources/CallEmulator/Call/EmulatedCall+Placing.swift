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
    let targets = [request.target] + request.otherTargets
    try requireNoCallerID(request.leg.hasCallerID)
    guard Set(targets).count == targets.count else {
      throw .argument("`targets` names somebody twice.")
    }
    for target in targets {
      try requireKind(target, .dial, in: &stage)
      if !isTeamsPhone, target.kind == .phoneNumber, request.leg.callerID == nil {
        throw .argument("The field SourceCallerIdNumber is required to call a phone number.")
      }
    }
    let leg = makeLeg(request.leg, apiVersion: apiVersion, in: &stage)
    self.leg = leg
    phase = .connecting
    ringingTargets = targets
    for target in targets { ring(target, in: &stage) }
    if let time = script.hangUpAfter { stage.after(time, .callerHangsUp) }
    return EmulatorResponse(status: 201, json: properties(leg))
  }

  /// Calls somebody; what they do about it is settled later.
  private mutating func ring(_ target: Identifier, in stage: inout Stage) {
    let reaction = reaction(of: target, in: stage)
    let rings =
      reaction.action == .noAnswer ? EmulatorTiming.ringing : EmulatorTiming.pickingUp
    stage.after(reaction.after ?? rings, .targetSettles(target, reaction))
  }

  /// The first who takes the call connects it, and the others join; where nobody does it fails.
  mutating func targetSettles(
    _ target: Identifier,
    _ reaction: PartyReaction,
    in stage: inout Stage
  ) {
    guard let index = ringingTargets.firstIndex(of: target) else { return }
    ringingTargets.remove(at: index)
    if reaction.action == .accept {
      if target != caller { progress.joins(target, doing: reaction.turns) }
      if phase == .connecting {
        connects(with: target, in: &stage)
      } else {
        stage.note("\(target.rawID) joins")
        join(target, leavingAfter: reaction.leaveAfter, in: &stage)
      }
      return
    }
    stage.note("\(target.rawID): \(reaction.action.rawValue)")
    guard ringingTargets.isEmpty, phase == .connecting, let leg else { return }
    let result = ResultInformation.notReached(reaction.action, target, doing: "createCall")
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
    let leg = makeLeg(request.leg, apiVersion: apiVersion, in: &stage)
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
