internal import CallAutomation
internal import CallModel
internal import JSON

/// Bringing parties in and taking them out.
extension EmulatedCall {
  /// `participants:add`.
  mutating func add(
    _ request: AddParticipantRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requireNoCallerID(request.hasCallerID)
    try requireKind(request.target, .addParticipant, in: &stage)
    try requireHeaders(request.headers, for: request.target)
    if !isTeamsPhone, request.target.kind == .phoneNumber, !request.hasCallerID {
      throw .argument("The field SourceCallerIdNumber is required to add a phone number.")
    }
    guard !isPresent(request.target) else {
      throw .argument("\(request.target.rawID) is in the call already.")
    }
    let reaction = reaction(of: request.target, in: stage)
    let invitation = Invitation(
      id: InvitationID(stage.ids.uuid()),
      target: request.target,
      reaction: reaction,
      routing: request.routing
    )
    invitations.append(invitation)
    stage.note("\(request.target.rawID) is rung")
    let answersAfter = reaction.after ?? EmulatorTiming.pickingUp
    let isReached = reaction.action != .noAnswer && answersAfter < request.rings
    stage.after(isReached ? answersAfter : request.rings, .invitationSettles(invitation.id))
    if !isReached { expire(invitation) }
    return EmulatorResponse(status: 202, json: answer(to: invitation))
  }

  /// `participants:cancelAddParticipant`.
  mutating func cancelAdd(
    _ request: CancelAddRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    let members = JSONValue.members(["invitationId": .string(request.invitation.rawValue)])
    let kind: CallEvent.Kind
    let result: ResultInformation
    if let index = invitations.firstIndex(where: { $0.id == request.invitation }) {
      let invitation = invitations.remove(at: index)
      kind = .cancelAddParticipantSucceeded
      result = .invitationCanceled(invitation.target)
    } else {
      kind = .cancelAddParticipantFailed
      result = .invitationNotFound
    }
    tell(kind, result, to: request.routing, members: members, in: &stage)
    return EmulatorResponse(
      status: 202,
      json: .members([
        "invitationId": .string(request.invitation.rawValue),
        "operationContext": request.routing.context.map(JSONValue.string),
      ])
    )
  }

  /// `participants:remove`: its success comes before the list that drops the party [R].
  mutating func remove(
    _ request: PartyRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    let members = JSONValue.members(["participant": request.party.fullJSON])
    let isThere = isPresent(request.party)
    tell(
      isThere ? .removeParticipantSucceeded : .removeParticipantFailed,
      isThere ? .done : .participantNotPresent,
      to: request.routing,
      members: members,
      in: &stage
    )
    if isThere { leave(request.party, in: &stage) }
    return EmulatorResponse(status: 202, json: operationAnswer(request.routing))
  }

  /// A party that is rung reacts; the list that names it comes before the success [R].
  mutating func invitationSettles(_ id: InvitationID, in stage: inout Stage) {
    guard let index = invitations.firstIndex(where: { $0.id == id }) else { return }
    let invitation = invitations.remove(at: index)
    let party = invitation.target
    let members = JSONValue.members(["participant": party.fullJSON])
    guard invitation.reaction.action == .accept else {
      stage.note("\(party.rawID): \(invitation.reaction.action.rawValue)")
      let result = ResultInformation.notReached(
        invitation.reaction.action,
        party,
        doing: "addParticipants"
      )
      tell(.addParticipantFailed, result, to: invitation.routing, members: members, in: &stage)
      return
    }
    stage.note("\(party.rawID) joins")
    progress.joins(party, doing: invitation.reaction.turns)
    join(party, leavingAfter: invitation.reaction.leaveAfter, in: &stage)
    tell(.addParticipantSucceeded, .done, to: invitation.routing, members: members, in: &stage)
  }

  /// Has somebody in the call, and tells it.
  mutating func join(
    _ party: Identifier,
    leavingAfter time: Milliseconds? = nil,
    in stage: inout Stage
  ) {
    let joining = joinings[party.rawID, default: 0] + 1
    joinings[party.rawID] = joining
    if !isPresent(party) { parties.append(Participant(identifier: party)) }
    tellParticipants(in: &stage)
    if let time { stage.after(time, .partyLeaves(party, joined: joining)) }
  }

  /// What a party does about being rung now; who decides for themselves lets it ring until then.
  mutating func reaction(of party: Identifier, in stage: Stage) -> PartyReaction {
    stage.attended.contains(party)
      ? PartyReaction(.noAnswer) : progress.nextReaction(of: party)
  }

  /// Makes an invitation one that nobody answers.
  private mutating func expire(_ invitation: Invitation) {
    guard let index = invitations.firstIndex(of: invitation) else { return }
    invitations[index] = Invitation(
      id: invitation.id,
      target: invitation.target,
      reaction: PartyReaction(.noAnswer),
      routing: invitation.routing
    )
  }

  private func answer(to invitation: Invitation) -> JSONValue {
    .members([
      "participant": Participant(identifier: invitation.target).json,
      "operationContext": invitation.routing.context.map(JSONValue.string),
      "invitationId": .string(invitation.id.rawValue),
    ])
  }
}

/// What is refused by kind.
extension EmulatedCall {
  /// Caller ids cannot be set in Teams Phone extensibility (FACTS.md (f)).
  func requireNoCallerID(_ hasCallerID: Bool) throws(ServiceError) {
    guard isTeamsPhone, hasCallerID else { return }
    throw .argument(
      "SourceCallerIdNumber and SourceDisplayName are not supported in Teams Phone extensibility."
    )
  }

  /// Refuses a party of a kind the action does not take in this call; where the sources disagree,
  /// it is taken and the account says so.
  func requireKind(
    _ party: Identifier,
    _ action: PartyAction,
    in stage: inout Stage
  ) throws(ServiceError) {
    let kind = party.kind
    switch AdmissionTable.verdict(action, kind, in: profile) {
    case .yes: return
    case .disputed: stage.note("the service may refuse a \(kind.rawValue) here: sources disagree")
    case .no:
      throw .argument("An identifier of kind \(kind.rawValue) is not supported for this operation.")
    }
  }

  /// A phone gets SIP headers and no others; a client of Teams only VoIP headers (FACTS.md (f)).
  func requireHeaders(_ headers: CustomHeaders, for target: Identifier) throws(ServiceError) {
    if headers.hasVoIP, target.kind == .phoneNumber {
      throw .argument("The field VoipHeaders is not supported for a phone number.")
    }
    if headers.hasSIP, target.kind != .phoneNumber, isTeamsPhone {
      throw .argument("The field SipHeaders is supported for phone numbers only.")
    }
  }

  /// An answer that only echoes the operation context.
  func operationAnswer(_ routing: EventRouting) -> JSONValue {
    .members(["operationContext": routing.context.map(JSONValue.string)])
  }
}
