import CEL
import CallModel
import FlowLanguage

extension DialStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.callConnected, .createCallFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let target = try turn.party(to, for: .dial)
    let source = try account.map { field throws(StepFailure) in
      try turn.party(field, for: .placeAs)
    }
    let timeout = try turn.duration(timeout, in: .seconds(1)...(.seconds(115)))
    let (streaming, transcription) = turn.options(feeds)
    let command = CreateCallCommand(
      target: target,
      source: source,
      cognitiveServicesEndpoint: turn.program.cognitiveServicesEndpoint,
      timeoutSeconds: timeout.secondsRoundedUp,
      streaming: streaming,
      transcription: transcription
    )
    let operation = try turn.send(.createCall(command))
    turn.state.place(from: source, to: target)
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
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?:
      guard let reached = turn.caller else { return .ended(.done()) }
      return .ended(.done(["party": IdentifierType.value(of: reached)]))
    }
  }
}
