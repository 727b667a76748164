/// Takes the ringing call.
package struct AnswerStep: StepKind {
  package static let summary = "Takes the ringing call."
  package static let phase = PhaseRequirement.ringing

  /// What of the call can be sent to sockets.
  package let feeds: FeedFields

  package init(from fields: inout FieldReader) {
    feeds = FeedFields(from: &fields)
    fields.waits()
    fields.reads(as: "answers", "answering")
    fields.outcome(
      .done,
      "The call is connected.",
      OutcomeEffect(phase: .connected, feeds: feeds.setUp)
    )
    fields.outcome(
      .failed,
      "The call could not be taken; it is over.",
      // A call that was not answered in time, or was given up by the caller, cannot be answered
      // again (SEMANTICS 1.2).
      OutcomeEffect(onward: .leaves, phase: .gone)
    )
  }
}
