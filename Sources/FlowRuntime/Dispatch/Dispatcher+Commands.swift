internal import CallAutomation
internal import CallModel
internal import FlowEngine

extension Dispatcher {
  /// Sends a command, as often as its retry class and its deadline allow (SEMANTICS.md 1.6).
  ///
  /// One that is withdrawn between two tries ends without another, and is not reported.
  func carryOut(_ send: SendEffect, _ run: LaneRun) async -> CallInput.Content? {
    let time = dependencies.time
    // Nothing is sent past its deadline but what ends the call: no caller is left on a line nobody holds.
    let deadline = send.endsCall ? max(send.deadline, time.now + .seconds(60)) : send.deadline
    var backoff = Backoff(random: dependencies.random)
    var refusal = Refusal(indefinite: "it was not sent before its deadline")
    while time.now < deadline {
      guard let order = orderToTry(run) else { return nil }
      let attempt = await attempt(send, order, until: deadline)
      var asked: Duration?
      switch attempt {
      case .ended(let content): return content
      case .mayRetry(let latest, let retryAfter): (refusal, asked) = (latest, retryAfter)
      case .cancelled: return nil
      }
      let delay = backoff.delay(atLeast: asked)
      guard time.now + Milliseconds(delay) < deadline else { break }
      guard await pause(run, for: delay) else { return nil }
    }
    return .refused(send.context, refusal)
  }

  /// What one try came to.
  fileprivate enum Attempt {
    case ended(CallInput.Content)
    case mayRetry(Refusal, after: Duration?)
    case cancelled
  }

  private func attempt(
    _ send: SendEffect,
    _ order: LaneOrder,
    until deadline: Timestamp
  ) async -> Attempt {
    let request: ServiceRequest
    switch encode(send.command, in: send.envelope(order, dependencies.callbackBase)) {
    case .success(let encoded): request = encoded
    case .failure(.noConnection(let command)):
      let message = EncodingFailure.noConnection(command: command).description
      return .mayRetry(Refusal(indefinite: message), after: nil)
    case .failure(let failure):
      return .ended(.refused(send.context, Refusal(definite: failure.description)))
    }
    observe(order, .request(send.label, line: "\(request.method) \(request.target)"))
    let time = dependencies.time
    let timeout = min(HostLimits.serviceRequest, Duration(deadline - time.now))
    let result = await dependencies.sender.send(request, timeout: timeout)
    guard !Task.isCancelled || result.isAnswer else { return .cancelled }
    dependencies.answered(result)
    observe(order, .answer(send.label, result.summary(dependencies.scrubber)))
    return send.judge(result)
  }
}

extension SendEffect {
  fileprivate var endsCall: Bool { command.policy.endsCall }

  /// The command's name for people, such as `play 3.1`.
  fileprivate var label: String { "\(command.name) \(context)" }

  fileprivate func envelope(
    _ order: LaneOrder,
    _ callbackBase: String
  ) -> CommandEnvelope {
    CommandEnvelope(
      callID: order.callID,
      context: context,
      connectionID: order.connectionID,
      firstSent: firstSent,
      repeatabilityID: repeatabilityID(callID: order.callID, ordinal: context.ordinal),
      callbackBase: callbackBase
    )
  }

  /// Whether a result decides, or may be tried again by the command's class.
  fileprivate func judge(_ result: SendResult) -> Dispatcher.Attempt {
    switch result {
    case .notSent(let reason): .mayRetry(Refusal(indefinite: reason), after: nil)
    case .impossible(let reason): .ended(.refused(context, Refusal(definite: reason)))
    case .uncertain(let reason): judgeSilence(reason)
    case .timedOut: judgeSilence("no answer came in time")
    case .answer(let answer): judge(answer)
    }
  }

  private func judgeSilence(_ reason: String) -> Dispatcher.Attempt {
    let refusal = Refusal(indefinite: reason)
    return switch command.policy.retry {
    case .repeatable, .setting: .mayRetry(refusal, after: nil)
    case .once: .ended(.refused(context, refusal))
    }
  }

  private func judge(_ answer: WebAnswer) -> Dispatcher.Attempt {
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

extension Refusal {
  /// What may or may not have happened.
  fileprivate init(indefinite message: String) {
    self.init(certainty: .indefinite, status: nil, code: nil, message: message)
  }

  /// What certainly did not happen.
  fileprivate init(definite message: String) {
    self.init(certainty: .definite, status: nil, code: nil, message: message)
  }
}
