import CallModel

extension CallCommand {
  /// Those who have to be in the call for the service to take the command; nobody where it is for
  /// everyone, for the call, or for somebody who is to come.
  ///
  /// Taking somebody out is not among them: that they are out already is a success.
  var reached: [Identifier] {
    switch self {
    case .play(let play): play.to
    case .recognize(let recognize): [recognize.from]
    case .startContinuousTones(let party), .stopContinuousTones(let party), .mute(let party):
      [party]
    case .hold(let hold): [hold.party]
    case .unhold(let party): [party]
    case .sendTones(let tones): [tones.party]
    case .transfer(let transfer): [transfer.transferee].compactMap(\.self)
    case .answer, .reject, .redirect, .createCall, .connect, .terminate, .leave, .addParticipant,
      .cancelAddParticipant, .removeParticipant, .moveParticipants, .cancelAllMedia,
      .startRecording, .pauseRecording, .resumeRecording, .stopRecording, .startStreaming,
      .stopStreaming, .startTranscription, .updateTranscription, .stopTranscription:
      []
    }
  }
}

extension Turn {
  /// Whether a party is known to have left.
  func hasLeft(_ party: Identifier) -> Bool { state.parties.hasLeft(party) }

  /// Fails where somebody who has to be in the call is known to have left.
  ///
  /// Whether they are in the newest list is not asked: who has just joined is in none yet.
  func checkReach(_ parties: [Identifier]) throws(StepFailure) {
    guard !parties.contains(where: hasLeft) else {
      throw StepFailure(.state, "the party has left the call")
    }
  }
}
