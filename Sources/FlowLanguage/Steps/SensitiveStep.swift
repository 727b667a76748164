/// Does steps whose answers must not be recorded or shown.
package struct SensitiveStep: StepKind {
  package static let summary =
    "Does steps whose answers must not be recorded or shown; a recording pauses meanwhile, and "
    + "nothing is sent to sockets."
  package static let phase = PhaseRequirement.connected

  /// What is done.
  package let body: StepList

  package init(from fields: inout FieldReader) {
    body = fields.required("do", .steps("do"), "What is done meanwhile.", at: .main)
    fields.encloses(.sensitive(body))
    fields.waits(false)
    fields.outcome(.done, "All of it was done.")
    fields.outcome(
      .failed,
      "The recording could not be paused, or a socket is still sent to; nothing of it was done."
    )
  }
}
