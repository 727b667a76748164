import CallModel

/// Begins or ends sending the call's audio to a socket.
package struct StreamStep: StepKind {
  package static let summary =
    "Begins or ends sending the call's audio to the socket of `answer`'s `streaming`."
  package static let phase = PhaseRequirement.connected

  /// What is done.
  package let action: FieldValue<FeedAction>

  package init(from fields: inout FieldReader) {
    action = fields.required("action", .word(FeedAction.self), "`start` or `stop`.", at: .main)
    fields.waits(false)
    fields.changes(.streaming, action)
    fields.goesUnnoticed()
    fields.outcome(.done, "The audio is sent, or not any more.")
    fields.outcome(
      .failed,
      "It could not be begun or ended.",
      OutcomeEffect(onward: .next)
    )
  }
}
