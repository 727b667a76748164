import CEL

/// Does steps over and over, so many times or until a condition holds.
package struct RepeatStep: StepKind {
  package static let summary = "Does steps again, so many times or until a condition holds."
  package static let phase = PhaseRequirement.any

  /// The most rounds there are (SEMANTICS.md 1.9).
  package static let mostRounds = 1_000

  /// How many rounds there are at most; nil for the most there can be.
  package let times: FieldValue<Int>?
  /// The condition that is asked after each round and ends the rounds; nil for none.
  package let until: ExpressionID?
  /// What is done in each round.
  package let body: StepList

  /// How many rounds there are at most, as far as it is known before a call.
  var mostTimes: Int {
    if case .literal(let times)? = times { times } else { Self.mostRounds }
  }

  package init(from fields: inout FieldReader) {
    times = fields.optional(
      "times",
      .count(1...Self.mostRounds),
      "How many rounds there are at most, 1 to 1000; 1000 if left out."
    )
    until = fields.optional(
      "until",
      .condition,
      "The condition that ends the rounds; it is asked after each."
    )
    body = fields.required("do", .steps("do"), "What is done in each round.")
    fields.needsOne(of: ["times", "until"])
    fields.encloses(.rounds(body, until: until))
    fields.outcome(
      .done,
      until == nil ? "All rounds were done." : "The condition holds."
    )
    fields.outcome(
      .exhausted,
      "All rounds were done, and the condition does not hold.",
      isPossible: until != nil
    )
    fields.outcome(
      .failed,
      "The number of rounds or the condition could not be computed.",
      isPossible: until != nil || times.map { !$0.isLiteral } ?? false,
      OutcomeEffect(unhandled: .accepted)
    )
    fields.output("count", .int, [.done, .exhausted], "How many rounds were done.")
  }
}
