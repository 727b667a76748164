internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension Dispatcher {
  /// Sends a command, as often as its retry class and its deadline allow (SEMANTICS.md 1.6).
  ///
  /// One that is withdrawn between two tries ends without another, and is not reported.
  func carryOut(_ send: SendEffect, _ run: LaneRun) async -> CallInput.Content? {
    // A call is ended for such a request; what ends it at the service could be one too.
    guard dependencies.traps?.isFatal(send.making, of: run.callID) != true else {
      let refusal = Refusal(
        certainty: .definite,
        status: nil,
        code: nil,
        message: "making the request has ended the process twice"
      )
      return .refused(send.context, refusal)
    }
    let time = dependencies.time
    var tries = Tries(of: send, from: time.now, random: dependencies.random)
    var refusal = Refusal.unsent
    while tries.areOpen(at: time.now) {
      guard let order = orderToTry(run) else { return nil }
      guard let judgement = await attempt(send, order, until: tries.deadline) else { return nil }
      var asked: Duration?
      switch judgement {
      case .ended(let content): return content
      case .mayRetry(let latest, let retryAfter): (refusal, asked) = (latest, retryAfter)
      }
      guard let delay = tries.pause(atLeast: asked, at: time.now) else { break }
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
    var request: ServiceRequest
    let version = dependencies.serviceVersion
    let readied = TrapBoard.watching(send.making, of: order.callID) {
      send.readied(in: order, callbackBase: dependencies.callbackBase, version)
    }
    switch readied {
    case .request(let readied): request = readied
    case .judged(let judgement): return judgement
    }
    request.tell(TraceContext(of: order.callID, ordinal: send.context.ordinal))
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
  /// The command's name for people, such as `play 3.1`.
  fileprivate var label: String { "\(command.name) \(context)" }

  /// Making a request of it, whichever attempt it is.
  fileprivate var making: TrapBoard.Deed {
    .makes(request: "\(command.name) \(context.ordinal)")
  }
}

extension ServiceRequest {
  /// Tells whoever is asked which part of which trace the request is.
  mutating func tell(_ context: TraceContext) {
    headers.append(Header("traceparent", context.traceparent))
  }
}
