import CallModel

/// Puts a party on hold.
package struct HoldStep: StepKind {
  package static let summary = "Puts a party on hold: they hear music and nobody hears them."
  package static let phase = PhaseRequirement.connected

  /// Who is put on hold.
  package let party: FieldValue<Party>
  /// What they hear; nil for what the service plays.
  package let music: PromptReference?

  package init(from fields: inout FieldReader) {
    party = fields.required("party", .party(.reach), "Who is put on hold.", at: .main)
    music = fields.optional(
      "music",
      .prompt,
      "What they hear meanwhile; what the service plays if left out."
    )
    // FACTS (l), "hold in TPE": one row of the capability table says no, another yes.
    fields.isDisputed(in: .teamsPhone)
    fields.waits(false)
    fields.says(music.map { [$0] } ?? [])
    fields.outcome(.done, "The party is on hold.")
    fields.outcome(
      .failed,
      "The party could not be put on hold.",
      OutcomeEffect(onward: .next)
    )
  }
}
