/// What the service tells of a call: the other of the two closed vocabularies.
package struct CallEvent: Hashable, Sendable, Codable {
  /// The delivery's id; the same event delivered twice has the same.
  package let id: EventID
  /// Our leg, where the event names it.
  package let connectionID: CallConnectionID?
  /// The conversation, where the event names it.
  package let serverCallID: ServerCallID?
  /// What our request said, echoed; nil where it said nothing or somebody else's words.
  package let context: OperationContext?
  /// How it went; a success event can carry a failure's code (FACTS.md 0.6).
  package let result: ResultInformation?
  /// What happened.
  package let content: Content

  /// Makes an event.
  package init(
    id: EventID,
    connectionID: CallConnectionID?,
    serverCallID: ServerCallID? = nil,
    context: OperationContext? = nil,
    result: ResultInformation? = nil,
    content: Content
  ) {
    self.id = id
    self.connectionID = connectionID
    self.serverCallID = serverCallID
    self.context = context
    self.result = result
    self.content = content
  }

  /// What happened, with what only this kind of event tells (FACTS.md (c), "Types").
  package enum Content: Hashable, Sendable, Codable {
    case callConnected
    case callDisconnected
    case answerFailed
    case participantsUpdated([Participant], sequenceNumber: Int)
    case addParticipantSucceeded(Identifier?)
    case addParticipantFailed(Identifier?)
    case cancelAddParticipantSucceeded(InvitationID?)
    case cancelAddParticipantFailed(InvitationID?)
    case removeParticipantSucceeded(Identifier?)
    case removeParticipantFailed(Identifier?)
    case callTransferAccepted(target: Identifier?, transferee: Identifier?)
    case callTransferFailed
    case playStarted
    case playCompleted
    case playFailed(sourceIndex: Int?)
    case playCanceled
    case recognizeCompleted(RecognitionResult?)
    case recognizeFailed(sourceIndex: Int?)
    case recognizeCanceled
    case toneReceived(Tone, sequenceID: Int)
    case toneRecognitionFailed
    case toneRecognitionStopped
    case recordingStateChanged(RecordingID, RecordingPresence)
    case startRecordingFailed(RecordingID?)
    /// A type this version does not know: recorded, never a failure.
    case unrecognized(type: String)
  }
}

/// The outcome the service reports with an event.
package struct ResultInformation: Hashable, Sendable, Codable {
  /// Resembles an HTTP or SIP status.
  package let code: Int
  /// The reason proper; match on this and `code`, never on the text.
  package let subCode: Int
  /// For people.
  package let message: String

  /// Makes a result.
  package init(code: Int, subCode: Int, message: String = "") {
    self.code = code
    self.subCode = subCode
    self.message = message
  }
}
