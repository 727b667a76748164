internal import CallAutomation
internal import CallModel
internal import JSON

/// What the caller does when they are listened to.
extension EmulatedCall {
  /// Takes the script's next turn for a recognize or a tone session.
  ///
  /// - Parameters:
  ///   - token: What listens; the turn is dropped when it no longer does.
  ///   - promptEnds: How long its prompt takes.
  ///   - bargeIn: Whether the prompt can be cut off.
  ///   - stage: Where it goes.
  mutating func takeTurn(
    _ token: Int,
    promptEnds: Milliseconds,
    bargeIn: Bool,
    in stage: inout Stage
  ) {
    let turn = progress.nextTurn()
    let time: Milliseconds
    if let after = turn.after {
      time = bargeIn ? after : promptEnds + after
    } else {
      time = promptEnds + EmulatorTiming.reaction
    }
    switch turn.action {
    case .press(let keys): stage.after(time, .callerPresses(token: token, keys: keys))
    case .say(let text): stage.after(time, .callerSpeaks(token: token, text: text))
    case .silence: return
    }
  }

  /// The caller presses the first of the keys, and the others one by one.
  mutating func callerPresses(token: Int, keys: [Tone], in stage: inout Stage) {
    guard isListening(token), let tone = keys.first else { return }
    stage.note("the caller presses \(tone.character)")
    if keys.count > 1 {
      let rest = Array(keys.dropFirst())
      stage.after(EmulatorTiming.betweenKeys, .callerPresses(token: token, keys: rest))
    }
    sendTone(tone, from: caller, in: &stage)
    hear(tone, from: caller, in: &stage)
  }

  mutating func callerSpeaks(token: Int, text: String, in stage: inout Stage) {
    guard isListening(token) else { return }
    stage.note("the caller says “\(text)”")
    beginSpeaking(caller, in: &stage)
    stage.after(EmulatorTiming.phrase, .speechEnds(token: token, text: text))
  }

  mutating func speechEnds(token: Int, text: String, in stage: inout Stage) {
    guard isListening(token) else { return }
    hear(text, from: caller, in: &stage)
  }

  private func isListening(_ token: Int) -> Bool {
    phase == .connected && isPresent(caller)
      && (media.contains { $0.token == token } || toneSessions.contains { $0.token == token })
  }
}

/// Keys that are listened for all the time.
extension EmulatedCall {
  /// `:startContinuousDtmfRecognition`: a turn of the caller, as a recognize is.
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
    if request.party == caller {
      takeTurn(session.token, promptEnds: Milliseconds(0), bargeIn: true, in: &stage)
    }
    return EmulatorResponse(status: 200)
  }

  /// `:stopContinuousDtmfRecognition`; stopping what does not run changes nothing.
  mutating func stopTones(
    _ request: PartyRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    guard let index = toneSessions.firstIndex(where: { $0.party == request.party }) else {
      return EmulatorResponse(status: 200)
    }
    toneSessions.remove(at: index)
    tell(.toneRecognitionStopped, .done, to: request.routing, in: &stage)
    return EmulatorResponse(status: 200)
  }

  /// Tells of a key where the party's keys are listened for.
  private mutating func sendTone(_ tone: Tone, from party: Identifier, in stage: inout Stage) {
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
