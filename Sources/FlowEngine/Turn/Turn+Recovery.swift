import CallModel

extension Turn {
  /// The host has started again (SEMANTICS.md, rules 22 and 45).
  ///
  /// The host sends again what may be sent blindly; a prompt that may or may not have been sent is
  /// waited for and then said again, and watchdogs get some time for what happened meanwhile.
  mutating func recover() {
    var isInDoubt = false
    for index in state.operations.indices {
      if recoverPrompt(index) {
        isInDoubt = true
      } else if let due = state.operations[index].due, due < now + EngineTimes.recoveryGrace,
        state.operations[index].status != .recovering
      {
        state.operations[index].due = now + EngineTimes.recoveryGrace
        isInDoubt = true
      } else if state.operations[index].isUnanswered, state.operations[index].command != nil {
        isInDoubt = true
      }
    }
    if let due = state.recording.due, due < now + EngineTimes.recoveryGrace {
      state.recording.due = now + EngineTimes.recoveryGrace
      isInDoubt = true
    }
    if isInDoubt { read([.call, .participants]) }
  }

  /// Puts a prompt whose answer is not known on hold for its events.
  private mutating func recoverPrompt(_ index: Int) -> Bool {
    let operation = state.operations[index]
    guard operation.status == .emitted, operation.command?.retryClass == .once else { return false }
    guard now <= operation.deadline else {
      state.operations[index].status = .uncertain
      state.operations[index].due = now + EngineTimes.reconcile
      return true
    }
    state.operations[index].status = .recovering
    state.operations[index].due = now + EngineTimes.promptRecovery
    return true
  }

  /// Says a prompt again from its start, over whatever may have come of the first time.
  mutating func sayAgain(_ index: Int) {
    let ordinal = state.operations[index].ordinal
    let command = state.operations[index].command
    if case .play(let play)? = command {
      let isForEveryone = play.to.isEmpty
      if !isForEveryone { cancelEarlierAttempt() }
      again(ordinal, .play(play.interrupting(isForEveryone)))
    } else if case .recognize(let recognize)? = command {
      let isForEveryone = !isGroup
      if !isForEveryone { cancelEarlierAttempt() }
      again(ordinal, .recognize(recognize.interrupting(isForEveryone)))
    }
  }

  /// Whether more than one party is in the call, so that listening is per party.
  var isGroup: Bool { state.parties.present.count > 1 }

  private mutating func again(_ ordinal: Int, _ command: CallCommand) {
    if let index = index(of: ordinal) { emitAgain(index, command) }
  }

  /// Cuts off an earlier attempt without forgetting that it is still to be heard.
  private mutating func cancelEarlierAttempt() {
    state.media.cancelledAt = now
    emit(.cancelAllMedia, for: .cleanup)
  }
}

extension PlayCommand {
  /// The same, interrupting or not.
  func interrupting(_ interrupts: Bool) -> PlayCommand {
    PlayCommand(sources: sources, to: to, loop: loop, interrupts: interrupts)
  }
}

extension RecognizeCommand {
  /// The same, interrupting or not.
  func interrupting(_ interrupts: Bool) -> RecognizeCommand {
    asked(of: from, prompts: prompts, interrupts: interrupts)
  }

  /// The same question, of somebody else or with other words before it.
  func asked(
    of party: Identifier,
    prompts: [PlaySource],
    interrupts: Bool
  ) -> RecognizeCommand {
    RecognizeCommand(
      input: input,
      from: party,
      prompts: prompts,
      bargeIn: bargeIn,
      initialSilenceSeconds: initialSilenceSeconds,
      speechLocale: speechLocale,
      interrupts: interrupts
    )
  }
}
