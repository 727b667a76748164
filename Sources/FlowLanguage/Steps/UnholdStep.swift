import CallModel

/// Takes a party off hold.
package struct UnholdStep: StepKind {
  package static let summary = "Takes a party off hold."
  package static let phase = PhaseRequirement.connected

  /// Who is taken off hold.
  package let party: FieldValue<Party>

  package init(from fields: inout FieldReader) {
    party = fields.required("party", .party(.reach), "Who is taken off hold.", at: .main)
    fields.isDisputed(in: .teamsPhone)
    fields.waits(false)
    fields.outcome(.done, "The party is not on hold any more.")
    fields.outcome(
      .failed,
      "The party could not be taken off hold.",
      OutcomeEffect(onward: .next)
    )
  }
}
