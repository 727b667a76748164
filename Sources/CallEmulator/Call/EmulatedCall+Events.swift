internal import CallAutomation
internal import CallModel
internal import JSON

extension EmulatedCall {
  /// Tells of something; without routing, to the call's own callback URI.
  func tell(
    _ kind: CallEvent.Kind,
    _ result: ResultInformation,
    to routing: EventRouting = EventRouting(),
    members: JSONValue = .object([:]),
    in stage: inout Stage
  ) {
    tell(named: kind.rawValue, result, to: routing, members: members, in: &stage)
  }

  /// Tells of something for which the program has no name.
  func tell(
    named name: String,
    _ result: ResultInformation,
    to routing: EventRouting,
    members: JSONValue,
    in stage: inout Stage
  ) {
    guard let leg else { return }
    stage.emit(
      ServiceEvent(
        name: name,
        url: routing.callbackURI ?? leg.callbackURI,
        context: routing.context,
        result: result,
        members: members,
        source: "calling/callConnections/\(leg.connectionID)",
        call: eventSubject(leg)
      )
    )
  }

  /// What events say of the call.
  func eventSubject(_ leg: Leg) -> EventSubject {
    EventSubject(
      connectionID: leg.connectionID,
      serverCallID: ringing.serverCallID,
      correlationID: ringing.correlationID,
      apiVersion: leg.apiVersion
    )
  }

  /// Tells who is in the call.
  mutating func tellParticipants(in stage: inout Stage) {
    participantsSequence += 1
    let members = JSONValue.members([
      "participants": .array(parties.map(\.json)),
      "sequenceNumber": .integer(participantsSequence),
    ])
    tell(.participantsUpdated, .done, members: members, in: &stage)
  }
}
