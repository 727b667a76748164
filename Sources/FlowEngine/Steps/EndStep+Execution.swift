import FlowLanguage

extension EndStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    .leaves(.end)
  }
}
