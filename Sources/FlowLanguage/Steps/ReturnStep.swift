/// Comes back from a block that another one runs.
package struct ReturnStep: StepKind {
  package static let summary = "Goes back to the `run` that ran this block, before the block's end."
  package static let phase = PhaseRequirement.any

  package init(from fields: inout FieldReader) {
    fields.outcome(
      .done,
      "The flow goes on after the `run`.",
      OutcomeEffect(onward: .returns, takesHandler: false)
    )
  }
}
