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
    let queued = loop ? Milliseconds(0) : turn.queueTime(to: audience)
    let command = PlayCommand(
      sources: sources,
      to: audience,
      loop: loop,
      interrupts: turn.makeWay(to: audience)
    )
    let operation = try turn.send(
      .play(command),
      watchdog: loop || background ? nil : sources.watchdog + queued
    )
    if loop || background { turn.playsInBackground(operation, command) }
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
    if loop { turn.stopWatching(operation) }
    return .waiting(memory)
  }
}

extension [PlaySource] {
  /// When a prompt must be over: twice as long as it should take, and some time to begin.
  var watchdog: Milliseconds {
    estimate + estimate + EngineTimes.mediaGrace
  }
}

extension Turn {
  /// Leaves an operation of the running step to itself: what it plays goes on.
  mutating func leaveInBackground(_ ordinal: Int) {
    guard let index = index(of: ordinal) else { return }
    state.operations[index].owner = .background
    stopWatching(ordinal)
  }

  /// Gives an operation as long as the call lasts.
  mutating func stopWatching(_ ordinal: Int) {
    guard let index = index(of: ordinal) else { return }
    state.operations[index].due = nil
    state.operations[index].patience = nil
  }
}
