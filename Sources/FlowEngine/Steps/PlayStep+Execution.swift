import CallModel
import FlowLanguage

extension PlayStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .playStarted, .playCompleted, .playFailed, .playCanceled,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let sources = try turn.sources(prompts)
    let audience =
      try to.map { field throws(StepFailure) in
        try turn.parties(field, for: .reach)
      } ?? []
    // Before what plays is replaced.
    try turn.checkReach(audience)
    let command = PlayCommand(
      sources: sources,
      to: audience,
      loop: loop,
      interrupts: turn.preemptMedia(for: audience)
    )
    let operation = try turn.send(.play(command))
    if loop || background {
      turn.state.media.add(operation, command, of: node.id, at: turn.now)
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
    case .failed(let outcome, let reason)?: return .ended(.failed(outcome, reason))
    case .succeeded?, .joined?, .recognized?, .http?: return .ended(.done())
    case nil: break
    }
    guard turn.isAccepted(operation) else { return .waiting(memory) }
    if background {
      turn.leaveInBackground(operation)
      return .ended(.done())
    }
    // A loop lasts until something ends it; nothing is late about it.
    if loop { turn.state.operations.stopWatching(operation) }
    return .waiting(memory)
  }
}
