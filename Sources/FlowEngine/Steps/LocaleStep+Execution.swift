import FlowLanguage

extension LocaleStep: InstantExecution {
  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    turn.state.locale = try turn.locale(locale)
    return .ended(.done())
  }
}

extension Turn {
  /// A language that the flow speaks.
  func locale(_ field: FieldValue<String>) throws(StepFailure) -> String {
    guard let locale = program.locale(named: try text(field)) else {
      throw StepFailure(
        .invalid,
        program.voices.isEmpty
          ? "the language is not written like en-US" : "the language has no voice in this flow"
      )
    }
    return locale
  }
}
