import CallModel

extension Turn {
  /// The host has started again (SEMANTICS.md, rules 22 and 45).
  ///
  /// The host sends again what may be sent blindly; a prompt that may or may not have been sent is
  /// waited for and then said again, and watchdogs get some time for what happened meanwhile.
  mutating func recover() {
    let later = now + EngineTimes.recoveryGrace
    var isInDoubt = state.recording.putOff(until: later)
    for operation in state.operations {
      if recoverPrompt(operation) {
        isInDoubt = true
      } else if operation.request == .fetch {
        // The host begins anew.
        let patience = operation.patience ?? Milliseconds(0)
        state.operations.watch(operation.ordinal, until: now + patience)
      } else if state.phase == .gone, operation.policy?.endsCall == true {
        // A call that was given up is asked to end all the same, however late that is.
        let deadline = now + EngineTimes.terminateDeadline
        state.operations.watch(operation.ordinal, until: deadline + EngineTimes.reconcile)
      } else if let due = operation.due, due < later, operation.status != .recovering {
        state.operations.watch(operation.ordinal, until: later)
        isInDoubt = true
      } else if operation.isUnanswered, operation.command != nil {
        isInDoubt = true
      }
    }
    releaseTried()
    putOffEnd()
    if isInDoubt, state.phase != .gone { read([.call, .participants]) }
  }

  /// Puts a prompt whose answer is not known on hold for its events.
  private mutating func recoverPrompt(_ operation: Operation) -> Bool {
    guard operation.status == .emitted, operation.policy?.isHeard == true else { return false }
    if now <= operation.deadline {
      state.operations.recover(operation.ordinal, until: now + EngineTimes.promptRecovery)
    } else {
      state.operations.doubt(operation.ordinal, until: now + EngineTimes.reconcile)
    }
    return true
  }

  /// Says a prompt again from its start, over whatever may have come of the first time.
  mutating func sayAgain(_ operation: Operation) {
    if case .play(let play)? = operation.command {
      let isForEveryone = play.to.isEmpty
      if !isForEveryone { cutOffEarlierAttempt() }
      askAgain(operation.ordinal, .play(play.interrupting(isForEveryone)))
    } else if case .recognize(let recognize)? = operation.command {
      if isGroup { cutOffEarlierAttempt() }
      askAgain(operation.ordinal, .recognize(recognize.interrupting(!isGroup)))
    }
  }

  /// Whether more than one party is in the call, so that listening is per party.
  var isGroup: Bool { state.parties.present.count > 1 }

  /// Cuts off an earlier attempt without forgetting that it is still to be heard.
  private mutating func cutOffEarlierAttempt() {
    state.media.cutOff(at: now)
    ask(.cancelAllMedia, for: .call(.cleanup))
  }
}

extension PlayCommand {
  /// The same, interrupting or not.
  fileprivate func interrupting(_ interrupts: Bool) -> PlayCommand {
    PlayCommand(sources: sources, to: to, loop: loop, interrupts: interrupts)
  }
}

extension RecognizeCommand {
  /// The same, interrupting or not.
  fileprivate func interrupting(_ interrupts: Bool) -> RecognizeCommand {
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
      interrupts: interrupts,
      speechModel: speechModel
    )
  }
}
