/// What an event can end and what it changes: its row in the table of SEMANTICS.md 1.4.
package struct EventPolicy: Hashable, Sendable {
  /// The commands it can end; those and no others name it as their end.
  package let settles: Set<CallCommand.Kind>
  /// How they end by it.
  package let verdict: Verdict
  /// How the one that is meant is found.
  package let correlation: Correlation
  /// What of the call it changes.
  package let changes: Changes

  /// How a command ends by an event.
  package enum Verdict: Hashable, Sendable {
    /// With a success, whichever attempt it was.
    case success
    /// With a failure, unless an earlier attempt is meant.
    case failure
    /// It was cut off, unless an earlier attempt is meant.
    case cancellation
  }

  /// How the command is found that an event ends (SEMANTICS.md 1.3, item 3).
  package enum Correlation: Hashable, Sendable {
    /// It ends none.
    case nothing
    /// By its context; without one it is nobody's.
    case context
    /// By its context, else by the party it is about, else the only one of its kind.
    case contextOrParty
    /// By the invitation.
    case invitation
    /// By the recording that it started or changes.
    case recording
  }

  /// What of the call an event changes.
  package enum Changes: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// How far the call is.
    case phase
    /// Who is in it.
    case parties
    /// What is heard, and which keys were pressed.
    case media
    /// What the recording does.
    case recording
    /// What is sent to sockets.
    case feeds
  }

  /// A row; most events end or change nothing.
  init(
    settles: Set<CallCommand.Kind> = [],
    _ verdict: Verdict = .success,
    by correlation: Correlation = .nothing,
    changes: Changes = .nothing
  ) {
    self.settles = settles
    self.verdict = verdict
    self.correlation = correlation
    self.changes = changes
  }
}

extension CallEvent {
  /// What the event can end and what it changes.
  package var policy: EventPolicy { kind.policy }
}

extension CallEvent.Kind {
  /// The event's row.
  package var policy: EventPolicy {
    switch self {
    case .callConnected:
      .init(settles: [.answer, .createCall, .connect], by: .contextOrParty, changes: .phase)
    case .callDisconnected: .init(changes: .phase)
    case .answerFailed: .init(settles: [.answer], .failure, by: .contextOrParty, changes: .phase)
    case .connectFailed:
      .init(settles: [.connect], .failure, by: .contextOrParty, changes: .phase)
    case .createCallFailed:
      .init(settles: [.createCall], .failure, by: .contextOrParty, changes: .phase)
    case .participantsUpdated: .init(changes: .parties)
    case .addParticipantSucceeded:
      .init(settles: [.addParticipant], by: .contextOrParty, changes: .parties)
    case .addParticipantFailed: .init(settles: [.addParticipant], .failure, by: .contextOrParty)
    case .cancelAddParticipantSucceeded:
      .init(settles: [.addParticipant], .cancellation, by: .invitation)
    case .cancelAddParticipantFailed: .init()
    case .removeParticipantSucceeded:
      .init(settles: [.removeParticipant], by: .contextOrParty, changes: .parties)
    case .removeParticipantFailed:
      .init(settles: [.removeParticipant], .failure, by: .contextOrParty)
    case .moveParticipantSucceeded:
      .init(settles: [.moveParticipants], by: .context, changes: .parties)
    case .moveParticipantFailed: .init(settles: [.moveParticipants], .failure, by: .context)
    case .callTransferAccepted: .init(settles: [.transfer], by: .contextOrParty)
    case .callTransferFailed: .init(settles: [.transfer], .failure, by: .contextOrParty)
    case .playStarted: .init(changes: .media)
    case .playCompleted: .init(settles: [.play], by: .context)
    case .playFailed: .init(settles: [.play], .failure, by: .context)
    case .playCanceled: .init(settles: [.play], .cancellation, by: .context)
    case .recognizeCompleted: .init(settles: [.recognize], by: .context)
    case .recognizeFailed: .init(settles: [.recognize], .failure, by: .context)
    case .recognizeCanceled: .init(settles: [.recognize], .cancellation, by: .context)
    case .toneReceived: .init(changes: .media)
    case .toneRecognitionFailed: .init(settles: [.startContinuousTones], .failure, by: .context)
    case .toneRecognitionStopped: .init()
    case .recordingStateChanged:
      .init(
        settles: [.startRecording, .pauseRecording, .resumeRecording, .stopRecording],
        by: .recording,
        changes: .recording
      )
    case .startRecordingFailed:
      .init(settles: [.startRecording], .failure, by: .recording, changes: .recording)
    case .holdFailed: .init(settles: [.hold], .failure, by: .context)
    case .sendTonesCompleted: .init(settles: [.sendTones], by: .context)
    case .sendTonesFailed: .init(settles: [.sendTones], .failure, by: .context)
    case .mediaStreamingStarted:
      .init(settles: [.startStreaming], by: .context, changes: .feeds)
    case .mediaStreamingStopped:
      .init(settles: [.stopStreaming], by: .context, changes: .feeds)
    case .mediaStreamingFailed:
      .init(settles: [.startStreaming, .stopStreaming], .failure, by: .context, changes: .feeds)
    case .transcriptionStarted:
      .init(settles: [.startTranscription], by: .context, changes: .feeds)
    case .transcriptionStopped:
      .init(settles: [.stopTranscription], by: .context, changes: .feeds)
    case .transcriptionUpdated: .init(settles: [.updateTranscription], by: .context)
    case .transcriptionFailed:
      .init(
        settles: [.startTranscription, .updateTranscription, .stopTranscription],
        .failure,
        by: .context,
        changes: .feeds
      )
    case .unrecognized: .init()
    }
  }
}
