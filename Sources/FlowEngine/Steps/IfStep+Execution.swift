import FlowLanguage

extension IfStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .takesBranch(try turn.condition(condition) ? 0 : 1)
  }
}
