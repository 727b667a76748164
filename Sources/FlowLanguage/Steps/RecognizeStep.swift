import CEL
package import CallModel
package import Diagnostics

/// Asks a party for keys, for words, or for one of several choices.
package struct RecognizeStep: StepKind {
  package static let summary = "Plays a prompt and takes the keys or the words that answer it."
  package static let phase = PhaseRequirement.connected

  /// What is listened for.
  package enum Input: Sendable {
    /// One of several keys or phrases.
    case choices([Choice])
    /// One of several that data offers: an expression that gives a list of them.
    case offered(ExpressionID)
    /// A number of keys.
    case tones(ToneOptions)
    /// Whatever is said.
    case speech(SpeechOptions)
    /// Keys or speech, whichever begins first.
    case tonesOrSpeech(ToneOptions, SpeechOptions)
  }

  /// What is said first; empty to listen at once.
  package let prompts: [PromptReference]
  /// Whose answer counts.
  package let from: FieldValue<Party>
  /// What is listened for.
  package let input: Input
  /// The answers of the flow's `everywhere` that it takes besides its own; they are among its
  /// choices.
  package let shared: [EverywhereEntry]
  /// How long the party may be silent after the prompt.
  package let timeout: FieldValue<Milliseconds>
  /// Whether an answer cuts off the prompt.
  package let bargeIn: Bool
  /// How often it is asked again after no input or no match.
  package let retries: FieldValue<Int>
  /// What is said before asking again after no input.
  package let noInput: [PromptReference]
  /// What is said before asking again after no match.
  package let noMatch: [PromptReference]
  /// The least confidence at which speech counts, 0 to 1, or nil for any.
  package let confidence: FieldValue<Double>?
  /// Whether the answer must not be shown, nor recorded.
  package let sensitive: Bool
  /// The language listened for; nil for the call's.
  package let locale: FieldValue<String>?
  /// The endpoint of the custom model that understands what is said; nil for the service's own.
  package let model: FieldValue<String>?

  package init(from fields: inout FieldReader) {
    prompts = fields.optional("prompt", .prompts, "What is said first.") ?? []
    from =
      fields.optional("from", .party(.reach), "Whose answer counts; the caller if left out.")
      ?? .literal(.caller)
    fields.needsCaller(unless: "from")
    fields.aims(at: [from], onlyInGroup: true)
    let menu = fields.optional(
      "choices",
      .menu,
      "The answers there are, each with the key and the words for it; an expression can give them."
    )
    let choices = menu?.choices
    let tones = fields.optional("tones", .toneOptions, "How many keys are taken, and which end it.")
    let speech = fields.optional(
      "speech",
      .speechOptions,
      "That whatever is said is taken as text."
    )
    fields.exactlyOne(of: ["choices", "tones", "speech"], or: ["tones", "speech"])
    shared = fields.sharedAnswers(besides: choices)
    input = Input(menu.map { [shared] in $0.joined(by: shared) }, tones, speech)
    timeout =
      fields.optional(
        "timeout",
        .duration(.seconds(0)...input.longestSilence),
        "How long the party may be silent after the prompt; 5s if left out."
      )
      ?? .literal(.seconds(5))
    bargeIn =
      fields.optional("bargeIn", .flag, "Whether an answer cuts off the prompt; true if left out.")
      ?? true
    retries =
      fields.optional(
        "retries",
        .count(0...10),
        "How often it is asked again; 0 if left out."
      ) ?? .literal(0)
    noInput =
      fields.optional("noInput", .prompts, "What is said before asking again after silence.") ?? []
    noMatch =
      fields.optional("noMatch", .prompts, "What is said before asking again after no match.") ?? []
    confidence = fields.optional(
      "confidence",
      .fraction,
      "The least confidence, 0 to 1, at which speech counts."
    )
    locale = fields.optional(
      "locale",
      .locale,
      "The language listened for; the call's if left out."
    )
    sensitive =
      fields.optional(
        "sensitive",
        .flag,
        "Whether the answer must not be shown, nor recorded; false if left out."
      ) ?? false
    model = fields.optional(
      "model",
      .endpointID,
      "The endpoint of a custom model that understands what is said."
    )

    declare(in: &fields, choices)
  }

  /// Says what the step does with its fields, how it can end, and what its result holds.
  private func declare(in fields: inout FieldReader, _ choices: [Choice]?) {
    for name in ["confidence", "locale", "model"] {
      fields.field(
        name,
        isUsed: input.listensForWords,
        "it matters where words are listened for: with `speech`, or a choice with words to `say`"
      )
    }
    for name in ["noInput", "noMatch"] {
      let isUsed = retries != .literal(0) || fields.isPresent("retries")
      fields.field(name, isUsed: isUsed, "it is said before a retry: add `retries`")
    }
    fields.waits()
    fields.says(prompts + noInput + noMatch)
    fields.reads(as: "asks", "asking", .field("prompt"))
    fields.hears(anySpeech: input.endSilence != nil)
    fields.choiceOutcomes(choices ?? [], "The keys were taken.")
    fields.sharedOutcomes(shared)
    fields.outcome(.noInput, "Nothing was said or pressed, the last time too.")
    fields.outcome(.noMatch, "What was said or pressed fits nothing, the last time too.")
    fields.outcome(.failed, "It could not be asked.")
    fields.answerOutputs(of: input)
    fields.takesSensitiveInput(sensitive)
    if sensitive { fields.hides(["choice", "phrase", "tones", "text"].map { [$0] }) }
  }
}

