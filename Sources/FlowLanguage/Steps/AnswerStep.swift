/// Takes the ringing call.
package struct AnswerStep: StepKind {
  package static let summary = "Takes the ringing call."
  package static let phase = PhaseRequirement.ringing

  package init(from fields: inout FieldReader) {
    fields.waits()
    fields.outcome(.done, "The call is connected.", OutcomeEffect(phase: .connected))
    fields.outcome(
      .failed,
      "The call could not be taken; it is over.",
      OutcomeEffect(onward: .leaves, phase: .gone)
    )
  }
}
