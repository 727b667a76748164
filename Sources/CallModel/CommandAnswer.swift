package import FieldCoding

/// What the service's 2xx answer says that later steps need.
package struct CommandAnswer: Hashable, Sendable {
  /// Our leg of the call, from answer and create.
  package var connectionID: CallConnectionID?
  /// The conversation, from answer and create.
  package var serverCallID: ServerCallID?
  /// The invitation, from add.
  package var invitationID: InvitationID?
  /// The recording, from start; may come later, with an event (FACTS.md (f)).
  package var recordingID: RecordingID?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an answer.
  package init(
    connectionID: CallConnectionID? = nil,
    serverCallID: ServerCallID? = nil,
    invitationID: InvitationID? = nil,
    recordingID: RecordingID? = nil
  ) {
    self.connectionID = connectionID
    self.serverCallID = serverCallID
    self.invitationID = invitationID
    self.recordingID = recordingID
  }
}

extension CommandAnswer: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      connectionID: fields(1, "connectionID", \.connectionID),
      serverCallID: fields(2, "serverCallID", \.serverCallID),
      invitationID: fields(3, "invitationID", \.invitationID),
      recordingID: fields(4, "recordingID", \.recordingID)
    )
  }
}

/// Why a command was not taken.
package struct Refusal: Error, Hashable, Sendable {
  /// Whether it is certain that nothing happened.
  package enum Certainty: String, Hashable, Sendable {
    /// A 4xx other than 408 and 429: it did not happen.
    case definite
    /// Anything else, still so at the operation's deadline: its event decides.
    case indefinite
  }

  /// Whether it is certain.
  package let certainty: Certainty
  /// The HTTP status, or nil where there was no answer.
  package let status: Int?
  /// The service's code, usually its subcode as a number (FACTS.md (j)), or nil.
  package let code: String?
  /// The service's words, for people.
  package let message: String
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a refusal.
  package init(certainty: Certainty, status: Int?, code: String?, message: String) {
    self.certainty = certainty
    self.status = status
    self.code = code
    self.message = message
  }
}

extension Refusal: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      certainty: fields(1, "certainty", \.certainty),
      status: fields(2, "status", \.status),
      code: fields(3, "code", \.code),
      message: fields(4, "message", \.message)
    )
  }
}

extension Refusal.Certainty: FieldWord {}

/// What the service can be asked about a call.
package enum CallRead: Hashable, Sendable {
  /// Whether the call is still there.
  case call
  /// Who is in it.
  case participants
  /// Whether and how one party is in it, by the raw id that the service has given them.
  case participant(Identifier)
  /// What a recording does.
  case recording(RecordingID)
}

extension CallRead: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case call = 1
    case participants = 2
    case recording = 3
    case participant = 4
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .call: try output.put(.call)
    case .participants: try output.put(.participants)
    case .participant(let party): try output.put(.participant, party)
    case .recording(let id): try output.put(.recording, id)
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .call: .call
    case .participants: .participants
    case .participant: try .participant(values.next())
    case .recording: try .recording(values.next())
    }
  }
}

/// What a read found out.
package struct Observation: Hashable, Sendable {
  /// The call's state, nil where it was not asked.
  package var call: CallPresence?
  /// The parties, nil where they were not asked.
  package var participants: [Participant]?
  /// One party, nil where nobody was asked about.
  package var party: PartyReport?
  /// What a recording does, nil where it was not asked.
  package var recording: RecordingReport?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an observation.
  package init(
    call: CallPresence? = nil,
    participants: [Participant]? = nil,
    recording: RecordingReport? = nil,
    party: PartyReport? = nil
  ) {
    self.call = call
    self.participants = participants
    self.party = party
    self.recording = recording
  }
}

extension Observation: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      call: fields(1, "call", \.call),
      participants: fields(2, "participants", \.participants),
      recording: fields(3, "recording", \.recording),
      party: fields(4, "party", \.party)
    )
  }
}

/// A call as a read sees it.
package enum CallPresence: String, Hashable, Sendable {
  /// Not yet connected.
  case connecting
  /// Connected.
  case connected
  /// 404: over, or never there.
  case gone
}

extension CallPresence: FieldWord {}

/// What a read says of one party.
package struct PartyReport: Hashable, Sendable {
  /// Who was asked about.
  package let identifier: Identifier
  /// How they are in the call; nil for who is not in it (404).
  package let participant: Participant?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a report.
  package init(_ identifier: Identifier, _ participant: Participant?) {
    self.identifier = identifier
    self.participant = participant
  }
}

extension PartyReport: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      fields(1, "identifier", \.identifier),
      fields(2, "participant", \.participant)
    )
  }
}

/// What a read says of one recording.
package struct RecordingReport: Hashable, Sendable {
  /// Which one was asked about.
  package let id: RecordingID
  /// What it does.
  package let presence: RecordingPresence
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a report.
  package init(_ id: RecordingID, _ presence: RecordingPresence) {
    self.id = id
    self.presence = presence
  }
}

extension RecordingReport: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      fields(1, "id", \.id),
      fields(2, "presence", \.presence)
    )
  }
}

/// A recording as a read or an event sees it.
package enum RecordingPresence: String, Hashable, Sendable {
  /// It records.
  case active
  /// It is paused or not started.
  case inactive
  /// 404: it is over.
  case gone
}

extension RecordingPresence: FieldWord {}

/// One party of a participant list.
package struct Participant: Hashable, Sendable {
  /// Who.
  package let identifier: Identifier
  /// Whether the party is muted.
  package let isMuted: Bool
  /// Whether the party is on hold.
  package let isOnHold: Bool
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a participant.
  package init(identifier: Identifier, isMuted: Bool = false, isOnHold: Bool = false) {
    self.identifier = identifier
    self.isMuted = isMuted
    self.isOnHold = isOnHold
  }
}

extension Participant: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      identifier: fields(1, "identifier", \.identifier),
      isMuted: fields(2, "isMuted", \.isMuted),
      isOnHold: fields(3, "isOnHold", \.isOnHold)
    )
  }
}
