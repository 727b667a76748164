import CallModel

/// Sends a party of the call elsewhere.
package struct TransferStep: StepKind {
  package static let summary = "Sends the caller, or another party, elsewhere."
  package static let phase = PhaseRequirement.connected

  /// Where to.
  package let to: FieldValue<Party>
  /// Who is sent.
  package let party: FieldValue<Party>
  /// What whoever is reached is told.
  package let context: CallContextFields?

  package init(from fields: inout FieldReader) {
    to = fields.required("to", .party(.transfer), "Where the party is sent.", at: .main)
    party =
      fields.optional("party", .party(.reach), "Who is sent; the caller if left out.")
      ?? .literal(.caller)
    fields.needsCaller(unless: "party")
    context = fields.optional("context", .callContext, "What whoever is reached is told.")
    fields.waits()
    fields.tells([to], context)
    fields.reads(as: "transfers to", "transferring to", .field("to"))
    fields.outcome(
      .done,
      "The party was sent there.",
      OutcomeEffect(leavesAlone: true, company: [.alone, .together])
    )
    fields.outcome(.declined, "Whoever was called said no.")
    fields.outcome(.busy, "Whoever was called is on another call.")
    fields.outcome(.noAnswer, "Whoever was called did not answer in time.")
    fields.outcome(.failed, "The party could not be sent there and is still in the call.")
  }
}
