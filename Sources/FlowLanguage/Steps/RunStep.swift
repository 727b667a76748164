package import Diagnostics

/// Runs a block and comes back.
package struct RunStep: StepKind {
  package static let summary = "Runs a block, and goes on with the next step when it comes back."
  package static let phase = PhaseRequirement.any

  /// The block.
  package let block: String
  /// Where its name stands.
  package let span: Span

  package init(from fields: inout FieldReader) {
    let target = fields.required("block", .block, "The block.", at: .main)
    block = target.name
    span = target.span
    fields.encloses(.block(block))
    fields.outcome(.done, "The block came to its end, or to `return`.")
  }
}
