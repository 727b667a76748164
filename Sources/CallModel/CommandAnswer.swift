/// What the service's 2xx answer says that later steps need.
package struct CommandAnswer: Hashable, Sendable, Codable {
  /// Our leg of the call, from answer and create.
  package var connectionID: CallConnectionID?
  /// The conversation, from answer and create.
  package var serverCallID: ServerCallID?
  /// The invitation, from add.
  package var invitationID: InvitationID?
  /// The recording, from start; may come later, with an event (FACTS.md (f)).
  package var recordingID: RecordingID?

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

/// Why a command was not taken.
package struct Refusal: Error, Hashable, Sendable, Codable {
  /// Whether it is certain that nothing happened.
  package enum Certainty: String, Hashable, Sendable, Codable {
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

  /// Makes a refusal.
  package init(certainty: Certainty, status: Int?, code: String?, message: String) {
    self.certainty = certainty
    self.status = status
    self.code = code
    self.message = message
  }
}

/// What the service can be asked about a call.
package enum CallRead: Hashable, Sendable, Codable {
  /// Whether the call is still there.
  case call
  /// Who is in it.
  case participants
  /// What a recording does.
  case recording(RecordingID)
}

/// What a read found out.
package struct Observation: Hashable, Sendable, Codable {
  /// The call's state, nil where it was not asked.
  package var call: CallPresence?
  /// The parties, nil where they were not asked.
  package var participants: [Participant]?
  /// What a recording does, nil where it was not asked.
  package var recording: RecordingReport?

  /// Makes an observation.
  package init(
    call: CallPresence? = nil,
    participants: [Participant]? = nil,
    recording: RecordingReport? = nil
  ) {
    self.call = call
    self.participants = participants
    self.recording = recording
  }
}

/// A call as a read sees it.
package enum CallPresence: String, Hashable, Sendable, Codable {
  /// Not yet connected.
  case connecting
  /// Connected.
  case connected
  /// 404: over, or never there.
  case gone
}

/// What a read says of one recording.
package struct RecordingReport: Hashable, Sendable, Codable {
  /// Which one was asked about.
  package let id: RecordingID
  /// What it does.
  package let presence: RecordingPresence

  /// Makes a report.
  package init(_ id: RecordingID, _ presence: RecordingPresence) {
    self.id = id
    self.presence = presence
  }
}

/// A recording as a read or an event sees it.
package enum RecordingPresence: String, Hashable, Sendable, Codable {
  /// It records.
  case active
  /// It is paused or not started.
  case inactive
  /// 404: it is over.
  case gone
}

/// One party of a participant list.
package struct Participant: Hashable, Sendable, Codable {
  /// Who.
  package let identifier: Identifier
  /// Whether the party is muted.
  package let isMuted: Bool
  /// Whether the party is on hold.
  package let isOnHold: Bool

  /// Makes a participant.
  package init(identifier: Identifier, isMuted: Bool = false, isOnHold: Bool = false) {
    self.identifier = identifier
    self.isMuted = isMuted
    self.isOnHold = isOnHold
  }
}
