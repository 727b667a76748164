internal import CallAutomation
package import CallModel
package import FlowEngine

/// What one try of a command has come to.
package enum Judgement: Hashable, Sendable {
  /// It is decided: what the machine is told.
  case ended(CallInput.Content)
  /// It may be tried again while there is time; what the machine is told where there is none.
  case mayRetry(Refusal, after: Duration?)
}

extension SendEffect {
  /// Whether a result decides, or may be tried again by the command's class (SEMANTICS.md 1.6).
  package func judge(_ result: SendResult) -> Judgement {
    switch result {
    case .notSent(let reason): .mayRetry(Refusal(indefinite: reason), after: nil)
    case .impossible(let reason): .ended(.refused(context, Refusal(definite: reason)))
    case .uncertain(let reason): judgeSilence(reason)
    case .timedOut: judgeSilence("no answer came in time")
    case .answer(let answer): judge(answer)
    }
  }

  private func judgeSilence(_ reason: String) -> Judgement {
    let refusal = Refusal(indefinite: reason)
    return switch command.policy.retry {
    case .repeatable, .setting: .mayRetry(refusal, after: nil)
    case .once: .ended(.refused(context, refusal))
    }
  }

  private func judge(_ answer: WebAnswer) -> Judgement {
    switch decodeAnswer(to: command, status: answer.status, body: answer.body) {
    case .success(let commandAnswer): return .ended(.answered(context, commandAnswer))
    case .failure(let refusal):
      let isOpen = refusal.certainty == .indefinite
      let mayRetry =
        switch command.policy.retry {
        case .repeatable, .setting: isOpen
        case .once: answer.status == 429 || answer.status == 503
        }
      guard mayRetry else { return .ended(.refused(context, refusal)) }
      return .mayRetry(refusal, after: answer.retryAfter)
    }
  }
}

extension HTTPEffect {
  /// Whether a flow's request may be tried again after a result (SEMANTICS.md, rule 30).
  package func mayRetry(after result: SendResult) -> Bool {
    let isReading = method == "GET" || method == "HEAD"
    return switch result {
    case .notSent: true
    case .impossible: false
    case .uncertain, .timedOut: isReading && !once
    case .answer(let answer):
      answer.status == 429 || answer.status == 503
        || isReading && (answer.status == 408 || answer.status >= 500)
    }
  }
}

extension Refusal {
  /// What may or may not have happened.
  package init(indefinite message: String) {
    self.init(certainty: .indefinite, status: nil, code: nil, message: message)
  }

  /// What certainly did not happen.
  package init(definite message: String) {
    self.init(certainty: .definite, status: nil, code: nil, message: message)
  }
}
