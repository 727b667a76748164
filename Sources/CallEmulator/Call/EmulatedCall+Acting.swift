internal import CallAutomation
internal import CallModel
internal import JSON

/// What is done to somebody in the call besides playing and listening.
extension EmulatedCall {
  /// `:hold`: only the list of parties shows it; music that cannot be played makes it fail
  /// (FACTS.md 0.8).
  mutating func hold(
    _ request: HoldRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requirePresent(request.party)
    if request.music?.isSpoken == true { try requireIntelligence() }
    if isTeamsPhone { stage.note("the service may refuse to hold here: sources disagree") }
    if let failure = request.music?.failure {
      tell(.holdFailed, failure, to: request.routing, in: &stage)
    } else {
      change(request.party, isOnHold: true, in: &stage)
    }
    return EmulatorResponse(status: 200)
  }

  /// `:unhold`; of one who is not on hold it changes nothing.
  mutating func unhold(
    _ request: PartyRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requirePresent(request.party)
    change(request.party, isOnHold: false, in: &stage)
    return EmulatorResponse(status: 200)
  }

  /// `participants:mute`: one user of the resource's own; others, and everybody in Teams phone, are
  /// no identifiers it takes (FACTS.md (b) 14, (f)).
  mutating func mute(
    _ request: MuteRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    guard let party = request.parties.first, request.parties.count == 1,
      AdmissionTable.verdict(.mute, party.kind, in: profile) == .yes
    else {
      throw .argument("One or more CommunicationIdentifier is invalid, or cannot be muted.")
    }
    try requirePresent(party)
    change(party, isMuted: true, in: &stage)
    let routing = EventRouting(context: request.context)
    return EmulatorResponse(status: 200, json: operationAnswer(routing))
  }

  /// `:sendDtmfTones`: to numbers only, and to nobody who is played to alone or listened to.
  mutating func sendTones(
    _ request: SendTonesRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requireKind(request.party, .sendTones, in: &stage)
    try requirePresent(request.party)
    try requireFree(request.party)
    let action = MediaAction(
      token: nextToken(),
      lane: .party(request.party),
      content: .sendTones(request)
    )
    enqueue(action, interrupting: false, in: &stage)
    return EmulatorResponse(status: 202, json: operationAnswer(request.routing))
  }

  mutating func tonesSent(token: Int, in stage: inout Stage) {
    guard let action = finish(token) else { return }
    tell(.sendTonesCompleted, .done, to: action.routing, in: &stage)
    startNext(in: action.lane, in: &stage)
  }

  /// Changes what the list says of a party, and tells it where that is news.
  private mutating func change(
    _ party: Identifier,
    isMuted: Bool? = nil,
    isOnHold: Bool? = nil,
    in stage: inout Stage
  ) {
    guard let index = parties.firstIndex(where: { $0.identifier == party }) else { return }
    let old = parties[index]
    let new = Participant(
      identifier: old.identifier,
      isMuted: isMuted ?? old.isMuted,
      isOnHold: isOnHold ?? old.isOnHold
    )
    guard new != old else { return }
    parties[index] = new
    tellParticipants(in: &stage)
  }
}
