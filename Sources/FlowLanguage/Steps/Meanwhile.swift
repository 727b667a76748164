package import CallModel

/// What is done now and then while a step waits.
package struct Meanwhile: Sendable {
  /// How long after the step began to wait, and after each round, the next round begins.
  package let every: FieldValue<Milliseconds>
  /// What is done in a round.
  package let body: StepList
}

extension FieldReader {
  /// Reads what is done meanwhile, and says that the step encloses it.
  mutating func meanwhile() -> Meanwhile? {
    let meanwhile = optional(
      "meanwhile",
      .meanwhile,
      "What is done now and then while it waits; it is cut short when the wait is over."
    )
    meanwhile.map { encloses(.meanwhile($0.body)) }
    return meanwhile
  }
}
