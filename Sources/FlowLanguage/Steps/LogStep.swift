/// Writes a line to the log and the call's journal.
package struct LogStep: StepKind {
  package static let summary = "Writes a line to the operator's log and the call's journal."
  package static let phase = PhaseRequirement.any

  /// How much the line matters.
  package enum Level: String, Hashable, Sendable, CaseIterable {
    case debug, info, warning, error
  }

  /// What is written.
  package let text: Template
  /// How much it matters.
  package let level: FieldValue<Level>
  /// Named values beside it.
  package let fields: [CallContextFields.Header]

  package init(from fields: inout FieldReader) {
    text = fields.required("text", .text, "What is written.", at: .main)
    level =
      fields.optional("level", .word(Level.self), "How much it matters; `info` if left out.")
      ?? .literal(.info)
    self.fields = fields.optional("fields", .headers, "Named values beside the text.") ?? []
    // It sends nothing, so the flow's own handlers may have it.
    fields.runsBeside(.recordingFailed, .meanwhile)
    fields.logs(text.expressions + self.fields.flatMap(\.value.expressions))
    fields.reads(as: "logs", "logging")
    fields.goesUnnoticed()
    fields.outcome(.done, "The line is written.")
    fields.outcome(
      .failed,
      "The text could not be computed.",
      OutcomeEffect(onward: .next)
    )
  }
}
