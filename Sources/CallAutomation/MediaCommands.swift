internal import CallModel
internal import JSON

extension PlayCommand {
  /// PlayRequest; what the service has disputed defaults for is always explicit (FACTS.md (b)).
  func body(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "playSources": .array(sources.map { $0.json(in: envelope) }),
      "playTo": .array(to.map(\.requestJSON)),
      "interruptCallMediaOperation": .bool(interrupts),
      "playOptions": .members(["loop": .bool(loop)]),
      "operationContext": envelope.contextJSON,
    ])
  }
}

extension RecognizeCommand {
  /// RecognizeRequest; the prompts always in the list form.
  func body(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "recognizeInputType": .string(input.type),
      "playPrompts": prompts.isEmpty ? nil : .array(prompts.map { $0.json(in: envelope) }),
      "interruptCallMediaOperation": .bool(interrupts),
      "recognizeOptions": options,
      "operationContext": envelope.contextJSON,
    ])
  }

  private var options: JSONValue {
    .members([
      "interruptPrompt": .bool(bargeIn),
      "initialSilenceTimeoutInSeconds": .integer(initialSilenceSeconds),
      "targetParticipant": from.requestJSON,
      "speechLanguage": speechLocale.map(JSONValue.string),
      "speechRecognitionModelEndpointId": speechModel.map(JSONValue.string),
      "dtmfOptions": input.toneOptions,
      "choices": input.choices,
      "speechOptions": input.endSilence.map {
        .members(["endSilenceTimeoutInMs": .integer(Int($0.count))])
      },
    ])
  }
}

extension RecognitionInput {
  fileprivate var type: String {
    switch self {
    case .choices: "choices"
    case .tones: "dtmf"
    case .speech: "speech"
    case .tonesOrSpeech: "speechOrDtmf"
    }
  }

  fileprivate var choices: JSONValue? {
    guard case .choices(let choices) = self else { return nil }
    return .array(
      choices.map { choice in
        .members([
          "label": .string(choice.label),
          "phrases": .array(choice.phrases.map(JSONValue.string)),
          "tone": choice.tone.map { .string($0.rawValue) },
        ])
      }
    )
  }

  fileprivate var toneOptions: JSONValue? {
    guard let collection = toneCollection else { return nil }
    return .members([
      "maxTonesToCollect": .integer(collection.maximum),
      "interToneTimeoutInSeconds": .integer(collection.interToneSeconds),
      "stopTones": .array(collection.stopTones.map { .string($0.rawValue) }),
    ])
  }
}

extension PlaySource {
  /// PlaySource of the wire: a kind and the one member of its name.
  func json(in envelope: CommandEnvelope) -> JSONValue {
    switch self {
    case .file(let uri):
      .members(["kind": "file", "file": .members(["uri": .string(envelope.address(of: uri))])])
    case .text(let text, _, let voice?, let endpoint):
      .members([
        "kind": "text",
        "text": .members([
          "text": .string(text),
          "voiceName": .string(voice),
          "customVoiceEndpointId": endpoint.map(JSONValue.string),
        ]),
      ])
    // A locale alone is documented nowhere: whose voice it is has to be said too (FACTS.md (g)).
    case .text(let text, let locale, nil, _):
      .members([
        "kind": "text",
        "text": .members([
          "text": .string(text),
          "sourceLocale": locale.map(JSONValue.string),
          "voiceKind": locale.map { _ in "female" },
        ]),
      ])
    case .ssml(let text, let endpoint):
      .members([
        "kind": "ssml",
        "ssml": .members([
          "ssmlText": .string(text),
          "customVoiceEndpointId": endpoint.map(JSONValue.string),
        ]),
      ])
    }
  }
}

extension SendTonesCommand {
  /// SendDtmfTonesRequest.
  func body(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "tones": .array(tones.map { .string($0.rawValue) }),
      "targetParticipant": party.requestJSON,
      "operationContext": envelope.contextJSON,
    ])
  }
}

/// A request about one party and nothing else: ContinuousDtmfRecognitionRequest, to start and to
/// stop, and UnholdRequest.
func partyBody(_ party: Identifier, in envelope: CommandEnvelope) -> JSONValue {
  .members([
    "targetParticipant": party.requestJSON,
    "operationContext": envelope.contextJSON,
  ])
}
