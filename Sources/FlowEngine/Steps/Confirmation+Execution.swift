import CallModel
import FlowLanguage

extension Confirmation {
  /// What is asked, with what its fields say now.
  func memory(in turn: Turn) throws(StepFailure) -> ConfirmationMemory {
    let range = Milliseconds.seconds(1)...(.seconds(ServiceLimits.toneSilenceSeconds.upperBound))
    return ConfirmationMemory(
      prompts: try turn.sources(prompts),
      key: key,
      silenceSeconds: try turn.duration(timeout, in: range).secondsRoundedUp
    )
  }
}

extension ConfirmationMemory {
  /// One key, asked of a party who alone hears it: the caller's music goes on (rule 60).
  fileprivate func question(to party: Identifier) -> CallCommand {
    .recognize(
      RecognizeCommand(
        input: .tones(
          ToneCollection(
            maximum: 1,
            interToneSeconds: ToneOptions.single.between.secondsRoundedUp,
            stopTones: []
          )
        ),
        from: party,
        prompts: prompts,
        bargeIn: true,
        initialSilenceSeconds: silenceSeconds,
        speechLocale: nil,
        interrupts: false
      )
    )
  }

  /// What an answer to the question means; nil where it confirms.
  fileprivate func failure(_ answer: OperationResult) -> InvitationMemory.LastFailure? {
    switch answer {
    case .recognized(.tones([key])?): nil
    case .failed(_, let reason):
      // Nothing was pressed, or nothing that counts, or they have gone (8558, or 8522 where the
      // call is there all the same); anything else is no answer of theirs.
      InvitationMemory.LastFailure(
        outcome: [8510, 8522, 8532, 8534, 8558].contains(reason.subCode) ? .declined : .failed,
        reason: reason
      )
    case .recognized, .succeeded, .joined, .http: .declined("another key was pressed")
    }
  }
}

extension InvitationMemory.LastFailure {
  fileprivate static func declined(_ message: String) -> Self {
    Self(outcome: .declined, reason: StepReason(.invalid, message))
  }
}

extension InvitationMemory {
  /// Asks somebody who has joined; what is done meanwhile is cut short, since they would hear it.
  mutating func ask(
    _ party: Identifier,
    addedBy addition: Int,
    in turn: inout Turn
  ) throws(StepFailure) {
    guard let confirmation else { return }
    turn.dropEnclosed()
    rounds?.restart(at: turn.now)
    try keepMusic(in: &turn)
    let question = try turn.send(confirmation.question(to: party))
    asked.append(
      ConfirmationMemory.Asked(
        addition: addition,
        party: party,
        stage: .question(question, attempt: 1)
      )
    )
  }

  /// Looks what those who are asked have pressed: gives the first who has confirmed.
  mutating func takeConfirmation(in turn: inout Turn) throws(StepFailure) -> Identifier? {
    for one in asked {
      switch one.stage {
      case .question(let question, let attempt):
        if turn.hasLeft(one.party) {
          // Nobody is there who could hear it.
          turn.state.operations.remove(question)
          forget(one, .declined("they left before they had confirmed"), in: &turn)
        } else if let answer = turn.takeResult(of: question),
          let confirmed = try take(answer, of: one, attempt, in: &turn)
        {
          return confirmed
        }
      case .removal(let removal, let failure):
        guard let result = turn.takeResult(of: removal) else { continue }
        forget(one, failure, in: &turn)
        if case .failed(_, let reason) = result {
          turn.log(
            .warning,
            "somebody who did not confirm cannot be taken out of the call",
            ["reason": reason.detail]
          )
          self.failure = LastFailure(outcome: .failed, reason: reason)
        }
      }
    }
    return nil
  }

  /// Takes an answer: gives who has confirmed; others are taken out of the call again.
  private mutating func take(
    _ answer: OperationResult,
    of one: ConfirmationMemory.Asked,
    _ attempt: Int,
    in turn: inout Turn
  ) throws(StepFailure) -> Identifier? {
    guard let confirmation, let failure = confirmation.failure(answer) else {
      asked.removeAll { $0.addition == one.addition }
      turn.state.operations.remove(one.addition)
      return one.party
    }
    if failure.reason.word == .canceled, attempt <= EngineLimits.conflictRetries {
      // Something of ours has cut it off, as after a start (rule 22); they have not answered.
      let question = try turn.send(confirmation.question(to: one.party))
      change(one, to: .question(question, attempt: attempt + 1))
      return nil
    }
    let named = turn.state.parties.record(of: one.party)?.identifier ?? one.party
    change(one, to: .removal(try turn.send(.removeParticipant(named)), failure))
    return nil
  }

  /// Leaves those who have not confirmed when somebody else has.
  func disposeOfAsked(in turn: inout Turn) {
    for one in asked {
      switch one.stage {
      case .question(let question, _):
        turn.state.operations.remove(question)
        turn.leaveInvitation(one.addition)
      case .removal(let removal, _):
        turn.state.operations.give(removal, to: .cleanup)
        turn.state.operations.remove(one.addition)
      }
    }
  }

  private mutating func change(
    _ one: ConfirmationMemory.Asked,
    to stage: ConfirmationMemory.Stage
  ) {
    guard let index = asked.firstIndex(of: one) else { return }
    asked[index].stage = stage
  }

  /// Notes that somebody is out of the call without having confirmed.
  private mutating func forget(
    _ one: ConfirmationMemory.Asked,
    _ failure: LastFailure,
    in turn: inout Turn
  ) {
    asked.removeAll { $0.addition == one.addition }
    turn.state.operations.remove(one.addition)
    self.failure = failure
  }
}
