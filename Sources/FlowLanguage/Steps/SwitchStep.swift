package import Diagnostics

/// Goes one of several ways.
package struct SwitchStep: StepKind {
  package static let summary = "Goes the way whose case equals a value."
  package static let phase = PhaseRequirement.any

  /// One way.
  package struct Case: Sendable {
    /// What the value must equal, as written; compared by the value's type.
    package let text: String
    /// Where it stands.
    package let span: Span
    /// What is done.
    package let handler: Handler
  }

  /// The value.
  package let value: ExpressionID
  /// The ways, in the order written.
  package let cases: [Case]
  /// What is done if none fits; nil to go on.
  package let `default`: Handler?

  package init(from fields: inout FieldReader) {
    value = fields.required("switch", .selector, "The value.", at: .main)
    cases = fields.required("cases", .cases, "What is done for each value.", at: .beside)
    `default` = fields.optional(
      "default",
      .handler("default"),
      "What is done if none fits.",
      at: .beside
    )
    fields.runsBeside(.recordingFailed)
    let branches = cases.map { one in
      StepDecision.Branch(
        key: "cases",
        entry: one.text,
        span: one.span,
        answer: .word(one.text),
        handler: one.handler
      )
    }
    fields.decides(
      .value(value),
      branches + [StepDecision.Branch(key: "default", answer: .otherwise, handler: `default`)]
    )
    fields.outcome(
      .failed,
      "The value could not be computed.",
      OutcomeEffect(unhandled: .accepted)
    )
  }
}
