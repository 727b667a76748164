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
    let choices = try offeredChoices(in: turn)
    let recognition = recognition(of: choices, hearing: hears)
    let question = RecognizeCommand(
      input: recognition,
      from: try turn.party(from, for: .reach),
      prompts: try turn.sources(prompts),
      bargeIn: bargeIn,
      initialSilenceSeconds: silence.secondsRoundedUp,
      speechLocale: recognition.hearsWords ? hears : nil,
      interrupts: false,
      speechModel: recognition.hearsWords ? try speechModel(in: turn) : nil
    )
    guard !recognition.hearsWords || turn.program.cognitiveServicesEndpoint != nil else {
      throw StepFailure(.state, "the call was answered without an AI endpoint")
    }
    var memory = RecognizeMemory(
      question: question,
      noInput: try turn.sources(noInput),
      noMatch: try turn.sources(noMatch),
      retries: try turn.count(retries, in: 0...10),
      confidence: try confidence.map { field throws(StepFailure) in try turn.fraction(field) }
    )
    if case .offered = input { memory.offered = choices.map(RecognitionChoice.init) }
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

  /// The answers of the menu, if it is one.
  private func offeredChoices(in turn: Turn) throws(StepFailure) -> [Choice] {
    switch input {
    case .choices(let choices): choices
    case .offered(let list): try turn.menu(list)
    case .tones, .speech, .tonesOrSpeech: []
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
  private func recognition(of choices: [Choice], hearing locale: String) -> RecognitionInput {
    let isSpoken = choices.contains { $0.isSpoken || $0.keys.isEmpty }
    return switch input {
    case .choices where isSpoken, .offered where isSpoken:
      .choices(
        choices.map {
          RecognitionChoice(label: $0.name, phrases: $0.phrases(in: locale), tone: $0.keys.first)
        }
      )
    case .choices, .offered:
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
    // Before what plays is replaced.
    try turn.checkReach([party])
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

extension RecognitionInput {
  /// Whether words are listened for.
  fileprivate var hearsWords: Bool {
    switch self {
    case .choices, .speech, .tonesOrSpeech: true
    case .tones: false
    }
  }
}