extension FieldReader {
  /// The answers of the flow's `everywhere` that a menu takes besides these of its own.
  fileprivate mutating func sharedAnswers(besides choices: [Choice]?) -> [EverywhereEntry] {
    let takesThem =
      optional(
        "everywhere",
        .flag,
        "Whether it takes the answers of the flow's `everywhere` too; true if left out."
      ) ?? true
    field(
      "everywhere",
      isUsed: choices != nil && !everywhere.isEmpty,
      "it matters in a menu of a flow with `everywhere`"
    )
    guard let choices, takesThem else { return [] }
    return everywhere.filter { $0.fits(choices) }.map { $0.joining(choices) }
  }

  /// What an answer holds: what is listened for alone is there, else it may be (SEMANTICS.md, rule
  /// 61).
  fileprivate mutating func answerOutputs(of input: RecognizeStep.Input) {
    var successes: [Outcome] = [.done]
    var choice: CELType?
    var phrase: CELType?
    var (tones, text, confidence): (CELType?, CELType?, CELType?) = (nil, nil, nil)
    switch input {
    case .choices(let choices):
      successes = choices.map { Outcome($0.name) }
      (choice, phrase) = (.string, .optional(.string))
      (tones, confidence) = (.optional(.string), .optional(.double))
    case .offered:
      (choice, phrase) = (.string, .optional(.string))
      (tones, confidence) = (.optional(.string), .optional(.double))
    case .tones: tones = .string
    case .speech: (text, confidence) = (.string, .optional(.double))
    case .tonesOrSpeech:
      (tones, text) = (.optional(.string), .optional(.string))
      confidence = .optional(.double)
    }
    output(
      "by",
      .string,
      successes,
      "How it was answered: `tones` or `speech`.",
      words: .these(["tones", "speech"])
    )
    let isWritten = successes != [.done]
    output("choice", choice, successes, "The choice's name.", words: isWritten ? .outcome : .any)
    output("phrase", phrase, successes, "The words that were understood.")
    output("tones", tones, successes, "The keys that were pressed.")
    output("text", text, successes, "What was said.")
    output("confidence", confidence, successes, "How sure speech recognition was, 0 to 1.")
    output("attempts", .int, [], "How often it was asked.")
  }
}

