/// What may be done when an answer does not come (SEMANTICS.md 1.6).
package enum RetryClass: String, Sendable, CaseIterable, Codable {
  /// Carries a `Repeatability-Request-ID`: resent blindly.
  case repeatable
  /// Asking twice leaves the same state: resent; "already so" is success.
  case setting
  /// Heard by somebody: resent only if it certainly did not arrive; otherwise reconciled.
  case once
}

extension CallCommand {
  /// The command's retry class.
  ///
  /// Source: FACTS.md (a), "Repeatability headers", for which operations take them.
  package var retryClass: RetryClass {
    switch self {
    case .answer, .reject, .addParticipant, .cancelAddParticipant, .removeParticipant, .transfer,
      .startRecording, .terminate:
      .repeatable
    case .cancelAllMedia, .pauseRecording, .resumeRecording, .stopRecording,
      .startContinuousTones, .stopContinuousTones:
      .setting
    case .play, .recognize: .once
    }
  }

  /// The command's name in journals, logs and documentation.
  package var name: String {
    switch self {
    case .answer: "answer"
    case .reject: "reject"
    case .play: "play"
    case .recognize: "recognize"
    case .cancelAllMedia: "cancelAllMedia"
    case .addParticipant: "addParticipant"
    case .cancelAddParticipant: "cancelAddParticipant"
    case .removeParticipant: "removeParticipant"
    case .transfer: "transfer"
    case .startRecording: "startRecording"
    case .pauseRecording: "pauseRecording"
    case .resumeRecording: "resumeRecording"
    case .stopRecording: "stopRecording"
    case .startContinuousTones: "startContinuousTones"
    case .stopContinuousTones: "stopContinuousTones"
    case .terminate: "terminate"
    }
  }
}
