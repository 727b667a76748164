import CEL
package import CallModel

/// Places a call.
package struct DialStep: StepKind {
  package static let summary = "Places the call: rings somebody, who is the call's caller then."
  package static let phase = PhaseRequirement.placing

  /// Who is rung.
  package let to: FieldValue<Party>
  /// Who calls; nil where nobody need be named.
  package let account: FieldValue<Party>?
  /// How long it rings.
  package let timeout: FieldValue<Milliseconds>
  /// What of the call can be sent to sockets.
  package let feeds: FeedFields

  package init(from fields: inout FieldReader) {
    to = fields.required("to", .party(.dial), "Who is rung.", at: .main)
    account = fields.optional(
      "as",
      .party(.placeAs),
      "Who calls: the resource account; in `callAutomation` the number that is shown."
    )
    timeout =
      fields.optional(
        "timeout",
        // A network gives up on its own by then (FACTS (h), numbers of 2026-08; rule 42).
        .duration(.seconds(1)...(.seconds(115))),
        "How long it rings, 1s to 115s; 60s if left out."
      ) ?? .literal(.seconds(60))
    feeds = FeedFields(from: &fields)

    fields.waits()
    fields.reads(as: "calls", "calling", .field("to"))
    fields.bringsParty()
    fields.outcome(
      .done,
      "Who was rung has answered.",
      OutcomeEffect(phase: .connected, feeds: feeds.setUp)
    )
    let over = OutcomeEffect(onward: .leaves, phase: .gone)
    fields.outcome(.declined, "Who was rung said no; the call is over.", over)
    fields.outcome(.busy, "Who was rung is on another call; the call is over.", over)
    fields.outcome(.noAnswer, "Nobody answered in time; the call is over.", over)
    fields.outcome(.failed, "The call could not be placed; it is over.", over)
    fields.output(
      "party",
      fields.partyType(of: [to], for: .dial),
      [.done],
      "Who was reached."
    )
  }
}
