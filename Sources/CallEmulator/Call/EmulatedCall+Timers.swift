internal import CallModel

extension EmulatedCall {
  /// The call's own time has come for something.
  mutating func handle(_ timer: CallTimer, in stage: inout Stage) {
    switch timer {
    case .ringingEnds: ringingEnds(in: &stage)
    case .connects: connects(with: caller, in: &stage)
    case .joiningFails: joiningFails(in: &stage)
    case .targetSettles(let target, let reaction):
      targetSettles(target, reaction, in: &stage)
    case .callerHangsUp: callerHangsUp(in: &stage)
    case .playEnds(let token): playEnds(token: token, in: &stage)
    case .promptEnds(let token): promptEnds(token: token, in: &stage)
    case .silenceEnds(let token): silenceEnds(token: token, in: &stage)
    case .tonesEnd(let token, let count): tonesEnd(token: token, count: count, in: &stage)
    case .presses(let party, let token, let keys):
      presses(party, token: token, keys: keys, in: &stage)
    case .talks(let index): talks(index, in: &stage)
    case .speaks(let party, let token, let text):
      speaks(party, token: token, text: text, in: &stage)
    case .speechEnds(let party, let token, let text):
      speechEnds(party, token: token, text: text, in: &stage)
    case .dials(let party, let keys): presses(of: party, keys: keys, in: &stage)
    case .says(let party, let text, let confidence):
      hear(text, confidence: confidence, from: party, in: &stage)
    case .sourceStarts(let token, let index):
      sourceStarts(token: token, index: index, in: &stage)
    case .invitationSettles(let id): invitationSettles(id, in: &stage)
    case .partyLeaves(let party, let joined): partyLeaves(party, joined: joined, in: &stage)
    case .transferSettles(let token): transferSettles(token: token, in: &stage)
    case .tonesSent(let token): tonesSent(token: token, in: &stage)
    case .recordingSettles(let id, let change): recordingSettles(id, change, in: &stage)
    }
  }
}
