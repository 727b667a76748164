/// Takes the ringing call.
package struct AnswerStep: StepKind {
  package static let summary = "Takes the ringing call."
  package static let phase = PhaseRequirement.ringing

  package init(from fields: inout FieldReader) {
    fields.outcome(.failed, "The call could not be taken; it is over.")
  }
}
