package import CallModel

/// Refuses the ringing call; the flow is over.
package struct RejectStep: StepKind {
  package static let summary = "Refuses the ringing call; the flow is over."
  package static let phase = PhaseRequirement.ringing

  /// What the caller's network is told.
  package let reason: FieldValue<RejectCommand.Reason>

  package init(from fields: inout FieldReader) {
    reason =
      fields.optional(
        "reason",
        .word(RejectCommand.Reason.self),
        "What the caller's network is told.",
        at: .main
      ) ?? .literal(.busy)
    fields.waits()
    fields.reads(as: "rejects the call", "rejecting the call")
    fields.outcome(
      .done,
      "The call is refused.",
      OutcomeEffect(onward: .leaves, phase: .gone, takesHandler: false)
    )
    fields.outcome(
      .failed,
      "The call could not be refused.",
      OutcomeEffect(unhandled: .accepted)
    )
  }
}
