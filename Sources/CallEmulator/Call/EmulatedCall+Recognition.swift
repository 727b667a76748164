internal import CallAutomation
internal import CallModel
internal import JSON

/// Listening to a party.
extension EmulatedCall {
  /// `:recognize`: in a call of two it queues with what is played to all, else it is the party's
  /// own (FACTS.md (g)).
  mutating func recognize(
    _ request: RecognizeRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    try requirePresent(request.target)
    if request.needsIntelligence { try requireIntelligence() }
    let lane = parties.count > 1 ? MediaAction.Lane.party(request.target) : .main
    if lane != .main { try requireFree(request.target) }
    let action = MediaAction(token: nextToken(), lane: lane, content: .recognize(request))
    enqueue(action, interrupting: request.interrupts, in: &stage)
    return EmulatorResponse(status: 202)
  }

  /// The prompt is over, unless it was cut off before; from now on silence counts.
  mutating func promptEnds(token: Int, in stage: inout Stage) {
    guard let index = media.firstIndex(where: { $0.token == token }),
      media[index].progress == .playing, let request = media[index].recognize
    else { return }
    media[index].progress = .listening
    stage.after(request.initialSilence, .silenceEnds(token: token))
  }

  mutating func silenceEnds(token: Int, in stage: inout Stage) {
    guard let index = media.firstIndex(where: { $0.token == token }),
      media[index].progress == .listening
    else { return }
    fail(token, .silence, in: &stage)
  }

  mutating func tonesEnd(token: Int, count: Int, in stage: inout Stage) {
    guard let index = media.firstIndex(where: { $0.token == token }),
      case .collecting(let tones) = media[index].progress, tones.count == count
    else { return }
    fail(token, .tonesTooSlow, in: &stage)
  }

  /// A key of the party reaches whatever recognize listens to it.
  mutating func hear(_ tone: Tone, from party: Identifier, in stage: inout Stage) {
    guard let index = listening(to: party), let request = media[index].recognize else { return }
    let token = media[index].token
    if let choices = request.choices {
      choose(choices.first { $0.tone == tone }, token, in: &stage)
    } else if let collection = request.tones {
      collect(tone, collection, at: index, in: &stage)
    }
  }

  /// What the party said reaches whatever recognize listens to it.
  mutating func hear(
    _ text: String,
    confidence: Double,
    from party: Identifier,
    in stage: inout Stage
  ) {
    guard let index = listening(to: party), let request = media[index].recognize else { return }
    let token = media[index].token
    if let choices = request.choices {
      understand(text, confidence, choices, token, in: &stage)
    } else if request.listensForSpeech {
      let result = JSONValue.members([
        "speech": .string(text), "confidence": .number(confidence),
      ])
      complete(token, .speech, type: "speech", result, in: &stage)
    }
  }

  /// Somebody begins to speak: the prompt stops if it can be cut off, and silence no longer counts.
  mutating func beginSpeaking(_ party: Identifier, in stage: inout Stage) {
    guard let index = listening(to: party), let request = media[index].recognize,
      request.choices != nil || request.listensForSpeech
    else { return }
    media[index].progress = .hearing
  }

  /// The running recognize that hears the party now: one whose prompt is over or can be cut off.
  func listening(to party: Identifier) -> Int? {
    media.firstIndex { action in
      guard let request = action.recognize, request.target == party else { return false }
      switch action.progress {
      case .queued: return false
      case .playing: return request.bargeIn
      case .listening, .collecting, .hearing: return true
      }
    }
  }

  private mutating func collect(
    _ tone: Tone,
    _ collection: ToneCollection,
    at index: Int,
    in stage: inout Stage
  ) {
    let token = media[index].token
    var tones: [Tone] = []
    if case .collecting(let before) = media[index].progress { tones = before }
    tones.append(tone)
    media[index].progress = .collecting(tones)
    let result = JSONValue.members(["tones": .array(tones.map { .string($0.rawValue) })])
    if collection.stopTones.contains(tone) {
      complete(token, .stopTone, type: "dtmf", result, in: &stage)
    } else if tones.count >= collection.maximum {
      complete(token, .enoughTones, type: "dtmf", result, in: &stage)
    } else {
      let wait = Milliseconds.seconds(collection.interToneSeconds)
      stage.after(wait, .tonesEnd(token: token, count: tones.count))
    }
  }

  private mutating func choose(
    _ choice: RecognitionChoice?,
    _ token: Int,
    in stage: inout Stage
  ) {
    guard let choice else { return fail(token, .wrongTone, in: &stage) }
    let result = JSONValue.members(["label": .string(choice.label)])
    complete(token, .choiceByTone, type: "choices", result, in: &stage)
  }

  private mutating func understand(
    _ text: String,
    _ confidence: Double,
    _ choices: [RecognitionChoice],
    _ token: Int,
    in stage: inout Stage
  ) {
    let said = text.lowercased()
    let choice = choices.first { choice in
      choice.phrases.contains { said.contains($0.lowercased()) }
    }
    guard let choice else { return fail(token, .wrongPhrase, in: &stage) }
    let result = JSONValue.members([
      "label": .string(choice.label), "recognizedPhrase": .string(said),
      "confidence": .number(confidence),
    ])
    complete(token, .choiceByPhrase, type: "choices", result, in: &stage)
  }

  private mutating func complete(
    _ token: Int,
    _ result: ResultInformation,
    type: String,
    _ found: JSONValue,
    in stage: inout Stage
  ) {
    guard let action = finish(token) else { return }
    let member = type == "choices" ? "choiceResult" : "\(type)Result"
    let members = JSONValue.members(["recognitionType": .string(type), member: found])
    tell(.recognizeCompleted, result, to: action.routing, members: members, in: &stage)
    startNext(in: action.lane, in: &stage)
  }

  private mutating func fail(_ token: Int, _ result: ResultInformation, in stage: inout Stage) {
    guard let action = finish(token) else { return }
    tell(.recognizeFailed, result, to: action.routing, in: &stage)
    startNext(in: action.lane, in: &stage)
  }
}
