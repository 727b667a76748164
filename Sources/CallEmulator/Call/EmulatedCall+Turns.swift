internal import CallAutomation
internal import CallModel
internal import JSON

/// What the caller, and whoever was added, does when they are listened to.
extension EmulatedCall {
  /// Takes the script's next turn of a party for a recognize or a tone session.
  ///
  /// - Parameters:
  ///   - party: Who is listened to.
  ///   - token: What listens; the turn is dropped when it no longer does.
  ///   - promptEnds: How long its prompt takes.
  ///   - bargeIn: Whether the prompt can be cut off.
  ///   - stage: Where it goes.
  mutating func takeTurn(
    of party: Identifier,
    _ token: Int,
    promptEnds: Milliseconds,
    bargeIn: Bool,
    in stage: inout Stage
  ) {
    let turn = party == caller ? progress.nextTurn() : progress.nextTurn(of: party)
    let time: Milliseconds
    if let after = turn.after {
      time = bargeIn ? after : promptEnds + after
    } else {
      time = promptEnds + EmulatorTiming.reaction
    }
    switch turn.action {
    case .press(let keys): stage.after(time, .presses(party, token: token, keys: keys))
    case .say(let text): stage.after(time, .speaks(party, token: token, text: text))
    case .silence: return
    }
  }

  /// The party presses the first of the keys, and the others one by one.
  mutating func presses(
    _ party: Identifier,
    token: Int,
    keys: [Tone],
    in stage: inout Stage
  ) {
    guard isListening(token, to: party), let tone = keys.first else { return }
    stage.note("\(name(of: party)) presses \(tone.character)")
    if keys.count > 1 {
      let rest = Array(keys.dropFirst())
      stage.after(EmulatorTiming.betweenKeys, .presses(party, token: token, keys: rest))
    }
    press(tone, from: party, in: &stage)
  }

  /// A key is heard by all who listen for it.
  mutating func press(_ tone: Tone, from party: Identifier, in stage: inout Stage) {
    sendToneFrame(tone, from: party, in: &stage)
    sendTone(tone, from: party, in: &stage)
    hear(tone, from: party, in: &stage)
  }

  mutating func speaks(_ party: Identifier, token: Int, text: String, in stage: inout Stage) {
    guard isListening(token, to: party) else { return }
    stage.note("\(name(of: party)) says “\(text)”")
    beginSpeaking(party, in: &stage)
    stage.after(EmulatorTiming.phrase, .speechEnds(party, token: token, text: text))
  }

  mutating func speechEnds(_ party: Identifier, token: Int, text: String, in stage: inout Stage) {
    guard isListening(token, to: party) else { return }
    sendLine(text, from: party, in: &stage)
    hear(text, confidence: ordinaryConfidence, from: party, in: &stage)
  }

  func name(of party: Identifier) -> String {
    party == caller ? "the caller" : party.rawID
  }

  private func isListening(_ token: Int, to party: Identifier) -> Bool {
    phase == .connected && isPresent(party)
      && (media.contains { $0.token == token } || toneSessions.contains { $0.token == token })
  }
}

/// Keys that are listened for all the time.
extension EmulatedCall {
  /// `:startContinuousDtmfRecognition`: a turn of the party, as a recognize is.
  mutating func startTones(
    _ request: PartyRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requirePresent(request.party)
    try requireFree(request.party)
    toneSessions.removeAll { $0.party == request.party }
    let session = ToneSession(
      token: nextToken(),
      party: request.party,
      routing: request.routing
    )
    toneSessions.append(session)
    // Who listens for keys alone hears no words: those are for the next who does.
    if request.party != caller || !progress.speaksNext {
      takeTurn(
        of: request.party,
        session.token,
        promptEnds: Milliseconds(0),
        bargeIn: true,
        in: &stage
      )
    }
    return EmulatorResponse(status: 200)
  }

  /// `:stopContinuousDtmfRecognition`; stopping what does not run changes nothing.
  mutating func stopTones(
    _ request: PartyRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requirePresent(request.party)
    guard let index = toneSessions.firstIndex(where: { $0.party == request.party }) else {
      return EmulatorResponse(status: 200)
    }
    toneSessions.remove(at: index)
    tell(.toneRecognitionStopped, .done, to: request.routing, in: &stage)
    return EmulatorResponse(status: 200)
  }

  /// Tells of a key where the party's keys are listened for.
  mutating func sendTone(_ tone: Tone, from party: Identifier, in stage: inout Stage) {
    guard let index = toneSessions.firstIndex(where: { $0.party == party }) else { return }
    toneSessions[index].sequence += 1
    let session = toneSessions[index]
    let members = JSONValue.members([
      "sequenceId": .integer(session.sequence), "tone": .string(tone.rawValue),
    ])
    tell(
      .toneReceived,
      .toneReceived,
      to: session.routing,
      members: members,
      in: &stage
    )
  }
}

/// How sure the service is of what a script says.
private let ordinaryConfidence = 0.9
