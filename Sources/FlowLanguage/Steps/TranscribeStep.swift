import CallModel

/// Begins or ends sending what is said to a socket as text, or changes its language.
package struct TranscribeStep: StepKind {
  package static let summary =
    "Begins or ends sending what is said to the socket of `answer`'s `transcription`, "
    + "or changes its language."
  package static let phase = PhaseRequirement.connected

  /// What is done; nil to change the language of what is sent already.
  package let action: FieldValue<FeedAction>?
  /// The language that is spoken; nil for the one it had.
  package let locale: FieldValue<String>?

  package init(from fields: inout FieldReader) {
    action = fields.optional(
      "action",
      .word(FeedAction.self),
      "`start` or `stop`; if left out the language is changed.",
      at: .main
    )
    locale = fields.optional(
      "locale",
      .spokenLanguage,
      "The language that is spoken from here on; as it was if left out."
    )
    fields.needsOne(of: ["action", "locale"])
    fields.field("locale", isUsed: action != .literal(.stop), "it says what is spoken from here on")
    fields.waits(false)
    if action != nil || locale != nil { fields.changes(.transcription, action) }
    // FACTS (h): it begins only in a call with an AI endpoint.
    fields.hears(transcribedSpeech: action != .literal(.stop))
    fields.goesUnnoticed()
    fields.outcome(.done, "It is sent so, or not any more.")
    fields.outcome(
      .failed,
      "It could not be begun, ended or changed.",
      OutcomeEffect(onward: .next)
    )
  }
}
