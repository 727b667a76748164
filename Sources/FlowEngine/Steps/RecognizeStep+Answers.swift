import CEL
import CallModel
import FlowLanguage

extension RecognizeStep {
  /// Something was recognized; whether it is an answer is for the step to say (rule 46).
  func recognized(
    _ result: RecognitionResult?,
    _ memory: RecognizeMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    if let answer = answer(result, memory) {
      guard shared.asksAgain(answer.outcome) else { return .ended(answer) }
      turn.traceRepetition(answer.outcome)
      // Whoever asks to hear it again has used up no retry.
      return try ask(memory, saying: memory.question.prompts, in: &turn)
    }
    let reason = StepReason(.invalid, "what was said or pressed fits nothing")
    return try again(.noMatch, reason, memory, in: &turn)
  }

  /// Nothing was recognized: silence and what fits nothing are asked again, anything else is over.
  func failed(
    _ reason: StepReason,
    _ memory: RecognizeMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    switch reason.subCode {
    case 8510: try again(.noInput, reason, memory, in: &turn)
    case 8532, 8534, 8547, 8563: try again(.noMatch, reason, memory, in: &turn)
    default: .ended(.failed(reason, memory.outputs))
    }
  }

  private func again(
    _ outcome: Outcome,
    _ reason: StepReason,
    _ memory: RecognizeMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard memory.retries > 0 else {
      return .ended(.failed(outcome, reason, memory.outputs))
    }
    var memory = memory
    memory.retries -= 1
    let first = outcome == .noInput ? memory.noInput : memory.noMatch
    return try ask(memory, saying: first + memory.question.prompts, in: &turn)
  }

  /// The step's result, if what was recognized is an answer.
  private func answer(_ result: RecognitionResult?, _ memory: RecognizeMemory) -> StepResult? {
    switch (input, result) {
    case (.choices, .choice(let label, let phrase, let confidence)?),
      (.offered, .choice(let label, let phrase, let confidence)?):
      guard let choice = choices(memory).first(where: { $0.name == label }) else { return nil }
      return answer(choice, phrase, confidence, memory)
    case (.choices, .tones(let tones)?), (.offered, .tones(let tones)?):
      return choices(memory).first { $0.keys == tones }.map { answer($0, nil, nil, memory) } ?? nil
    case (.tones(let options), .tones(let tones)?),
      (.tonesOrSpeech(let options, _), .tones(let tones)?):
      return answer(tones, options, memory)
    case (.speech, .speech(let text, let confidence)?),
      (.tonesOrSpeech, .speech(let text, let confidence)?):
      return answer(text, confidence, memory)
    case (.choices, _), (.offered, _), (.tones, _), (.speech, _), (.tonesOrSpeech, _): return nil
    }
  }

  /// The answers of the menu that was asked.
  private func choices(_ memory: RecognizeMemory) -> [Choice] {
    if case .choices(let choices) = input { choices } else { memory.offered.map(\.choice) }
  }

  private func answer(
    _ choice: Choice,
    _ phrase: String?,
    _ confidence: Double?,
    _ memory: RecognizeMemory
  ) -> StepResult? {
    let isSpoken = phrase != nil
    if isSpoken, let least = memory.confidence, let confidence, confidence < least { return nil }
    var outputs = memory.outputs
    outputs["by"] = .string(isSpoken ? "speech" : "tones")
    outputs["choice"] = .string(choice.name)
    outputs["phrase"] = .optional(phrase.map(CELValue.string))
    let pressed = isSpoken ? [] : choice.keys
    outputs["tones"] = .optional(pressed.isEmpty ? nil : .string(pressed.characters))
    outputs["confidence"] = .optional(confidence.map(CELValue.double))
    guard case .choices = input else { return .done(outputs) }
    return StepResult(outcome: Outcome(choice.name), outputs: outputs)
  }

  private func answer(
    _ pressed: [Tone],
    _ options: ToneOptions,
    _ memory: RecognizeMemory
  ) -> StepResult? {
    var tones = pressed
    if let last = tones.last, options.stop.contains(last) { tones.removeLast() }
    guard tones.count >= options.minimum else { return nil }
    if let pattern = options.match {
      let fits = Conversion.fits.value(of: tones.characters, pattern: pattern)
      guard fits == .bool(true) else { return nil }
    }
    var outputs = memory.outputs
    outputs["by"] = .string("tones")
    outputs["tones"] = .string(tones.characters)
    if input.endSilence != nil {
      outputs["tones"] = .optional(.string(tones.characters))
      outputs["text"] = .optional(nil)
      outputs["confidence"] = .optional(nil)
    }
    return .done(outputs)
  }

  private func answer(
    _ text: String,
    _ confidence: Double?,
    _ memory: RecognizeMemory
  ) -> StepResult? {
    // Nothing understood is nothing said (SEMANTICS.md, rule 55).
    guard !text.isEmpty else { return nil }
    if let least = memory.confidence, let confidence, confidence < least { return nil }
    var outputs = memory.outputs
    outputs["by"] = .string("speech")
    outputs["text"] = .string(text)
    if case .tonesOrSpeech = input {
      outputs["text"] = .optional(.string(text))
      outputs["tones"] = .optional(nil)
    }
    outputs["confidence"] = .optional(confidence.map(CELValue.double))
    return .done(outputs)
  }
}

extension RecognizeMemory {
  /// What every result holds.
  var outputs: [String: CELValue] { ["attempts": .int(Int64(attempts))] }
}

extension [EverywhereEntry] {
  /// Whether an answer is one that asks the question again.
  fileprivate func asksAgain(_ outcome: Outcome) -> Bool {
    contains { entry in
      guard case .again = entry.action else { return false }
      return entry.choice.name == outcome.name
    }
  }
}
