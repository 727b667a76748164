package import Diagnostics

/// Something in a step that the service does only with the AI endpoint the call was answered with
/// (FACTS (f); SEMANTICS.md, rules 31 and 59).
///
/// One predicate for both: the checker reports it where the environment has no endpoint, and the
/// engine starts no such step in a call without one.
package enum SpeechNeed: Sendable {
  /// A prompt that is spoken, in one of its languages at least; a file needs nothing.
  case text(PromptReference)
  /// A choice that is made by words; keys alone need nothing.
  case words(Choice)
  /// Any speech, which a step listens for; the place is its keyword's.
  case speech(Span)
  /// What is said, which a step has written down; the place is its keyword's.
  case transcription(Span)
}

extension StepNode {
  /// What of the step needs the AI endpoint, in the order it is written; `prompts` are the flow's.
  package func speechNeeds(_ prompts: [String: Prompt]) -> [SpeechNeed] {
    shape.prompts.filter { $0.isSpoken(prompts) }.map(SpeechNeed.text)
      + shape.choices.filter(\.isSpoken).map(SpeechNeed.words)
      + (shape.hearsAnySpeech ? [.speech(keywordSpan)] : [])
      + (shape.hearsTranscribedSpeech ? [.transcription(keywordSpan)] : [])
  }
}

extension PromptReference {
  fileprivate func isSpoken(_ prompts: [String: Prompt]) -> Bool {
    switch content {
    case .named(let name):
      prompts[name]?.variants.contains { $0.content.isSpoken } ?? false
    case .inline(let variant): variant.isSpoken
    }
  }
}

extension PromptVariant {
  fileprivate var isSpoken: Bool {
    switch self {
    case .text, .ssml: true
    case .file: false
    }
  }
}
