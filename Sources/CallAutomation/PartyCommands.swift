internal import CallModel
internal import JSON

extension AddParticipantCommand {
  /// AddParticipantRequest; the time an invitation rings is always explicit.
  func body(in envelope: CommandEnvelope) throws(EncodingFailure) -> JSONValue {
    .members([
      "participantToAdd": target.requestJSON,
      "sourceCallerIdNumber": try callerID.map(phoneNumberJSON),
      "invitationTimeoutInSeconds": .integer(timeoutSeconds),
      "operationContext": envelope.contextJSON,
      "customCallingContext": context.map { $0.json(envelope.version) },
    ])
  }
}

extension TransferCommand {
  /// TransferToParticipantRequest.
  func body(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "targetParticipant": target.requestJSON,
      "transferee": transferee.map(\.requestJSON),
      "operationContext": envelope.contextJSON,
      "customCallingContext": context.map { $0.json(envelope.version) },
    ])
  }
}

/// CancelAddParticipantRequest.
func cancelBody(_ invitation: InvitationID, in envelope: CommandEnvelope) -> JSONValue {
  .members([
    "invitationId": .string(invitation.rawValue),
    "operationContext": envelope.contextJSON,
  ])
}

extension MoveParticipantsCommand {
  /// MoveParticipantsRequest.
  func body(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "targetParticipants": .array(parties.map(\.requestJSON)),
      "fromCall": .string(origin.rawValue),
      "operationContext": envelope.contextJSON,
    ])
  }
}

/// RemoveParticipantRequest.
func removeBody(_ party: Identifier, in envelope: CommandEnvelope) -> JSONValue {
  .members([
    "participantToRemove": party.requestJSON,
    "operationContext": envelope.contextJSON,
  ])
}

extension HoldCommand {
  /// HoldRequest.
  func body(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "targetParticipant": party.requestJSON,
      "playSourceInfo": music.map { $0.json(in: envelope) },
      "operationContext": envelope.contextJSON,
    ])
  }
}

/// MuteParticipantsRequest; the service takes one target (FACTS.md (b) 14).
func muteBody(_ party: Identifier, in envelope: CommandEnvelope) -> JSONValue {
  .members([
    "targetParticipants": .array([party.requestJSON]),
    "operationContext": envelope.contextJSON,
  ])
}

extension CustomContext {
  /// Older versions know nothing of what agents in Teams are told.
  fileprivate func json(_ version: ServiceVersion) -> JSONValue {
    .members([
      "voipHeaders": voipHeaders.isEmpty ? nil : .texts(voipHeaders),
      "sipHeaders": sipHeaders.isEmpty ? nil : .texts(sipHeaders),
      "teamsPhoneCallDetails": version == .june2025 ? nil : teamsPhone?.json,
    ])
  }
}

extension TeamsPhoneDetails {
  fileprivate var json: JSONValue {
    .members([
      "callTopic": topic.map(JSONValue.string),
      "teamsPhoneCallerDetails": caller.map { caller in
        .members([
          "caller": caller.identifier.requestJSON,
          "name": .string(caller.name),
          "phoneNumber": .string(caller.phoneNumber),
          "recordId": caller.recordID.map(JSONValue.string),
          "screenPopUrl": caller.screenPopURL.map(JSONValue.string),
        ])
      },
    ])
  }
}

/// PhoneNumberIdentifierModel, which is how a caller id is written.
private func phoneNumberJSON(_ identifier: Identifier) throws(EncodingFailure) -> JSONValue {
  guard case .phoneNumber(let number) = identifier.detail else { throw .callerID(identifier) }
  return .members(["value": .string(number.value)])
}
