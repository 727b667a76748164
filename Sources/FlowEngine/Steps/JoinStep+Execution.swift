import CallModel
import FlowLanguage

extension JoinStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [.callConnected, .connectFailed]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let id = try turn.text(id)
    guard !id.isEmpty, !id.isLink else {
      throw StepFailure(.invalid, "an empty text or a link is not the id of a call")
    }
    let (streaming, transcription) = turn.options(feeds)
    let command = ConnectCommand(
      locator: CallLocator(kind, id),
      cognitiveServicesEndpoint: turn.program.cognitiveServicesEndpoint,
      streaming: streaming,
      transcription: transcription
    )
    let operation = try turn.send(.connect(command))
    turn.state.join()
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
    // Nobody was rung who could be busy or say no, whatever the code.
    case .failed(_, let reason)?: return .ended(.failed(reason))
    case .succeeded?, .joined?, .recognized?, .http?: return .ended(.done())
    }
  }
}
