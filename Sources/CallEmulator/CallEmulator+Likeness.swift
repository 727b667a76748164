internal import CallAutomation
internal import CallModel
package import FieldCoding

extension CallEmulator {
  /// Writes what of a call decides what can still happen in it, so that calls that go on alike write
  /// alike (`Likeness`); its operations have the names that the app gave them.
  ///
  /// It holds for calls in which people act as they are told (`act`) and nothing is on its way to the
  /// app. Left out are what only a second request, a file of a recording and a script would ask for,
  /// and timers that nothing waits for any more.
  package func writeLikeness(
    of number: Int,
    to output: inout FieldOutput
  ) throws(FieldFailure) {
    guard let call = calls[number], !call.hasEnded else { return }
    try call.writeLikeness(to: &output)
    for (due, item) in scheduled.reversed() {
      guard case .timer(number, let timer) = item, let words = call.words(ofLive: timer) else {
        continue
      }
      try output.append(due)
      try output.append(words.kind)
      if let token = words.token { output.append(number: token, of: .media) }
      if let detail = words.detail { try output.append(detail) }
    }
    // A call that others go on to in its stead (`redirect`, another leg).
    for other in calls.all where other.number != number && !other.hasEnded {
      try output.append(other.number)
      try other.writeLikeness(to: &output)
    }
  }
}

extension EmulatedCall {
  fileprivate func writeLikeness(to output: inout FieldOutput) throws(FieldFailure) {
    try output.append("\(phase)")
    try output.append(ringing.caller)
    try output.append(ringing.callee)
    try output.append(ringing.transitions)
    for (feed, state) in (leg?.subscriptions ?? [:]).sorted(by: { "\($0.key)" < "\($1.key)" }) {
      try output.append("\(feed) \(state.isActive) \(state.locale ?? "") \(state.open != nil)")
    }
    try output.append(ringingTargets)
    try output.append(parties)
    for count in [media.count, toneSessions.count, invitations.count, transfers.count] {
      try output.append(count)
    }
    for action in media { try action.writeLikeness(to: &output) }
    for session in toneSessions {
      try session.routing.writeLikeness(to: &output)
      try output.append(session.party)
      output.append(number: session.sequence, of: .tone)
    }
    for invitation in invitations {
      try output.append(invitation.id)
      try output.append(invitation.target)
      try output.append(invitation.reaction.action.rawValue)
      try invitation.routing.writeLikeness(to: &output)
    }
    for transfer in transfers {
      output.append(number: transfer.token, of: .media)
      try output.append([transfer.target, transfer.transferee])
      try output.append("\(transfer.reaction)")
      try transfer.routing.writeLikeness(to: &output)
    }
    if let recording {
      try output.append(recording.id)
      try output.append("\(recording.state) \(recording.reaction) \(recording.pausesOnStart)")
    }
    try output.append(progress.held.sorted { $0.rawID < $1.rawID })
  }
}

extension MediaAction {
  fileprivate func writeLikeness(to output: inout FieldOutput) throws(FieldFailure) {
    output.append(number: token, of: .media)
    try routing.writeLikeness(to: &output)
    try output.append("\(lane) \(progress)")
    try output.append(sources)
    try output.append(ears)
    switch content {
    case .play(let request): try output.append(request.loop)
    case .recognize(let request):
      try output.append(request.tones)
      try output.append(request.choices)
      try output.append(request.target)
      try output.append(
        "\(request.listensForSpeech) \(request.bargeIn) \(request.initialSilence.count)"
      )
    case .sendTones(let request): try output.append("\(request.tones)")
    }
  }
}

extension EventRouting {
  fileprivate func writeLikeness(to output: inout FieldOutput) throws(FieldFailure) {
    guard let context else { return }
    if let context = OperationContext(context) {
      try output.append(context)
    } else {
      try output.append(context)
    }
  }
}

extension EmulatedCall {
  /// A timer in words, if something still waits for it: which it is, of what of media, and what it
  /// does.
  func words(
    ofLive timer: CallTimer
  ) -> (kind: String, token: Int?, detail: String?)? {
    func words(
      _ kind: String,
      _ token: Int,
      _ detail: String? = nil,
      if isLive: (MediaAction.Progress) -> Bool = { _ in true }
    ) -> (kind: String, token: Int?, detail: String?)? {
      guard let action = media.first(where: { $0.token == token }), isLive(action.progress) else {
        return nil
      }
      return (kind, token, detail)
    }
    switch timer {
    case .ringingEnds: return phase == .ringing ? ("ringingEnds", nil, nil) : nil
    case .connects: return phase == .connecting ? ("connects", nil, nil) : nil
    case .joiningFails: return phase == .connecting ? ("joiningFails", nil, nil) : nil
    case .targetSettles(let party, _):
      return ringingTargets.contains(party) ? ("targetSettles", nil, party.rawID) : nil
    case .callerHangsUp: return ("callerHangsUp", nil, nil)
    case .talks(let turn): return ("talks", nil, "\(turn)")
    case .dials(let party, let keys): return ("dials", nil, "\(party.rawID) \(keys)")
    case .says(let party, let text, let confidence):
      return ("says", nil, "\(party.rawID) \(confidence) \(text)")
    case .playEnds(let token): return words("playEnds", token)
    case .promptEnds(let token): return words("promptEnds", token) { $0 == .playing }
    case .silenceEnds(let token): return words("silenceEnds", token) { $0 == .listening }
    case .tonesEnd(let token, let count):
      return words("tonesEnd", token, "\(count)") { progress in
        if case .collecting(let tones) = progress { tones.count == count } else { false }
      }
    case .presses(let party, let token, let keys):
      return words("presses", token, "\(party.rawID) \(keys)")
    case .speaks(let party, let token, let text):
      return words("speaks", token, "\(party.rawID) \(text)")
    case .speechEnds(let party, let token, let text):
      return words("speechEnds", token, "\(party.rawID) \(text)")
    case .sourceStarts(let token, let index): return words("sourceStarts", token, "\(index)")
    case .tonesSent(let token): return words("tonesSent", token)
    case .invitationSettles(let id):
      let target = invitations.first { $0.id == id }?.target
      return target.map { ("invitationSettles", nil, $0.rawID) }
    case .partyLeaves(let party, let joined):
      let isLive = joinings[party.rawID, default: 0] == joined
      return isLive ? ("partyLeaves", nil, party.rawID) : nil
    case .transferSettles(let token):
      return transfers.contains { $0.token == token } ? ("transferSettles", token, nil) : nil
    case .recordingSettles(let id, let change):
      guard let recording, recording.id == id, recording.state != .over else { return nil }
      return ("recordingSettles", nil, "\(change)")
    }
  }
}
