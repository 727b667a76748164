/// The steps of the language, by keyword.
///
/// To add one: a word here, the compiler names the rest.
package enum StepKeyword: String, Sendable, CaseIterable {
  case answer
  case reject
  case redirect
  case dial
  case join
  case play
  case recognize
  case addAgent
  case addParticipant
  case removeParticipant
  case transfer
  case hold
  case unhold
  case mute
  case sendTones
  case record
  case takeMessage
  case stream
  case transcribe
  case wait
  case http
  case schedule
  case fetch
  case hangUp
  case leave
  case end
  case set
  case log
  case locale
  case `if`
  case `switch`
  case `repeat`
  case sensitive
  case goto
  case run
  case `return`
}

/// A step as read; one case a keyword.
package indirect enum Step: Sendable {
  case answer(AnswerStep)
  case reject(RejectStep)
  case redirect(RedirectStep)
  case dial(DialStep)
  case join(JoinStep)
  case play(PlayStep)
  case recognize(RecognizeStep)
  case addAgent(AddAgentStep)
  case addParticipant(AddParticipantStep)
  case removeParticipant(RemoveParticipantStep)
  case transfer(TransferStep)
  case hold(HoldStep)
  case unhold(UnholdStep)
  case mute(MuteStep)
  case sendTones(SendTonesStep)
  case record(RecordStep)
  case takeMessage(TakeMessageStep)
  case stream(StreamStep)
  case transcribe(TranscribeStep)
  case wait(WaitStep)
  case http(HTTPStep)
  case schedule(ScheduleStep)
  case fetch(FetchStep)
  case hangUp(HangUpStep)
  case leave(LeaveStep)
  case end(EndStep)
  case set(SetStep)
  case log(LogStep)
  case locale(LocaleStep)
  case `if`(IfStep)
  case `switch`(SwitchStep)
  case `repeat`(RepeatStep)
  case sensitive(SensitiveStep)
  case goto(GotoStep)
  case run(RunStep)
  case `return`(ReturnStep)
}

/// What the language knows of a keyword.
package struct StepDefinition: Sendable {
  /// One sentence for people.
  package let summary: String
  /// The phases of a call in which the step may run.
  package let phase: PhaseRequirement
  /// Reads a step of the kind.
  package let read: @Sendable (inout FieldReader) -> Step

  fileprivate init<Kind: StepKind>(_ kind: Kind.Type, _ wrap: @escaping @Sendable (Kind) -> Step) {
    summary = kind.summary
    phase = kind.phase
    read = { fields in
      fields.needs(kind.phase)
      return wrap(Kind(from: &fields))
    }
  }
}

extension StepKeyword {
  /// The keyword's definition: the only table of the language.
  package var definition: StepDefinition {
    switch self {
    case .answer: StepDefinition(AnswerStep.self, Step.answer)
    case .reject: StepDefinition(RejectStep.self, Step.reject)
    case .redirect: StepDefinition(RedirectStep.self, Step.redirect)
    case .dial: StepDefinition(DialStep.self, Step.dial)
    case .join: StepDefinition(JoinStep.self, Step.join)
    case .play: StepDefinition(PlayStep.self, Step.play)
    case .recognize: StepDefinition(RecognizeStep.self, Step.recognize)
    case .addAgent: StepDefinition(AddAgentStep.self, Step.addAgent)
    case .addParticipant: StepDefinition(AddParticipantStep.self, Step.addParticipant)
    case .removeParticipant: StepDefinition(RemoveParticipantStep.self, Step.removeParticipant)
    case .transfer: StepDefinition(TransferStep.self, Step.transfer)
    case .hold: StepDefinition(HoldStep.self, Step.hold)
    case .unhold: StepDefinition(UnholdStep.self, Step.unhold)
    case .mute: StepDefinition(MuteStep.self, Step.mute)
    case .sendTones: StepDefinition(SendTonesStep.self, Step.sendTones)
    case .record: StepDefinition(RecordStep.self, Step.record)
    case .takeMessage: StepDefinition(TakeMessageStep.self, Step.takeMessage)
    case .stream: StepDefinition(StreamStep.self, Step.stream)
    case .transcribe: StepDefinition(TranscribeStep.self, Step.transcribe)
    case .wait: StepDefinition(WaitStep.self, Step.wait)
    case .http: StepDefinition(HTTPStep.self, Step.http)
    case .schedule: StepDefinition(ScheduleStep.self, Step.schedule)
    case .fetch: StepDefinition(FetchStep.self, Step.fetch)
    case .hangUp: StepDefinition(HangUpStep.self, Step.hangUp)
    case .leave: StepDefinition(LeaveStep.self, Step.leave)
    case .end: StepDefinition(EndStep.self, Step.end)
    case .set: StepDefinition(SetStep.self, Step.set)
    case .log: StepDefinition(LogStep.self, Step.log)
    case .locale: StepDefinition(LocaleStep.self, Step.locale)
    case .if: StepDefinition(IfStep.self, Step.if)
    case .switch: StepDefinition(SwitchStep.self, Step.switch)
    case .repeat: StepDefinition(RepeatStep.self, Step.repeat)
    case .sensitive: StepDefinition(SensitiveStep.self, Step.sensitive)
    case .goto: StepDefinition(GotoStep.self, Step.goto)
    case .run: StepDefinition(RunStep.self, Step.run)
    case .return: StepDefinition(ReturnStep.self, Step.return)
    }
  }
}

extension Step {
  /// The step's keyword.
  package var keyword: StepKeyword {
    switch self {
    case .answer: .answer
    case .reject: .reject
    case .redirect: .redirect
    case .dial: .dial
    case .join: .join
    case .play: .play
    case .recognize: .recognize
    case .addAgent: .addAgent
    case .addParticipant: .addParticipant
    case .removeParticipant: .removeParticipant
    case .transfer: .transfer
    case .hold: .hold
    case .unhold: .unhold
    case .mute: .mute
    case .sendTones: .sendTones
    case .record: .record
    case .takeMessage: .takeMessage
    case .stream: .stream
    case .transcribe: .transcribe
    case .wait: .wait
    case .http: .http
    case .schedule: .schedule
    case .fetch: .fetch
    case .hangUp: .hangUp
    case .leave: .leave
    case .end: .end
    case .set: .set
    case .log: .log
    case .locale: .locale
    case .if: .if
    case .switch: .switch
    case .repeat: .repeat
    case .sensitive: .sensitive
    case .goto: .goto
    case .run: .run
    case .return: .return
    }
  }
}
