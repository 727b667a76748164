/// Leaves the call, whose parties talk on without the flow.
package struct LeaveStep: StepKind {
  package static let summary = "Leaves the call; the others talk on without the flow."
  package static let phase = PhaseRequirement.connected

  package init(from fields: inout FieldReader) {
    fields.leavesCompany()
    fields.reads(as: "leaves", "leaving")
    fields.outcome(
      .done,
      "The flow is out of the call.",
      OutcomeEffect(onward: .leaves, takesHandler: false)
    )
    fields.outcome(.failed, "The caller would be alone, or the others could not talk on.")
  }
}
