import FlowLanguage

extension IfStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .follows(try turn.condition(condition) ? then : `else`)
  }
}
