import FlowLanguage

extension HangUpStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .leaves(.hangUp)
  }
}
