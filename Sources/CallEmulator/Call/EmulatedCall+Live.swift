internal import CallModel
internal import JSON

/// What somebody in the call, or somebody who is rung, does of their own accord.
extension EmulatedCall {
  mutating func act(_ deed: PartyDeed, by party: Identifier, in stage: inout Stage) {
    switch deed {
    case .press(let keys): presses(of: party, keys: keys, in: &stage)
    case .say(let text, let confidence):
      guard phase == .connected, isPresent(party) else { return }
      stage.note("\(name(of: party)) says “\(text)”")
      beginSpeaking(party, in: &stage)
      stage.after(EmulatorTiming.phrase, .says(party, text: text, confidence: confidence))
    case .leave where party == caller: callerHangsUp(in: &stage)
    case .leave: partyLeaves(party, joined: joinings[party.rawID, default: 0], in: &stage)
    case .react(let action): react(action, by: party, in: &stage)
    }
  }

  /// The party presses the first of the keys, and the others one by one, whoever listens.
  mutating func presses(of party: Identifier, keys: [Tone], in stage: inout Stage) {
    guard phase == .connected, isPresent(party), let tone = keys.first else { return }
    stage.note("\(name(of: party)) presses \(tone.character)")
    if keys.count > 1 {
      stage.after(EmulatorTiming.betweenKeys, .dials(party, keys: Array(keys.dropFirst())))
    }
    sendTone(tone, from: party, in: &stage)
    hear(tone, from: party, in: &stage)
  }

  /// Whoever is rung, or is to take a transfer, does now what they do about it.
  private mutating func react(
    _ action: PartyReaction.Action,
    by party: Identifier,
    in stage: inout Stage
  ) {
    if let index = invitations.firstIndex(where: { $0.target == party }) {
      let old = invitations[index]
      invitations[index] = Invitation(
        id: old.id,
        target: party,
        reaction: PartyReaction(action),
        routing: old.routing
      )
      invitationSettles(old.id, in: &stage)
    } else if ringingTargets.contains(party) {
      targetSettles(party, PartyReaction(action), in: &stage)
    } else if let index = transfers.firstIndex(where: { $0.target == party }) {
      transfers[index].reaction = TransferReaction(action)
      transferSettles(token: transfers[index].token, in: &stage)
    }
  }

  /// Whether somebody is rung, or is to take a transfer.
  func isRung(_ party: Identifier) -> Bool { summons(of: party) != nil }

  /// Why somebody is rung; nil where nobody rings them.
  func summons(of party: Identifier) -> Summons? {
    if invitations.contains(where: { $0.target == party }) { return .invitation }
    if ringingTargets.contains(party) { return .call }
    return transfers.contains { $0.target == party } ? .transfer : nil
  }

  /// Whether what a party does now is heard.
  func listens(to party: Identifier, for sense: Sense) -> Bool {
    guard phase == .connected, isPresent(party) else { return false }
    if sense == .keys, toneSessions.contains(where: { $0.party == party }) { return true }
    guard let request = listening(to: party).flatMap({ media[$0].recognize }) else { return false }
    return switch sense {
    case .keys: request.choices != nil || request.tones != nil
    case .words: request.choices != nil || request.listensForSpeech
    case .either: true
    }
  }

  /// The number of what listens to a party with a prompt, to tell one from the next; nil for none.
  func recognitionToken(of party: Identifier) -> Int? {
    media.first { $0.recognize?.target == party && $0.progress != .queued }?.token
  }

  /// What is asked of a party now.
  func asked(_ party: Identifier) -> AskedQuestion? {
    guard phase == .connected, isPresent(party), let index = listening(to: party),
      let request = media[index].recognize
    else { return nil }
    return AskedQuestion(
      number: media[index].token,
      isPromptOver: media[index].progress != .playing,
      choices: request.choices,
      keys: request.tones,
      takesSpeech: request.listensForSpeech
    )
  }

  /// The recording that runs, or is starting, goes wrong.
  mutating func breakRecording(in stage: inout Stage) {
    guard var recording, recording.state != .over else { return }
    if recording.state == .starting {
      recording.reaction = .failed
      self.recording = recording
    } else {
      stage.note("the recording stops")
      stopRecording(recording, in: &stage)
    }
  }

  /// Whether nothing is under way that ends of itself: nobody is rung, nothing is said.
  var isAtRest: Bool {
    let isBusy = media.contains { action in
      if case .play(let request) = action.content { !request.loop } else { action.recognize == nil }
    }
    let isAsking = media.contains { $0.recognize != nil && $0.progress == .playing }
    return phase != .connecting && invitations.isEmpty && transfers.isEmpty
      && ringingTargets.isEmpty && !isBusy && !isAsking && recording?.state != .starting
  }
}

extension TransferReaction {
  fileprivate init(_ action: PartyReaction.Action) {
    switch action {
    case .accept: self = .accept
    case .decline: self = .decline
    case .busy: self = .busy
    case .noAnswer: self = .noAnswer
    }
  }
}
