import CEL
import CallModel
import FlowLanguage

extension HTTPStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = []

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let service = self.service.flatMap { turn.program.services[$0] }
    let address = try turn.url(url, of: service)
    let url = address.asking(try turn.query(query))
    let publicHostsOnly = try turn.isHostFromData(self.url, of: service, address)
    var fields: [HTTPEffect.Header] = []
    for header in headers(with: service) {
      fields.append(
        HTTPEffect.Header(
          name: header.name.lowercased(),
          value: try turn.headerParts(header.value)
        )
      )
    }
    let body = try body.map { template throws(StepFailure) in try turn.value(of: template) }
    let timeout = try turn.duration(timeout, in: .seconds(1)...(.seconds(30)))
    let isSensitive = turn.program.sensitive.senders.contains(node.path)
    let operation = try turn.send { ordinal in
      HTTPEffect(
        ordinal: ordinal,
        method: method.rawValue.uppercased(),
        url: url,
        headers: fields,
        body: body,
        timeout: timeout,
        once: once,
        publicHostsOnly: publicHostsOnly,
        isSensitive: isSensitive
      )
    }
    return .waiting(.operation(operation))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .operation(let operation) = memory else { throw .foreignMemory }
    switch turn.takeResult(of: operation) {
    case nil: return .waiting(memory)
    case .http(let result)?: return .ended(try self.result(result, of: node, in: turn))
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?:
      return .ended(.failed(StepReason(.unknown, "no answer came")))
    }
  }

  private func result(
    _ result: HTTPResult,
    of node: StepNode,
    in turn: Turn
  ) throws(StepFailure) -> StepResult {
    switch result {
    case .response(let answer): return try self.answer(answer, of: node, in: turn)
    case .timedOut: return .failed(StepReason(.timeout, "no answer came in time"))
    case .failed(let message): return .failed(StepReason(.unknown, message))
    case .refused(let message): return .failed(StepReason(.invalid, message))
    case .fetched: return .failed(StepReason(.unknown, "no answer came"))
    }
  }

  /// An answer came: a status that `on:` names is an outcome, any other must be a 2xx with a body
  /// of the declared shape.
  private func answer(
    _ answer: HTTPAnswer,
    of node: StepNode,
    in turn: Turn
  ) throws(StepFailure) -> StepResult {
    let named = Outcome(String(answer.status))
    let isNamed = node.handlers.contains { $0.outcome == named }
    guard isNamed || (200...299).contains(answer.status) else {
      return .failed(
        StepReason(.status, code: answer.status, "the answer's status is not a success")
      )
    }
    var outputs: [String: CELValue] = [
      "status": .int(Int64(answer.status)),
      "headers": .map(CELMap(texts: answer.headers.mapValues(CELValue.string))),
    ]
    if let response {
      if let body = response.value(json: answer.body) {
        outputs["body"] = body
      } else if !isNamed {
        return .failed(
          StepReason(.shape, code: answer.status, "the answer's body is not as declared")
        )
      }
    }
    try turn.checkRoom(for: outputs.values.reduce(0) { $0 + $1.weight })
    return StepResult(outcome: isNamed ? named : .done, outputs: outputs)
  }
}

extension Turn {
  /// Whether more values may be kept beside those that are not replaced; their size counts roughly
  /// as they are stored.
  func checkRoom(for weight: Int, replacing names: [String] = []) throws(StepFailure) {
    let replaced = variables.filter { names.contains($0.key) }.weight
    let all = state.variables.weight + state.records.weight
    let kept = state.flows.reduce(all) { $0 + $1.weight } - replaced
    guard kept + weight <= EngineLimits.valueBytes else {
      throw StepFailure(.limit, "the call's values take too much room")
    }
  }
}
