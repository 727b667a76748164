import FlowLanguage

extension GotoStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .leaves(.block(block))
  }
}
