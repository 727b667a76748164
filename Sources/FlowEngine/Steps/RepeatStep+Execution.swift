import CEL
import CallModel
import FlowLanguage

extension RepeatStep: StepExecution {
  static var awaits: Set<CallEvent.Kind> { [] }

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let times = try times.map { field throws(StepFailure) in
      try turn.count(field, in: 1...Self.mostRounds)
    }
    return round(RepeatMemory(times: times ?? Self.mostRounds))
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .repeat(var memory) = memory else { throw .foreignMemory }
    guard !turn.hasEnclosed else { return .waiting(.repeat(memory)) }
    let isDone = try until.map { id throws(StepFailure) in try turn.condition(id) }
    if isDone ?? (memory.round >= memory.times) { return .ended(.done(memory.outputs)) }
    guard memory.round < memory.times else {
      let reason = StepReason(.limit, "the condition did not come to hold in any round")
      return .ended(.failed(.exhausted, reason, memory.outputs))
    }
    turn.records.forgiveFailure(under: body.path)
    memory.round += 1
    return round(memory)
  }

  /// Begins the round that the memory says.
  private func round(_ memory: RepeatMemory) -> Progress {
    .encloses(
      .list(ListFrame(path: body.path, role: .step, round: memory.round)),
      .repeat(memory)
    )
  }
}

extension RepeatMemory {
  /// What the step's result holds.
  fileprivate var outputs: [String: CELValue] { ["count": .int(Int64(round))] }
}
