import FlowLanguage

extension ReturnStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .leaves(.run)
  }
}
