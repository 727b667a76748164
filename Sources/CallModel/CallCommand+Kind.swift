extension CallCommand {
  /// The kinds of commands; raw values are their names in journals, logs and documentation.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case answer, reject, play, recognize, cancelAllMedia, addParticipant, cancelAddParticipant
    case removeParticipant, transfer, startRecording, pauseRecording, resumeRecording, stopRecording
    case startContinuousTones, stopContinuousTones, terminate, hold, unhold, mute, sendTones
    case redirect, leave, createCall, connect, moveParticipants, startStreaming, stopStreaming
    case startTranscription, updateTranscription, stopTranscription
  }

  /// The command's kind.
  package var kind: Kind {
    switch self {
    case .answer: .answer
    case .reject: .reject
    case .play: .play
    case .recognize: .recognize
    case .cancelAllMedia: .cancelAllMedia
    case .addParticipant: .addParticipant
    case .cancelAddParticipant: .cancelAddParticipant
    case .removeParticipant: .removeParticipant
    case .moveParticipants: .moveParticipants
    case .transfer: .transfer
    case .startRecording: .startRecording
    case .pauseRecording: .pauseRecording
    case .resumeRecording: .resumeRecording
    case .stopRecording: .stopRecording
    case .startContinuousTones: .startContinuousTones
    case .stopContinuousTones: .stopContinuousTones
    case .terminate: .terminate
    case .hold: .hold
    case .unhold: .unhold
    case .mute: .mute
    case .sendTones: .sendTones
    case .redirect: .redirect
    case .leave: .leave
    case .createCall: .createCall
    case .connect: .connect
    case .startStreaming: .startStreaming
    case .stopStreaming: .stopStreaming
    case .startTranscription: .startTranscription
    case .updateTranscription: .updateTranscription
    case .stopTranscription: .stopTranscription
    }
  }

  /// The command's name in journals, logs and documentation.
  package var name: String { kind.rawValue }
}
