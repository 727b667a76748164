import CallModel

/// Takes a party out of the call.
package struct RemoveParticipantStep: StepKind {
  package static let summary = "Takes a party out of the call; the others talk on."
  package static let phase = PhaseRequirement.connected

  /// Who is taken out.
  package let party: FieldValue<Party>

  package init(from fields: inout FieldReader) {
    party = fields.required("party", .party(.reach), "Who is taken out of the call.", at: .main)
    fields.waits(false)
    fields.outcome(
      .done,
      "The party is not in the call any more, or was not before.",
      OutcomeEffect(company: [.alone, .together])
    )
    fields.outcome(.failed, "The party could not be taken out and may still be in the call.")
  }
}
