/// What a recognize listens for.
package enum RecognitionInput: Hashable, Sendable, Codable {
  /// One of several keys or phrases.
  case choices([RecognitionChoice])
  /// A number of keys.
  case tones(ToneCollection)
}

/// One choice of a menu, as the service is told.
package struct RecognitionChoice: Hashable, Sendable, Codable {
  /// The name it is reported under.
  package let label: String
  /// What may be said for it; never empty.
  package let phrases: [String]
  /// The key that chooses it, or nil.
  package let tone: Tone?

  /// Makes a choice.
  package init(label: String, phrases: [String], tone: Tone?) {
    self.label = label
    self.phrases = phrases
    self.tone = tone
  }
}

/// How keys are collected (FACTS.md (g)).
package struct ToneCollection: Hashable, Sendable, Codable {
  /// The most keys taken; at least 1.
  package let maximum: Int
  /// Seconds allowed between two keys, 1 to 60.
  package let interToneSeconds: Int
  /// Keys that end the input.
  package let stopTones: [Tone]

  /// Makes a collection.
  package init(maximum: Int, interToneSeconds: Int, stopTones: [Tone]) {
    self.maximum = maximum
    self.interToneSeconds = interToneSeconds
    self.stopTones = stopTones
  }
}

/// What was recognized (FACTS.md (c), RecognizeCompleted).
package enum RecognitionResult: Hashable, Sendable, Codable {
  /// A choice; by key where there is no phrase.
  case choice(label: String, phrase: String?, confidence: Double?)
  /// Keys.
  case tones([Tone])
  /// Free speech.
  case speech(String, confidence: Double?)
}
