extension CallEvent {
  /// The kinds of events; raw values are the wire's types without `Microsoft.Communication.`.
  package enum Kind: String, Sendable, CaseIterable {
    case callConnected = "CallConnected"
    case callDisconnected = "CallDisconnected"
    case answerFailed = "AnswerFailed"
    case participantsUpdated = "ParticipantsUpdated"
    case addParticipantSucceeded = "AddParticipantSucceeded"
    case addParticipantFailed = "AddParticipantFailed"
    case cancelAddParticipantSucceeded = "CancelAddParticipantSucceeded"
    case cancelAddParticipantFailed = "CancelAddParticipantFailed"
    case removeParticipantSucceeded = "RemoveParticipantSucceeded"
    case removeParticipantFailed = "RemoveParticipantFailed"
    case moveParticipantSucceeded = "MoveParticipantSucceeded"
    case moveParticipantFailed = "MoveParticipantFailed"
    case callTransferAccepted = "CallTransferAccepted"
    case callTransferFailed = "CallTransferFailed"
    case playStarted = "PlayStarted"
    case playCompleted = "PlayCompleted"
    case playFailed = "PlayFailed"
    case playCanceled = "PlayCanceled"
    case recognizeCompleted = "RecognizeCompleted"
    case recognizeFailed = "RecognizeFailed"
    case recognizeCanceled = "RecognizeCanceled"
    case toneReceived = "ContinuousDtmfRecognitionToneReceived"
    case toneRecognitionFailed = "ContinuousDtmfRecognitionToneFailed"
    case toneRecognitionStopped = "ContinuousDtmfRecognitionStopped"
    case recordingStateChanged = "RecordingStateChanged"
    case startRecordingFailed = "StartRecordingFailed"
    case holdFailed = "HoldFailed"
    case sendTonesCompleted = "SendDtmfTonesCompleted"
    case sendTonesFailed = "SendDtmfTonesFailed"
    case createCallFailed = "CreateCallFailed"
    case connectFailed = "ConnectFailed"
    case mediaStreamingStarted = "MediaStreamingStarted"
    case mediaStreamingStopped = "MediaStreamingStopped"
    case mediaStreamingFailed = "MediaStreamingFailed"
    case transcriptionStarted = "TranscriptionStarted"
    case transcriptionStopped = "TranscriptionStopped"
    case transcriptionUpdated = "TranscriptionUpdated"
    case transcriptionFailed = "TranscriptionFailed"
    case unrecognized = "Unrecognized"
  }

  /// The event's kind.
  package var kind: Kind {
    switch content {
    case .callConnected: .callConnected
    case .callDisconnected: .callDisconnected
    case .answerFailed: .answerFailed
    case .participantsUpdated: .participantsUpdated
    case .addParticipantSucceeded: .addParticipantSucceeded
    case .addParticipantFailed: .addParticipantFailed
    case .cancelAddParticipantSucceeded: .cancelAddParticipantSucceeded
    case .cancelAddParticipantFailed: .cancelAddParticipantFailed
    case .removeParticipantSucceeded: .removeParticipantSucceeded
    case .removeParticipantFailed: .removeParticipantFailed
    case .moveParticipantSucceeded: .moveParticipantSucceeded
    case .moveParticipantFailed: .moveParticipantFailed
    case .callTransferAccepted: .callTransferAccepted
    case .callTransferFailed: .callTransferFailed
    case .playStarted: .playStarted
    case .playCompleted: .playCompleted
    case .playFailed: .playFailed
    case .playCanceled: .playCanceled
    case .recognizeCompleted: .recognizeCompleted
    case .recognizeFailed: .recognizeFailed
    case .recognizeCanceled: .recognizeCanceled
    case .toneReceived: .toneReceived
    case .toneRecognitionFailed: .toneRecognitionFailed
    case .toneRecognitionStopped: .toneRecognitionStopped
    case .recordingStateChanged: .recordingStateChanged
    case .startRecordingFailed: .startRecordingFailed
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
    case .unrecognized: .unrecognized
    }
  }
}
