import CallModel

/// Mutes a party; the service has nothing that takes it back (SEMANTICS.md, rule 13).
package struct MuteStep: StepKind {
  package static let summary = "Mutes a party for the rest of the call; only in `callAutomation`."
  package static let phase = PhaseRequirement.connected

  /// Who is muted.
  package let party: FieldValue<Party>

  package init(from fields: inout FieldReader) {
    party = fields.required(
      "party",
      .target(.mute),
      "Who is muted; a `communicationUser`.",
      at: .main
    )
    fields.isRefusedWhereNobody(is: .mute)
    fields.waits(false)
    fields.outcome(.done, "The party is muted.")
    fields.outcome(.failed, "The party could not be muted.", OutcomeEffect(onward: .next))
  }
}
