/// The flow is over; the parties may talk on.
package struct EndStep: StepKind {
  package static let summary =
    "The flow is over; the parties talk on, and a caller left alone is hung up on."
  package static let phase = PhaseRequirement.any

  package init(from fields: inout FieldReader) {
    fields.reads(as: "ends", "ending")
    fields.outcome(
      .done,
      "The flow is over.",
      OutcomeEffect(onward: .ends, takesHandler: false)
    )
  }
}
