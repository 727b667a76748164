import FlowLanguage

extension LocaleStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let locale = try turn.text(locale)
    guard turn.program.voices.isEmpty || turn.program.voices[locale] != nil else {
      throw StepFailure(.invalid, "the language has no voice in this flow")
    }
    turn.state.locale = locale
    return .ended(.done())
  }
}
