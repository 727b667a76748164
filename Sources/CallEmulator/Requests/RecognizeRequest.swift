internal import CallAutomation
internal import CallModel

/// RecognizeRequest.
struct RecognizeRequest: Hashable, Sendable {
  /// What is listened for; both kinds may be.
  let tones: ToneCollection?
  let choices: [RecognitionChoice]?
  let listensForSpeech: Bool
  let target: Identifier
  let prompts: [PlaySource]
  let bargeIn: Bool
  let interrupts: Bool
  let initialSilence: Milliseconds
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    guard let input = try body.word("recognizeInputType", as: InputType.self) else {
      throw body.missing("recognizeInputType")
    }
    let single = try body.object("playPrompt").map(PlaySource.init)
    let list = try body.playSources("playPrompts")
    prompts = list ?? single.map { [$0] } ?? []
    interrupts = try body.flag("interruptCallMediaOperation") ?? false
    routing = try body.routing()
    guard var options = try body.object("recognizeOptions") else {
      throw body.missing("recognizeOptions")
    }
    try body.close()

    target = try options.party("targetParticipant")
    bargeIn = try options.flag("interruptPrompt") ?? true
    let silence = try options.number(
      "initialSilenceTimeoutInSeconds",
      in: input == .dtmf ? ServiceLimits.toneSilenceSeconds : ServiceLimits.speechSilenceSeconds
    )
    initialSilence = .seconds(silence ?? defaultSilenceSeconds)
    let tones = try options.tones()
    let choices = try options.choices()
    try options.skipSpeechOptions()
    try options.close()

    guard input != .dtmf && input != .speechOrDtmf || tones != nil else {
      throw options.missing("dtmfOptions")
    }
    guard input != .choices || choices?.isEmpty == false else { throw options.missing("choices") }
    self.tones = input == .dtmf || input == .speechOrDtmf ? tones : nil
    self.choices = input == .choices ? choices : nil
    listensForSpeech = input == .speech || input == .speechOrDtmf
  }

  /// Whether it needs an AI endpoint: to speak, or to understand.
  var needsIntelligence: Bool {
    prompts.contains(where: \.isSpoken) || listensForSpeech || choices != nil
  }

  /// `recognizeInputType`.
  private enum InputType: String, CaseIterable {
    case dtmf, speech, speechOrDtmf, choices
  }
}

/// FACTS.md (g).
private let defaultSilenceSeconds = 5
private let defaultInterToneSeconds = 2

extension RequestBody {
  fileprivate mutating func tones() throws(ServiceError) -> ToneCollection? {
    guard var options = try object("dtmfOptions") else { return nil }
    let maximum = try options.number("maxTonesToCollect", in: 1...1_000)
    guard let maximum else { throw options.missing("maxTonesToCollect") }
    let interTone = try options.number(
      "interToneTimeoutInSeconds",
      in: ServiceLimits.interToneSeconds
    )
    let stopTones = try options.texts("stopTones") ?? []
    let known = stopTones.compactMap { Tone(rawValue: $0.lowercased()) }
    guard known.count == stopTones.count else {
      throw .argument("`\(options.name("stopTones"))` has a value that is no tone.")
    }
    try options.close()
    return ToneCollection(
      maximum: maximum,
      interToneSeconds: interTone ?? defaultInterToneSeconds,
      stopTones: known
    )
  }

  fileprivate mutating func choices() throws(ServiceError) -> [RecognitionChoice]? {
    guard let objects = try objects("choices") else { return nil }
    var choices: [RecognitionChoice] = []
    for object in objects {
      var object = object
      let label = try object.text("label")
      guard let phrases = try object.texts("phrases"), !phrases.isEmpty else {
        throw object.missing("phrases")
      }
      let tone = try object.word("tone", as: Tone.self)
      try object.close()
      guard !choices.contains(where: { $0.label == label }) else {
        throw .argument("`\(name("choices"))` has the label \(label) twice.")
      }
      choices.append(RecognitionChoice(label: label, phrases: phrases, tone: tone))
    }
    return choices
  }

  /// Options that change nothing here.
  fileprivate mutating func skipSpeechOptions() throws(ServiceError) {
    _ = try optionalText("speechLanguage")
    _ = try optionalText("speechRecognitionModelEndpointId")
    guard var options = try object("speechOptions") else { return }
    _ = try options.number("endSilenceTimeoutInMs", in: 0...Int.max)
    try options.close()
  }
}
