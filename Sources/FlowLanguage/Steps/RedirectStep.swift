import CallModel

/// Sends the ringing call elsewhere; the flow is over.
package struct RedirectStep: StepKind {
  package static let summary = "Sends the ringing call elsewhere; the flow is over."
  package static let phase = PhaseRequirement.ringing

  /// Who is rung instead.
  package let to: FieldValue<Party>

  package init(from fields: inout FieldReader) {
    to = fields.required("to", .party(.redirect), "Who is rung instead.", at: .main)
    fields.waits()
    fields.reads(as: "redirects to", "redirecting to", .field("to"))
    fields.outcome(
      .done,
      "Somebody else is rung.",
      OutcomeEffect(onward: .leaves, phase: .gone, takesHandler: false)
    )
    fields.outcome(.failed, "The call could not be sent there, and still rings.")
  }
}
