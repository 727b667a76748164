package import FlowLanguage

/// One input of a call, with what came of it.
package struct HandledInput: Sendable {
  /// The call before it.
  package let before: CallMachine
  /// The input.
  package let input: CallInput
  /// What the machine said.
  package let effects: [Effect]
  /// The call after it.
  package let after: CallMachine

  /// Makes one of what a machine was given, and said.
  package init(
    before: CallMachine,
    input: CallInput,
    effects: [Effect],
    after: CallMachine
  ) {
    self.before = before
    self.input = input
    self.effects = effects
    self.after = after
  }

  /// The promises that do not hold here.
  package func brokenPromises(in program: Program) -> [BrokenPromise] {
    CallPromise.allCases.flatMap { broken($0, in: program) }
  }

  /// Where a promise does not hold here.
  package func broken(_ promise: CallPromise, in program: Program) -> [BrokenPromise] {
    let details =
      switch promise {
      case .admissible: inadmissibleCommands(in: program)
      case .typed: mistypedValues(in: program)
      case .sealed: toldSecrets(in: program)
      case .lookedAfter: neglect(in: program)
      case .once: changesByRepetition(in: program)
      case .equal: differences(in: program)
      case .stored: changesByStoring()
      case .endedOnce: stepsAfterEnd()
      }
    return details.map { BrokenPromise(promise, $0) }
  }
}
