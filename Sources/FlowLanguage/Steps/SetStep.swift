package import Diagnostics

/// Gives variables new values.
package struct SetStep: StepKind {
  package static let summary = "Gives variables new values."
  package static let phase = PhaseRequirement.any

  /// One variable's new value.
  package struct Assignment: Sendable {
    /// The variable.
    package let name: String
    /// Where its name stands.
    package let span: Span
    /// Its new value; all are computed before any is set.
    package let value: ValueTemplate
  }

  /// The new values, in the order written.
  package let assignments: [Assignment]

  package init(from fields: inout FieldReader) {
    assignments = fields.whole(.assignments, "Variables and their new values.")
    fields.runsBeside(.recordingFailed, .meanwhile)
    fields.goesUnnoticed()
    fields.assigns(assignments.map(\.name))
    fields.outcome(.done, "The variables have their new values.")
    fields.outcome(
      .failed,
      "A value could not be computed.",
      OutcomeEffect(unhandled: .accepted)
    )
  }
}
