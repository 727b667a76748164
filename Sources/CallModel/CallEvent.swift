package import FieldCoding

/// What the service tells of a call: the other of the two closed vocabularies.
package struct CallEvent: Hashable, Sendable {
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
  /// What an event of media streaming or transcription says of the feed beside its result; else nil.
  package let feedUpdate: FeedUpdate?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an event.
  package init(
    id: EventID,
    connectionID: CallConnectionID?,
    serverCallID: ServerCallID? = nil,
    context: OperationContext? = nil,
    result: ResultInformation? = nil,
    content: Content,
    feedUpdate: FeedUpdate? = nil
  ) {
    self.id = id
    self.connectionID = connectionID
    self.serverCallID = serverCallID
    self.context = context
    self.result = result
    self.content = content
    self.feedUpdate = feedUpdate
  }

  /// The same with another content.
  package func with(_ content: Content) -> CallEvent {
    CallEvent(
      id: id,
      connectionID: connectionID,
      serverCallID: serverCallID,
      context: context,
      result: result,
      content: content,
      feedUpdate: feedUpdate
    )
  }

  /// What happened, with what only this kind of event tells (FACTS.md (c), "Types").
  package enum Content: Hashable, Sendable {
    case callConnected
    case callDisconnected
    case answerFailed
    /// A list without a number is older than none: it only says that something changed.
    case participantsUpdated([Participant], sequenceNumber: Int?)
    case addParticipantSucceeded(Identifier?)
    case addParticipantFailed(Identifier?)
    case cancelAddParticipantSucceeded(InvitationID?)
    case cancelAddParticipantFailed(InvitationID?)
    case removeParticipantSucceeded(Identifier?)
    case removeParticipantFailed(Identifier?)
    case moveParticipantSucceeded(Identifier?)
    case moveParticipantFailed(Identifier?)
    case callTransferAccepted(target: Identifier?, transferee: Identifier?)
    case callTransferFailed
    case playStarted
    case playCompleted
    case playFailed(sourceIndex: Int?)
    case playCanceled
    case recognizeCompleted(RecognitionResult?)
    case recognizeFailed(sourceIndex: Int?)
    case recognizeCanceled
    /// A key without a number stands in the order in which it came.
    case toneReceived(Tone, sequenceID: Int?)
    case toneRecognitionFailed
    case toneRecognitionStopped
    case recordingStateChanged(RecordingID, RecordingPresence)
    case startRecordingFailed(RecordingID?)
    case holdFailed
    case sendTonesCompleted
    case sendTonesFailed
    case createCallFailed
    case connectFailed
    case mediaStreamingStarted
    case mediaStreamingStopped
    case mediaStreamingFailed
    case transcriptionStarted
    case transcriptionStopped
    case transcriptionUpdated
    case transcriptionFailed
    /// A type this version does not know: recorded, never a failure.
    case unrecognized(type: String)
  }
}

extension CallEvent: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      id: fields(1, "id", \.id),
      connectionID: fields(2, "connectionID", \.connectionID),
      serverCallID: fields(3, "serverCallID", \.serverCallID),
      context: fields(4, "context", \.context),
      result: fields(5, "result", \.result),
      content: fields(6, "content", \.content),
      feedUpdate: fields(7, "feedUpdate", \.feedUpdate)
    )
  }
}

