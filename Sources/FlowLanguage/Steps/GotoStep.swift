package import Diagnostics

/// Goes to a block.
package struct GotoStep: StepKind {
  package static let summary = "Goes to a block and does not come back."
  package static let phase = PhaseRequirement.alive

  /// The block.
  package let block: String
  /// Where its name stands.
  package let span: Span

  package init(from fields: inout FieldReader) {
    let target = fields.required("block", .block, "The block.", at: .main)
    block = target.name
    span = target.span
    fields.runsBeside(.recordingFailed)
    fields.reads(as: "goes to", "going to", .anyField())
    fields.outcome(
      .done,
      "The flow goes on in the block.",
      OutcomeEffect(onward: .block(block), takesHandler: false)
    )
  }
}
