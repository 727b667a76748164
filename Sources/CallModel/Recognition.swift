package import FieldCoding

/// What a recognize listens for.
package enum RecognitionInput: Hashable, Sendable {
  /// One of several keys or phrases.
  case choices([RecognitionChoice])
  /// A number of keys.
  case tones(ToneCollection)
  /// Whatever is said, until it has been quiet for so long.
  case speech(endSilence: Milliseconds)
  /// Keys or speech, whichever begins first.
  case tonesOrSpeech(ToneCollection, endSilence: Milliseconds)

  /// How keys are collected, where a number of them is taken.
  package var toneCollection: ToneCollection? {
    switch self {
    case .tones(let tones), .tonesOrSpeech(let tones, _): tones
    case .choices, .speech: nil
    }
  }

  /// How long it must be quiet for speech to be over, where any speech is taken.
  package var endSilence: Milliseconds? {
    switch self {
    case .speech(let silence), .tonesOrSpeech(_, let silence): silence
    case .choices, .tones: nil
    }
  }
}

extension RecognitionInput: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case choices = 1
    case tones = 2
    case speech = 3
    case tonesOrSpeech = 4
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .choices(let value): try output.put(.choices, value)
    case .tones(let value): try output.put(.tones, value)
    case .speech(let silence): try output.put(.speech, ("endSilence", silence))
    case .tonesOrSpeech(let tones, let silence):
      try output.put(.tonesOrSpeech, ("tones", tones), ("endSilence", silence))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .choices: try .choices(values.next())
    case .tones: try .tones(values.next())
    case .speech: try .speech(endSilence: values.next())
    case .tonesOrSpeech: try .tonesOrSpeech(values.next(), endSilence: values.next())
    }
  }
}

/// One choice of a menu, as the service is told.
package struct RecognitionChoice: Hashable, Sendable {
  /// The name it is reported under.
  package let label: String
  /// What may be said for it; never empty.
  package let phrases: [String]
  /// The key that chooses it, or nil.
  package let tone: Tone?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a choice.
  package init(label: String, phrases: [String], tone: Tone?) {
    self.label = label
    self.phrases = phrases
    self.tone = tone
  }
}

extension RecognitionChoice: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      label: fields(1, "label", \.label),
      phrases: fields(2, "phrases", \.phrases),
      tone: fields(3, "tone", \.tone)
    )
  }
}

/// How keys are collected (FACTS.md (g)).
package struct ToneCollection: Hashable, Sendable {
  /// The most keys taken; at least 1.
  package let maximum: Int
  /// Seconds allowed between two keys, 1 to 60.
  package let interToneSeconds: Int
  /// Keys that end the input.
  package let stopTones: [Tone]
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes a collection.
  package init(maximum: Int, interToneSeconds: Int, stopTones: [Tone]) {
    self.maximum = maximum
    self.interToneSeconds = interToneSeconds
    self.stopTones = stopTones
  }
}

extension ToneCollection: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      maximum: fields(1, "maximum", \.maximum),
      interToneSeconds: fields(2, "interToneSeconds", \.interToneSeconds),
      stopTones: fields(3, "stopTones", \.stopTones)
    )
  }
}

/// What was recognized (FACTS.md (c), RecognizeCompleted).
package enum RecognitionResult: Hashable, Sendable {
  /// A choice; by key where there is no phrase.
  case choice(label: String, phrase: String?, confidence: Double?)
  /// Keys.
  case tones([Tone])
  /// Free speech.
  case speech(String, confidence: Double?)
}

extension RecognitionResult: FieldCases {
  /// What stands for the cases where they are stored.
  package enum Tag: Int, CaseIterable, Sendable {
    case choice = 1
    case tones = 2
    case speech = 3
  }

  /// What is stored.
  package func put<Output: CaseOutput<Tag>>(in output: inout Output) throws(FieldFailure) {
    switch self {
    case .choice(let label, let phrase, let confidence):
      try output.put(.choice, ("label", label), ("phrase", phrase), ("confidence", confidence))
    case .tones(let value): try output.put(.tones, value)
    case .speech(let text, let confidence):
      try output.put(.speech, ("text", text), ("confidence", confidence))
    }
  }

  /// Reads what is stored.
  package static func read(_ tag: Tag, from values: inout CaseReader) throws(FieldFailure) -> Self {
    switch tag {
    case .choice:
      try .choice(label: values.next(), phrase: values.next(), confidence: values.next())
    case .tones: try .tones(values.next())
    case .speech: try .speech(values.next(), confidence: values.next())
    }
  }
}