extension CallEvent.Content: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case callConnected = 1
    case callDisconnected = 2
    case answerFailed = 3
    case participantsUpdated = 4
    case addParticipantSucceeded = 5
    case addParticipantFailed = 6
    case cancelAddParticipantSucceeded = 7
    case cancelAddParticipantFailed = 8
    case removeParticipantSucceeded = 9
    case removeParticipantFailed = 10
    case callTransferAccepted = 11
    case callTransferFailed = 12
    case playStarted = 13
    case playCompleted = 14
    case playFailed = 15
    case playCanceled = 16
    case recognizeCompleted = 17
    case recognizeFailed = 18
    case recognizeCanceled = 19
    case toneReceived = 20
    case toneRecognitionFailed = 21
    case toneRecognitionStopped = 22
    case recordingStateChanged = 23
    case startRecordingFailed = 24
    case unrecognized = 25
    case holdFailed = 40
    case sendTonesCompleted = 41
    case sendTonesFailed = 42
    case createCallFailed = 43
    case connectFailed = 300
    case moveParticipantSucceeded = 301
    case moveParticipantFailed = 302
    case mediaStreamingStarted = 320
    case mediaStreamingStopped = 321
    case mediaStreamingFailed = 322
    case transcriptionStarted = 323
    case transcriptionStopped = 324
    case transcriptionUpdated = 325
    case transcriptionFailed = 326
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .callConnected: try output.put(.callConnected)
    case .callDisconnected: try output.put(.callDisconnected)
    case .answerFailed: try output.put(.answerFailed)
    case .participantsUpdated(let participants, let sequenceNumber):
      try output.put(
        .participantsUpdated,
        ("participants", participants),
        ("sequenceNumber", sequenceNumber)
      )
    case .addParticipantSucceeded(let value): try output.put(.addParticipantSucceeded, value)
    case .addParticipantFailed(let value): try output.put(.addParticipantFailed, value)
    case .cancelAddParticipantSucceeded(let value):
      try output.put(.cancelAddParticipantSucceeded, value)
    case .cancelAddParticipantFailed(let value): try output.put(.cancelAddParticipantFailed, value)
    case .removeParticipantSucceeded(let value): try output.put(.removeParticipantSucceeded, value)
    case .removeParticipantFailed(let value): try output.put(.removeParticipantFailed, value)
    case .moveParticipantSucceeded(let value): try output.put(.moveParticipantSucceeded, value)
    case .moveParticipantFailed(let value): try output.put(.moveParticipantFailed, value)
    case .callTransferAccepted(let target, let transferee):
      try output.put(.callTransferAccepted, ("target", target), ("transferee", transferee))
    case .callTransferFailed: try output.put(.callTransferFailed)
    case .playStarted: try output.put(.playStarted)
    case .playCompleted: try output.put(.playCompleted)
    case .playFailed(let sourceIndex):
      try output.put(.playFailed, ("sourceIndex", sourceIndex))
    case .playCanceled: try output.put(.playCanceled)
    case .recognizeCompleted(let value): try output.put(.recognizeCompleted, value)
    case .recognizeFailed(let sourceIndex):
      try output.put(.recognizeFailed, ("sourceIndex", sourceIndex))
    case .recognizeCanceled: try output.put(.recognizeCanceled)
    case .toneReceived(let tone, let sequenceID):
      try output.put(.toneReceived, ("tone", tone), ("sequenceID", sequenceID))
    case .toneRecognitionFailed: try output.put(.toneRecognitionFailed)
    case .toneRecognitionStopped: try output.put(.toneRecognitionStopped)
    case .recordingStateChanged(let recording, let presence):
      try output.put(.recordingStateChanged, ("recording", recording), ("presence", presence))
    case .startRecordingFailed(let value): try output.put(.startRecordingFailed, value)
    case .holdFailed: try output.put(.holdFailed)
    case .sendTonesCompleted: try output.put(.sendTonesCompleted)
    case .sendTonesFailed: try output.put(.sendTonesFailed)
    case .createCallFailed: try output.put(.createCallFailed)
    case .connectFailed: try output.put(.connectFailed)
    case .mediaStreamingStarted: try output.put(.mediaStreamingStarted)
    case .mediaStreamingStopped: try output.put(.mediaStreamingStopped)
    case .mediaStreamingFailed: try output.put(.mediaStreamingFailed)
    case .transcriptionStarted: try output.put(.transcriptionStarted)
    case .transcriptionStopped: try output.put(.transcriptionStopped)
    case .transcriptionUpdated: try output.put(.transcriptionUpdated)
    case .transcriptionFailed: try output.put(.transcriptionFailed)
    case .unrecognized(let type):
      try output.put(.unrecognized, ("type", type))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .callConnected: .callConnected
    case .callDisconnected: .callDisconnected
    case .answerFailed: .answerFailed
    case .participantsUpdated:
      try .participantsUpdated(values.next(), sequenceNumber: values.next())
    case .addParticipantSucceeded: try .addParticipantSucceeded(values.next())
    case .addParticipantFailed: try .addParticipantFailed(values.next())
    case .cancelAddParticipantSucceeded: try .cancelAddParticipantSucceeded(values.next())
    case .cancelAddParticipantFailed: try .cancelAddParticipantFailed(values.next())
    case .removeParticipantSucceeded: try .removeParticipantSucceeded(values.next())
    case .removeParticipantFailed: try .removeParticipantFailed(values.next())
    case .moveParticipantSucceeded: try .moveParticipantSucceeded(values.next())
    case .moveParticipantFailed: try .moveParticipantFailed(values.next())
    case .callTransferAccepted:
      try .callTransferAccepted(target: values.next(), transferee: values.next())
    case .callTransferFailed: .callTransferFailed
    case .playStarted: .playStarted
    case .playCompleted: .playCompleted
    case .playFailed: try .playFailed(sourceIndex: values.next())
    case .playCanceled: .playCanceled
    case .recognizeCompleted: try .recognizeCompleted(values.next())
    case .recognizeFailed: try .recognizeFailed(sourceIndex: values.next())
    case .recognizeCanceled: .recognizeCanceled
    case .toneReceived: try .toneReceived(values.next(), sequenceID: values.next())
    case .toneRecognitionFailed: .toneRecognitionFailed
    case .toneRecognitionStopped: .toneRecognitionStopped
    case .recordingStateChanged: try .recordingStateChanged(values.next(), values.next())
    case .startRecordingFailed: try .startRecordingFailed(values.next())
    case .holdFailed: .holdFailed
    case .sendTonesCompleted: .sendTonesCompleted
    case .sendTonesFailed: .sendTonesFailed
    case .createCallFailed: .createCallFailed
    case .connectFailed: .connectFailed
    case .mediaStreamingStarted: .mediaStreamingStarted
    case .mediaStreamingStopped: .mediaStreamingStopped
    case .mediaStreamingFailed: .mediaStreamingFailed
    case .transcriptionStarted: .transcriptionStarted
    case .transcriptionStopped: .transcriptionStopped
    case .transcriptionUpdated: .transcriptionUpdated
    case .transcriptionFailed: .transcriptionFailed
    case .unrecognized: try .unrecognized(type: values.next())
    }
  }
}

/// The outcome the service reports with an event.
package struct ResultInformation: Hashable, Sendable {
  /// Resembles an HTTP or SIP status.
  package let code: Int
  /// The reason proper; match on this and `code`, never on the text.
  package let subCode: Int
  /// For people.
  package let message: String
  /// The SIP status of a telephone leg, where the service passes it on (`sipDetails`).
  package let sipCode: Int?
  /// The cause of ITU-T Q.850 with which a telephone leg ended, where the service passes it on
  /// (`q850Details`).
  package let q850Code: Int?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a result.
  package init(
    code: Int,
    subCode: Int,
    message: String = "",
    sipCode: Int? = nil,
    q850Code: Int? = nil
  ) {
    self.code = code
    self.subCode = subCode
    self.message = message
    self.sipCode = sipCode
    self.q850Code = q850Code
  }
}

extension ResultInformation: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      code: fields(1, "code", \.code),
      subCode: fields(2, "subCode", \.subCode),
      message: fields(3, "message", \.message),
      sipCode: fields(300, "sipCode", \.sipCode),
      q850Code: fields(301, "q850Code", \.q850Code)
    )
  }
}
