internal import CallAutomation
package import FlowEngine
internal import JSON

/// Bytes of an answer that a flow may read as JSON (SEMANTICS.md 1.9).
private let webBodyBytes = 256 * 1024

extension HTTPResult {
  /// What a flow learns of the last try of its request; `scrub` takes secrets out of each text, for a
  /// server may echo what it was sent.
  package init(_ result: SendResult, scrubbing scrub: (String) -> String) {
    switch result {
    case .answer(let answer): self = .response(HTTPAnswer(answer, scrub))
    case .notSent(let reason), .uncertain(let reason): self = .failed(message: scrub(reason))
    case .impossible(let reason): self = .refused(message: scrub(reason))
    case .timedOut: self = .timedOut
    }
  }
}

extension HTTPAnswer {
  /// What a flow can see of an answer: the first header of each name, and a body that is JSON.
  fileprivate init(_ answer: WebAnswer, _ scrub: (String) -> String) {
    var headers: [String: String] = [:]
    for header in answer.headers where headers[header.name.lowercased()] == nil {
      headers[header.name.lowercased()] = scrub(header.value)
    }
    let limits = JSONLimits(bytes: webBodyBytes, depth: 64, values: 100_000)
    let json = Result { () throws(JSONFailure) in
      try parseJSON(answer.body, limits: limits)
    }
    let body: JSONValue? =
      switch json {
      case .success(let value): value.scrubbed(by: scrub)
      case .failure: nil
      }
    self.init(status: answer.status, headers: headers, body: body?.celValue)
  }
}

extension JSONValue {
  /// The value with the secrets taken out of its texts and names.
  fileprivate func scrubbed(by scrub: (String) -> String) -> JSONValue {
    switch self {
    case .null, .bool, .integer, .wideInteger, .number: return self
    case .string(let text): return .string(scrub(text))
    case .array(let elements): return .array(elements.map { $0.scrubbed(by: scrub) })
    case .object(let members):
      var scrubbed = JSONObject()
      for member in members { scrubbed[scrub(member.name)] = member.value.scrubbed(by: scrub) }
      return .object(scrubbed)
    }
  }
}
