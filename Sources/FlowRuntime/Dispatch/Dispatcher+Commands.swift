internal import CallAutomation
internal import CallDispatch
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
      guard let judgement = await attempt(send, order, until: deadline) else { return nil }
      var asked: Duration?
      switch judgement {
      case .ended(let content): return content
      case .mayRetry(let latest, let retryAfter): (refusal, asked) = (latest, retryAfter)
      }
      let delay = backoff.delay(atLeast: asked)
      guard time.now + Milliseconds(delay) < deadline else { break }
      dependencies.metrics.retries(send.command.kind)
      guard await pause(run, for: delay) else { return nil }
    }
    return .refused(send.context, refusal)
  }

  /// What one try has come to; nil if it was cancelled.
  private func attempt(
    _ send: SendEffect,
    _ order: LaneOrder,
    until deadline: Timestamp
  ) async -> Judgement? {
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
    let start = ContinuousClock.now
    let result = await dependencies.sender.send(request, timeout: timeout)
    guard !Task.isCancelled || result.isAnswer else { return nil }
    dependencies.metrics.tried(send.command.kind, result, in: ContinuousClock.now - start)
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
}
