internal import CallAutomation
internal import CallModel
internal import FlowEngine

extension Dispatcher {
  /// Makes a flow's HTTP request (SEMANTICS.md, rule 30).
  ///
  /// The effect's timeout bounds all tries together, so that the step ends when its author expects
  /// it to. GET and HEAD are tried again after anything but an answer that settles it; others only
  /// if no byte of the request left, or after 429 and 503.
  func carryOut(_ effect: HTTPEffect, _ order: LaneOrder) async -> CallInput.Content? {
    let request: WebRequest
    switch webRequest(effect, order) {
    case .success(let resolved): request = resolved
    case .failure(let failure):
      return .httpFinished(ordinal: effect.ordinal, .refused(message: failure.description))
    }
    let result = await send(request, of: effect, order)
    return result.map { .httpFinished(ordinal: effect.ordinal, $0) }
  }

  private func send(
    _ request: WebRequest,
    of effect: HTTPEffect,
    _ order: LaneOrder
  ) async -> HTTPResult? {
    let time = surroundings.time
    let deadline = time.now + effect.timeout
    let label = "http \(effect.ordinal)"
    var backoff = Backoff(random: surroundings.random)
    var tries = 0
    while true {
      tries += 1
      observe(order, .request(label, line: effect.line))
      let timeout = Duration(deadline - time.now)
      let result = await surroundings.sender.send(request, timeout: timeout)
      guard !Task.isCancelled || result.isAnswer else { return nil }
      observe(order, .answer(label, result.summary))
      var asked: Duration?
      if case .answer(let answer) = result { asked = answer.retryAfter }
      let delay = backoff.delay(atLeast: asked)
      guard effect.mayRetry(after: result), tries < HostLimits.webTries,
        time.now + Milliseconds(delay) < deadline
      else { return HTTPResult(result) }
      guard await time.sleep(for: delay) else { return nil }
    }
  }

  private func webRequest(
    _ effect: HTTPEffect,
    _ order: LaneOrder
  ) -> Result<WebRequest, SecretFailure> {
    Result { () throws(SecretFailure) in
      let resolver = SecretResolver(references: order.secrets, reading: surroundings.secrets)
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
        body: effect.body.map { JSONValue($0).bytes } ?? []
      )
    }
  }
}

extension HTTPEffect {
  /// The request line for people, with secrets blotted out.
  fileprivate var line: String {
    let parts = url.map { part in
      switch part {
      case .text(let text): text
      case .secret: "‹secret›"
      }
    }
    return "\(method) \(parts.joined())"
  }

  fileprivate func mayRetry(after result: SendResult) -> Bool {
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

extension HTTPResult {
  /// What a flow learns of the last try.
  fileprivate init(_ result: SendResult) {
    switch result {
    case .answer(let answer): self = .response(HTTPAnswer(answer))
    case .notSent(let reason), .uncertain(let reason): self = .failed(message: reason)
    case .impossible(let reason): self = .refused(message: reason)
    case .timedOut: self = .timedOut
    }
  }
}

extension HTTPAnswer {
  /// What a flow can see of an answer.
  init(_ answer: WebAnswer) {
    var headers: [String: String] = [:]
    for header in answer.headers where headers[header.name.lowercased()] == nil {
      headers[header.name.lowercased()] = header.value
    }
    let limits = JSONLimits(bytes: HostLimits.webBodyBytes, depth: 64)
    let json = Result { () throws(JSONSyntaxFailure) in
      try parseJSON(answer.body, limits: limits)
    }
    let body: JSONValue? =
      switch json {
      case .success(let value): value
      case .failure: nil
      }
    self.init(status: answer.status, headers: headers, body: body?.celValue)
  }
}
