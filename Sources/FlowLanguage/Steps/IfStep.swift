/// Goes one way or another.
package struct IfStep: StepKind {
  package static let summary = "Goes one way if a condition holds, and another if not."
  package static let phase = PhaseRequirement.any

  /// The condition.
  package let condition: ExpressionID
  /// What is done if it holds.
  package let then: Handler
  /// What is done if not; nil to go on.
  package let `else`: Handler?

  package init(from fields: inout FieldReader) {
    condition = fields.required("if", .condition, "The condition.", at: .main)
    then = fields.required("then", .handler("then"), "What is done if it holds.", at: .beside)
    `else` = fields.optional("else", .handler("else"), "What is done if not.", at: .beside)
    fields.runsBeside(.recordingFailed, .meanwhile)
    fields.decides(
      .condition(condition),
      [
        StepDecision.Branch(key: "then", answer: .holds(true), handler: then),
        StepDecision.Branch(key: "else", answer: .holds(false), handler: `else`),
      ]
    )
    fields.outcome(
      .failed,
      "The condition could not be computed.",
      OutcomeEffect(unhandled: .accepted)
    )
  }
}
