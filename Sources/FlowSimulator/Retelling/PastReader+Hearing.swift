internal import CallEmulator
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// What the flow listened to.
extension PastReader {
  /// What came of a question.
  mutating func take(
    _ result: RecognitionResult?,
    _ operation: SentCommand?,
    at time: Timestamp
  ) {
    guard let result, let operation, case .recognize(let question) = operation.command else {
      return
    }
    switch result {
    case .choice(let label, let phrase, let confidence):
      guard case .choices(let choices) = question.input else { return }
      let choice = choices.first { $0.label == label }
      if phrase == nil, let tone = choice?.tone {
        press([tone], by: question.from, at: time)
      } else if let said = phrase {
        say(said, confidence, by: question.from, at: time)
      }
    case .tones(let tones):
      press(tones, by: question.from, at: time)
    case .speech(let text, let confidence):
      say(text, confidence, by: question.from, at: time)
    }
  }

  /// A question was answered with what is not to be seen: something is, then.
  mutating func takeSealed(_ operation: SentCommand?, at time: Timestamp) {
    guard let operation, case .recognize(let question) = operation.command else { return }
    tellUntold("what was answered to a question is sealed, and is something else here")
    if case .choices(let choices) = question.input {
      guard let tone = choices.first(where: { $0.tone != nil })?.tone else { return }
      press([tone], by: question.from, at: time)
    } else if let keys = question.input.toneCollection {
      press(Array(repeating: .one, count: min(keys.maximum, 20)), by: question.from, at: time)
    } else {
      say(HiddenValues.word, nil, by: question.from, at: time)
    }
  }

  /// What came of a question to which there was no answer, by the subcode (FACTS.md (c)).
  mutating func takeFailure(_ subCode: Int, _ operation: SentCommand?, at time: Timestamp) {
    guard let operation, case .recognize(let question) = operation.command else { return }
    switch subCode {
    case 8510 where party(question.from) == .caller: add(.isSilent, at: time)
    case 8510: break
    case 8534:
      guard case .choices(let choices) = question.input,
        let tone = Tone.allCases.first(where: { tone in !choices.contains { $0.tone == tone } })
      else { return }
      press([tone], by: question.from, at: time)
    case 8532: press([.one], by: question.from, at: time)
    case 8547: say("something else", nil, by: question.from, at: time)
    default: tellUntold("a question failed with \(subCode), which no line can say")
    }
  }

  /// Keys that follow on one another are one line.
  mutating func press(_ tones: [Tone], by presser: Identifier, at time: Timestamp) {
    add(.presses(tones, party(presser), early: false), at: time)
  }

  private mutating func say(
    _ text: String,
    _ confidence: Double?,
    by speaker: Identifier,
    at time: Timestamp
  ) {
    let sure = confidence ?? ordinaryConfidence
    add(.says(text, confidence: sure, party(speaker), early: false), at: time)
  }
}

extension CallEvent {
  /// What somebody did about being rung, as far as the event tells it; nil for another event.
  var reaction: PartyReaction.Action? {
    switch content {
    case .addParticipantSucceeded, .callTransferAccepted, .callConnected: .accept
    case .addParticipantFailed, .callTransferFailed, .createCallFailed:
      switch result?.code {
      case 486, 600: .busy
      case 408, 480, 487, 504: .noAnswer
      case _?, nil: .decline
      }
    default: nil
    }
  }
}

extension CallInput.Content {
  /// The number of the operation it is about; nil for none.
  var ordinal: Int? {
    switch self {
    case .event(let event): event.context?.ordinal
    case .answered(let context, _), .refused(let context, _): context.ordinal
    case .httpFinished(let ordinal, _): ordinal
    case .incoming, .started, .timer, .signal, .observed, .recordingReady, .hangUpRequested,
      .recovered:
      nil
    }
  }
}
