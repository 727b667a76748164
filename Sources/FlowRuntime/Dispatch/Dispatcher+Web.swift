internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import JSON

extension Dispatcher {
  /// Makes a flow's HTTP request (SEMANTICS.md, rule 30).
  ///
  /// GET and HEAD are tried again after anything but an answer that settles it; others only if no byte
  /// of the request left, or after 429 and 503.
  func carryOut(_ effect: HTTPEffect, _ run: LaneRun) async -> CallInput.Content? {
    guard let order = orderToTry(run) else { return nil }
    let request: WebRequest
    let making = TrapBoard.Deed.makes(request: effect.label)
    switch TrapBoard.watching(making, of: order.callID, { webRequest(effect, order) }) {
    case .success(let resolved): request = resolved
    case .failure(let failure):
      observe(order, .answer(effect.label, "not sent: \(failure)"))
      return .httpFinished(ordinal: effect.ordinal, .refused(message: failure.description))
    }
    let result = await send(request, of: effect, run)
    return result.map { .httpFinished(ordinal: effect.ordinal, $0) }
  }

  private func send(
    _ request: WebRequest,
    of effect: HTTPEffect,
    _ run: LaneRun
  ) async -> HTTPResult? {
    let time = dependencies.time
    var tries = Tries(of: effect, from: time.now, random: dependencies.random)
    while true {
      guard let order = orderToTry(run) else { return nil }
      observe(order, .request(effect.label, line: effect.line))
      let timeout = Duration(tries.deadline - time.now)
      let start = ContinuousClock.now
      let result = await dependencies.sender.send(request, timeout: timeout)
      guard !Task.isCancelled || result.isAnswer else { return nil }
      dependencies.metrics.tried(result, in: ContinuousClock.now - start)
      observe(order, .answer(effect.label, result.summary(dependencies.scrubber)))
      guard let delay = tries.pause(after: result, of: effect, at: time.now) else {
        return HTTPResult(result, scrubbing: dependencies.scrubber.scrub)
      }
      dependencies.metrics.triesFlowAgain()
      guard await pause(run, for: delay) else { return nil }
    }
  }

  private func webRequest(
    _ effect: HTTPEffect,
    _ order: LaneOrder
  ) -> Result<WebRequest, SecretFailure> {
    Result { () throws(SecretFailure) in
      let resolver = SecretResolver(
        references: order.secrets,
        reading: dependencies.secrets,
        scrubber: dependencies.scrubber
      )
      var headers: [ServiceRequest.Header] = []
      for header in effect.headers {
        headers.append(ServiceRequest.Header(header.name, try resolver.text(of: header.value)))
      }
      let names = Set(effect.headers.map(\.name))
      let key = repeatabilityID(callID: order.callID, ordinal: effect.ordinal)
      headers.append(ServiceRequest.Header("idempotency-key", key))
      if !names.contains("traceparent") {
        let context = TraceContext(of: order.callID, ordinal: effect.ordinal)
        headers.append(ServiceRequest.Header("traceparent", context.traceparent))
      }
      if effect.body != nil, !names.contains("content-type") {
        headers.append(ServiceRequest.Header("content-type", "application/json"))
      }
      return WebRequest(
        method: effect.method,
        url: try resolver.text(of: effect.url),
        headers: headers,
        body: effect.body.map { JSONValue($0).bytes(in: .sorted) } ?? [],
        publicHostsOnly: effect.publicHostsOnly
      )
    }
  }
}

extension HTTPEffect {
  /// The request's name for people, such as `http 3`.
  fileprivate var label: String { "http \(ordinal)" }

  /// The request line for people, with secrets blotted out, and who the URL says sends it; where
  /// something in the request is sensitive, without the URL.
  fileprivate var line: String {
    guard !isSensitive else { return "\(method) \(sealedText)" }
    let parts = url.map { part in
      switch part {
      case .text(let text): text
      case .secret, .encodedSecret: "‹secret›"
      }
    }
    return "\(method) \(withoutUserInformation(parts.joined()))"
  }
}

/// A URL without the name and the password before its host (RFC 3986, section 3.2.1).
private func withoutUserInformation(_ url: String) -> String {
  guard let scheme = url.firstRange(of: "://") else { return url }
  let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
  guard let at = authority.lastIndex(of: "@") else { return url }
  return "\(url[..<scheme.upperBound])‹secret›\(url[at...])"
}
