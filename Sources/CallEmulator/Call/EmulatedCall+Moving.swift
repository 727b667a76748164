internal import CallAutomation
internal import CallModel
internal import JSON

/// A party that has left one call for another.
struct MovedParty: Hashable {
  let participant: Participant
  /// What they still do when they are listened to.
  let turns: [Turn]
}

/// Moving parties between calls (FACTS.md (b) 16).
extension EmulatedCall {
  /// Lets those go who are in this call; it is over when nobody is left.
  mutating func give(_ asked: [Identifier], in stage: inout Stage) -> [MovedParty] {
    guard phase == .connected else { return [] }
    var moved: [MovedParty] = []
    for party in asked {
      guard let participant = parties.first(where: { $0.identifier == party }) else { continue }
      let turns = party == caller ? progress.turnsLeft : progress.turnsLeft(of: party)
      moved.append(MovedParty(participant: participant, turns: turns))
      stage.note("\(party.rawID) is moved to another call")
      leave(party, ending: .moved, in: &stage)
    }
    return moved
  }

  /// `participants:moveHere`: who came is in the call, and of each who was asked for it is told
  /// whether they did.
  mutating func take(
    _ moved: [MovedParty],
    _ request: MoveRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    for party in moved {
      let identifier = party.participant.identifier
      if identifier != caller { progress.joins(identifier, doing: party.turns) }
      join(identifier, in: &stage)
    }
    for party in request.parties {
      let isHere = moved.contains { $0.participant.identifier == party }
      tell(
        named: isHere ? "MoveParticipantSucceeded" : "MoveParticipantFailed",
        isHere ? .done : .callNotFound,
        to: request.routing,
        members: .members([
          "participant": party.fullJSON,
          "fromCall": .string(request.fromCall.rawValue),
        ]),
        in: &stage
      )
    }
    return EmulatorResponse(
      status: 202,
      json: .members([
        "participants": .array(request.parties.map { Participant(identifier: $0).json }),
        "operationContext": request.routing.context.map(JSONValue.string),
        "fromCall": .string(request.fromCall.rawValue),
      ])
    )
  }
}
