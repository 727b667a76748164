internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import JSON

extension Dispatcher {
  /// Makes a flow's HTTP request (SEMANTICS.md, rule 30).
  ///
  /// The effect's timeout bounds all tries together, so that the step ends when its author expects
  /// it to. GET and HEAD are tried again after anything but an answer that settles it; others only
  /// if no byte of the request left, or after 429 and 503.
  func carryOut(_ effect: HTTPEffect, _ run: LaneRun) async -> CallInput.Content? {
    guard let order = orderToTry(run) else { return nil }
    let request: WebRequest
    switch webRequest(effect, order) {
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
    let deadline = time.now + effect.timeout
    var backoff = Backoff(random: dependencies.random)
    var tries = 0
    while true {
      guard let order = orderToTry(run) else { return nil }
      tries += 1
      observe(order, .request(effect.label, line: effect.line))
      let timeout = Duration(deadline - time.now)
      let start = ContinuousClock.now
      let result = await dependencies.sender.send(request, timeout: timeout)
      guard !Task.isCancelled || result.isAnswer else { return nil }
      dependencies.metrics.tried(result, in: ContinuousClock.now - start)
      observe(order, .answer(effect.label, result.summary(dependencies.scrubber)))
      var asked: Duration?
      if case .answer(let answer) = result { asked = answer.retryAfter }
      let delay = backoff.delay(atLeast: asked)
      guard effect.mayRetry(after: result), tries < HostLimits.webTries,
        time.now + Milliseconds(delay) < deadline
      else { return HTTPResult(result, dependencies.scrubber) }
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

  /// The request line for people, with secrets blotted out, and who the URL says sends it.
  fileprivate var line: String {
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

extension HTTPResult {
  /// What a flow learns of the last try, without secrets: it is stored.
  fileprivate init(_ result: SendResult, _ scrubber: Scrubber) {
    switch result {
    case .answer(let answer): self = .response(HTTPAnswer(answer, scrubber))
    case .notSent(let reason), .uncertain(let reason):
      self = .failed(message: scrubber.scrub(reason))
    case .impossible(let reason): self = .refused(message: scrubber.scrub(reason))
    case .timedOut: self = .timedOut
    }
  }
}

extension HTTPAnswer {
  /// What a flow can see of an answer; a server may echo the secrets it was sent.
  init(_ answer: WebAnswer, _ scrubber: Scrubber) {
    var headers: [String: String] = [:]
    for header in answer.headers where headers[header.name.lowercased()] == nil {
      headers[header.name.lowercased()] = scrubber.scrub(header.value)
    }
    let limits = JSONLimits(bytes: HostLimits.webBodyBytes, depth: 64, values: 100_000)
    let json = Result { () throws(JSONFailure) in
      try parseJSON(answer.body, limits: limits)
    }
    let body: JSONValue? =
      switch json {
      case .success(let value): value.scrubbed(by: scrubber)
      case .failure: nil
      }
    self.init(status: answer.status, headers: headers, body: body?.celValue)
  }
}

extension JSONValue {
  /// The value with the secrets taken out of its texts and names.
  fileprivate func scrubbed(by scrubber: Scrubber) -> JSONValue {
    switch self {
    case .null, .bool, .integer, .wideInteger, .number: return self
    case .string(let text): return .string(scrubber.scrub(text))
    case .array(let elements): return .array(elements.map { $0.scrubbed(by: scrubber) })
    case .object(let members):
      var scrubbed = JSONObject()
      for member in members {
        scrubbed[scrubber.scrub(member.name)] = member.value.scrubbed(by: scrubber)
      }
      return .object(scrubbed)
    }
  }
}
