/// Ends the call for everyone.
package struct HangUpStep: StepKind {
  package static let summary = "Ends the call for everyone."
  package static let phase = PhaseRequirement.alive

  package init(from fields: inout FieldReader) {
    fields.runsBeside(.recordingFailed)
    fields.reads(as: "hangs up", "hanging up")
    fields.outcome(
      .done,
      "The call is ended.",
      OutcomeEffect(onward: .leaves, takesHandler: false)
    )
  }
}
