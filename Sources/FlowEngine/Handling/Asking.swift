import CallModel
import FlowLanguage

extension Turn {
  /// Asks the service for the step that runs; the step looks at the result when it is resumed.
  ///
  /// Nothing is asked for somebody who is known to have left: the service would refuse it (rule 36).
  mutating func send(_ command: CallCommand) throws(StepFailure) -> Int {
    try checkRoom()
    try checkReach(command.reached)
    return ask(command, for: .frame(running))
  }

  /// Asks another system for the step that runs.
  mutating func send(_ request: (_ ordinal: Int) -> HTTPEffect) throws(StepFailure) -> Int {
    try checkRoom()
    let effect = request(state.operations.nextOrdinal)
    let patience = effect.timeout + EngineTimes.httpGrace
    let operation = state.operations.begin(
      .http,
      for: .frame(running),
      at: now,
      deadline: now + patience,
      patience: patience
    )
    effects.append(.http(effect))
    return operation.ordinal
  }

  /// Has the host fetch files for the step that runs.
  mutating func fetch(_ fetch: (_ ordinal: Int) -> FetchEffect) throws(StepFailure) -> Int {
    try checkRoom()
    let effect = fetch(state.operations.nextOrdinal)
    let patience = FetchEffect.patience + EngineTimes.httpGrace
    let operation = state.operations.begin(
      .fetch,
      for: .frame(running),
      at: now,
      deadline: now + patience,
      patience: patience
    )
    effects.append(.fetch(effect))
    return operation.ordinal
  }

  private func checkRoom() throws(StepFailure) {
    guard state.operations.count < EngineLimits.operations else {
      throw StepFailure(.limit, "the call has too many operations under way")
    }
  }

  /// Asks the service, whatever else is under way.
  @discardableResult
  mutating func ask(_ command: CallCommand, for owner: Operation.Owner) -> Int {
    let deadline = deadline(of: command)
    let operation = state.operations.begin(
      .command(command),
      for: owner,
      at: now,
      deadline: deadline,
      patience: patience(for: command, of: owner, until: deadline)
    )
    emit(operation, command)
    return operation.ordinal
  }

  /// Asks again, as a new attempt of the same operation; not for somebody who has left meanwhile.
  mutating func askAgain(_ ordinal: Int, _ command: CallCommand) {
    do throws(StepFailure) {
      try checkReach(command.reached)
    } catch {
      return settle(ordinal, .failed(error.reason))
    }
    let deadline = max(deadline(of: command), now + EngineTimes.reconcile)
    let operation = state.operations.beginAgain(ordinal, command, at: now, deadline: deadline)
    if let operation { emit(operation, command) }
  }

  /// Hands a command to the host.
  mutating func emit(_ operation: Operation, _ command: CallCommand) {
    effects.append(
      .send(
        SendEffect(
          context: operation.context,
          command: command,
          firstSent: operation.began,
          deadline: operation.deadline
        )
      )
    )
  }

  /// When a command is not sent again any longer (SEMANTICS.md 1.6).
  private func deadline(of command: CallCommand) -> Timestamp {
    switch command.policy.deadline {
    case .usual: now + EngineTimes.commandDeadline
    case .ring:
      // A flow that was slow still gets one try.
      max((state.call?.startedAt ?? now) + EngineTimes.answerDeadline, now + .seconds(5))
    case .ending: now + EngineTimes.terminateDeadline
    }
  }

  /// How long the end of a command is awaited; what only cleans up is forgotten after its deadline.
  func patience(
    for command: CallCommand,
    of owner: Operation.Owner,
    until deadline: Timestamp
  ) -> Milliseconds {
    let untilDeadline = (deadline - now) + EngineTimes.reconcile
    guard owner != .call(.cleanup) else { return untilDeadline }
    return switch command.policy.watchdog {
    case .deadline: untilDeadline
    case .seconds(let seconds): .seconds(seconds)
    case .ringing: command.ringing ?? untilDeadline
    case .media: command.listening ?? playing(command) ?? untilDeadline
    }
  }

  /// How long a prompt takes to be over, after those it queues behind; a loop has no end.
  private func playing(_ command: CallCommand) -> Milliseconds? {
    guard case .play(let play) = command, !play.loop else { return nil }
    let estimate = play.sources.estimate
    return estimate + estimate + EngineTimes.mediaGrace
      + state.media.queueTime(to: play.to, at: now)
  }
}

extension CallCommand {
  /// How long somebody is rung, and some time for the event.
  fileprivate var ringing: Milliseconds? {
    if case .createCall(let call) = self { return .seconds(call.timeoutSeconds) }
    guard case .addParticipant(let add) = self else { return nil }
    return Milliseconds.seconds(add.timeoutSeconds) + EngineTimes.invitationGrace
  }

  /// How long a question takes to be asked and answered.
  fileprivate var listening: Milliseconds? {
    guard case .recognize(let question) = self else { return nil }
    let silence = Milliseconds.seconds(question.initialSilenceSeconds)
    var answer = Milliseconds(0)
    if let tones = question.input.toneCollection {
      answer = Milliseconds.seconds(tones.interToneSeconds) * Int64(tones.maximum)
    }
    switch question.input {
    case .choices, .speech, .tonesOrSpeech: answer = max(answer, EngineTimes.speech)
    case .tones: break
    }
    return question.prompts.estimate + silence + answer + EngineTimes.mediaGrace
  }
}

extension [PlaySource] {
  /// How long it takes to say all of it, at most.
  var estimate: Milliseconds {
    reduce(Milliseconds(0)) { total, source in
      switch source {
      case .text(let text, _, _, _):
        total + EngineTimes.character * Int64(text.unicodeScalars.count)
      case .file(uri: PlaySource.beepPath): total + EngineTimes.beep
      case .file, .ssml: total + EngineTimes.unknownPrompt
      }
    }
  }
}

extension Milliseconds {
  /// So many times as long; stays at the ends of the range instead of overflowing.
  static func * (length: Milliseconds, count: Int64) -> Milliseconds {
    let (product, overflows) = length.count.multipliedReportingOverflow(by: count)
    return Milliseconds(overflows ? .max : product)
  }
}
