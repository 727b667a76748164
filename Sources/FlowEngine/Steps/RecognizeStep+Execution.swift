import CEL
import CallModel
import FlowLanguage

extension RecognizeStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .participantsUpdated, .recognizeCompleted, .recognizeFailed, .recognizeCanceled,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let spokenLocale = try locale.map { field throws(StepFailure) in try turn.locale(field) }
    let silence = try turn.duration(timeout, in: .seconds(0)...(.seconds(300)))
    let hears = spokenLocale ?? turn.state.locale
    let question = RecognizeCommand(
      input: recognition(hearing: hears),
      from: try turn.party(from, for: .reach),
      prompts: try turn.sources(prompts),
      bargeIn: bargeIn,
      initialSilenceSeconds: silence.secondsRoundedUp,
      speechLocale: input.listensForWords ? hears : nil,
      interrupts: false,
      speechModel: input.listensForWords ? try speechModel(in: turn) : nil
    )
    var memory = RecognizeMemory(
      question: question,
      noInput: try turn.sources(noInput),
      noMatch: try turn.sources(noMatch),
      retries: try turn.count(retries, in: 0...10),
      confidence: try confidence.map { field throws(StepFailure) in try turn.fraction(field) }
    )
    if from == .literal(.caller), !turn.state.parties.isKnown {
      memory.listDue = turn.now + EngineTimes.firstList
      return .waiting(.recognize(memory))
    }
    return try ask(memory, saying: question.prompts, in: &turn)
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .recognize(var memory) = memory else { throw .foreignMemory }
    guard let operation = memory.operation else {
      guard let due = memory.listDue, !turn.state.parties.isKnown, turn.now < due else {
        memory.listDue = nil
        return try ask(memory, saying: memory.question.prompts, in: &turn)
      }
      return .waiting(.recognize(memory))
    }
    switch turn.takeResult(of: operation) {
    case nil: return .waiting(.recognize(memory))
    case .recognized(let result)?: return try recognized(result, memory, in: &turn)
    case .failed(_, let reason)?: return try failed(reason, memory, in: &turn)
    case .succeeded?, .joined?, .http?: return try recognized(nil, memory, in: &turn)
    }
  }

  private func speechModel(in turn: Turn) throws(StepFailure) -> String? {
    guard let model else { return nil }
    let id = try turn.text(model)
    guard !id.isEmpty, !id.contains(where: \.isWhitespace) else {
      throw StepFailure(.invalid, "a model is not an endpoint's id")
    }
    return id
  }

  /// What the service is asked to listen for: a menu of keys alone is asked for keys, as many as
  /// its longest choice has, which needs no AI endpoint (rule 59).
  private func recognition(hearing locale: String) -> RecognitionInput {
    switch input {
    case .choices(let choices) where input.listensForWords:
      .choices(
        choices.map {
          RecognitionChoice(label: $0.name, phrases: $0.phrases(in: locale), tone: $0.keys.first)
        }
      )
    case .choices(let choices):
      .tones(
        ToneCollection(
          maximum: choices.map(\.keys.count).max() ?? 1,
          interToneSeconds: ToneOptions.single.between.secondsRoundedUp,
          stopTones: []
        )
      )
    case .tones(let tones): .tones(tones.collection)
    case .speech(let speech): .speech(endSilence: speech.endSilence)
    case .tonesOrSpeech(let tones, let speech):
      .tonesOrSpeech(tones.collection, endSilence: speech.endSilence)
    }
  }

  /// Asks, for the first time or again.
  func ask(
    _ memory: RecognizeMemory,
    saying prompts: [PlaySource],
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    // Nobody's card number is on a tape because a pause failed (SEMANTICS.md, rule 17).
    guard !sensitive || turn.state.recording.isSilent else {
      throw StepFailure(.recording, "the call may be recorded, and the input is sensitive")
    }
    var memory = memory
    let isCaller = from == .literal(.caller)
    let party = isCaller ? turn.caller ?? memory.question.from : memory.question.from
    let interrupts = turn.preemptMedia(for: turn.isGroup ? [party] : [])
    let command = memory.question.asked(of: party, prompts: prompts, interrupts: interrupts)
    memory.operation = try turn.send(.recognize(command))
    memory.attempts += 1
    return .waiting(.recognize(memory))
  }
}

extension ToneOptions {
  /// How the service is asked to collect the keys.
  fileprivate var collection: ToneCollection {
    ToneCollection(
      maximum: maximum,
      interToneSeconds: between.secondsRoundedUp,
      stopTones: stop
    )
  }
}