extension RecognizeStep.Input {
  /// What the fields say; exactly one of them is there, or tones and speech, or the step is wrong.
  fileprivate init(_ menu: Menu?, _ tones: ToneOptions?, _ speech: SpeechOptions?) {
    switch (menu, tones, speech) {
    case (.written(let choices)?, _, _): self = .choices(choices)
    case (.offered(let list)?, _, _): self = .offered(list)
    case (nil, let tones?, let speech?): self = .tonesOrSpeech(tones, speech)
    case (nil, nil, let speech?): self = .speech(speech)
    case (nil, let tones, nil): self = .tones(tones ?? .single)
    }
  }

  /// How long it must be quiet for an answer to be over, where any speech is one.
  package var endSilence: Milliseconds? {
    switch self {
    case .speech(let options), .tonesOrSpeech(_, let options): options.endSilence
    case .choices, .offered, .tones: nil
    }
  }

  /// Whether words are listened for, or may be.
  ///
  /// A menu of keys alone is not one of the service's `choices`,
  /// which would need the AI endpoint and hear the choices' names: its keys are taken as they are
  /// (SEMANTICS.md, rule 59).
  package var listensForWords: Bool {
    switch self {
    case .choices(let choices): choices.contains(where: \.isSpoken)
    case .tones: false
    case .offered, .speech, .tonesOrSpeech: true
    }
  }

  /// How long the service waits for an answer: less where words are listened for (FACTS (g)).
  fileprivate var longestSilence: Milliseconds {
    let limits =
      listensForWords ? ServiceLimits.speechSilenceSeconds : ServiceLimits.toneSilenceSeconds
    return .seconds(limits.upperBound)
  }
}

/// How speech is listened to.
package struct SpeechOptions: Sendable {
  /// How long it must be quiet for the answer to be over.
  package var endSilence = Milliseconds(500)
}

/// One answer of a menu.
package struct Choice: Sendable {
  /// Its name: the outcome it leads to.
  package let name: String
  /// Where the name stands.
  package let span: Span
  /// The keys that choose it, pressed in a row; empty for none.
  ///
  /// More than one only in a menu of keys alone.
  package let keys: [Tone]
  /// What may be said for it, by locale; under nil for every locale.
  package let phrases: [Phrases]

  /// Makes a choice that data offers, with what may be said for it in every locale.
  package init(name: String, keys: [Tone], phrases: [String]) {
    self.init(
      name: name,
      span: .none,
      keys: keys,
      phrases: phrases.isEmpty ? [] : [Phrases(locale: nil, phrases: phrases)]
    )
  }

  init(name: String, span: Span, keys: [Tone], phrases: [Phrases]) {
    self.name = name
    self.span = span
    self.keys = keys
    self.phrases = phrases
  }

  /// What may be said in one locale.
  package struct Phrases: Sendable {
    /// The locale, or nil for every one.
    package let locale: String?
    /// The phrases.
    package let phrases: [String]
  }

  /// Whether it is made by words, and not by keys alone.
  package var isSpoken: Bool {
    phrases.contains { !$0.phrases.isEmpty }
  }

  /// What may be said in a locale; a choice without words is said by its name.
  package func phrases(in locale: String) -> [String] {
    let words =
      phrases.first { $0.locale == locale } ?? phrases.first { $0.locale == nil }
      ?? phrases.first
    guard let words, !words.phrases.isEmpty else { return [name] }
    return words.phrases
  }
}

/// How keys are taken.
package struct ToneOptions: Sendable {
  /// The fewest keys that are an answer.
  package let minimum: Int
  /// The most keys taken.
  package let maximum: Int
  /// Keys that end the input and are no part of it.
  package let stop: [Tone]
  /// How long the party may wait between two keys.
  package let between: Milliseconds
  /// A pattern (RE2) the keys must fit, or nil.
  package let match: String?

  /// One key.
  package static let single = ToneOptions(
    minimum: 1,
    maximum: 1,
    stop: [],
    between: .seconds(2),
    match: nil
  )
}
