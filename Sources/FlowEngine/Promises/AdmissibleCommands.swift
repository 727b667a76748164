import CallModel
import FlowLanguage

extension HandledInput {
  /// The commands that the phase or the table does not take.
  func inadmissibleCommands(in program: Program) -> [String] {
    effects.compactMap { effect in
      guard case .send(let send) = effect else { return nil }
      let kind = send.command.kind.rawValue
      let parties = after.state.parties
      if send.command.reached.contains(where: parties.hasLeft) {
        return "\(kind) for a party who has left"
      }
      return admits(send.command, in: program) ? nil : "\(kind) when the call is \(before.phase)"
    }
  }

  private func admits(_ command: CallCommand, in program: Program) -> Bool {
    func takes(_ action: PartyAction, _ party: Identifier) -> Bool {
      AdmissionTable.verdict(action, party.kind, in: program.profile) != .no
    }
    let isPlaced = before.phase == .placing || before.state.call == nil
    let isThere = before.phase == .connected || before.phase == .connecting
    switch command {
    case .answer, .reject: return before.phase == .ringing
    case .redirect(let redirect):
      return before.phase == .ringing && takes(.redirect, redirect.target)
    case .createCall(let call): return isPlaced && takes(.dial, call.target)
    case .connect: return isPlaced && program.profile == .callAutomation
    case .terminate, .leave: return before.phase != .gone && before.state.call != nil
    case .addParticipant(let add):
      return before.phase != .gone
        && (takes(.addAgent, add.target) || takes(.addParticipant, add.target))
    case .transfer(let transfer): return takes(.transfer, transfer.target)
    case .mute(let party):
      return isThere && AdmissionTable.verdict(.mute, party.kind, in: program.profile) == .yes
    case .sendTones(let send):
      return isThere && send.party.kind == .phoneNumber
        && (1...ServiceLimits.sentTones).contains(send.tones.count)
    case .play, .recognize, .cancelAllMedia, .cancelAddParticipant, .removeParticipant,
      .moveParticipants,
      .startRecording, .pauseRecording, .resumeRecording, .stopRecording,
      .startContinuousTones, .stopContinuousTones, .hold, .unhold, .startStreaming,
      .stopStreaming, .startTranscription, .updateTranscription, .stopTranscription:
      return isThere
    }
  }
}
