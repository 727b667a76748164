package import CallModel

/// Sends key tones to a party: to get through a menu at the other end.
package struct SendTonesStep: StepKind {
  package static let summary = "Sends key tones to a party, who must be a number."
  package static let phase = PhaseRequirement.connected

  /// The most tones of one step: ten requests of the service's most.
  package static let mostTones = 10 * ServiceLimits.sentTones

  /// The keys, in order.
  package let tones: FieldValue<[Tone]>
  /// Who hears them.
  package let to: FieldValue<Party>

  package init(from fields: inout FieldReader) {
    tones = fields.required("tones", .sentTones, "The keys: `0123`, `*9`, `star`.", at: .main)
    to = fields.required("to", .target(.sendTones), "Who hears them; a `phoneNumber`.")
    fields.aims(at: [to])
    fields.waits()
    fields.outcome(.done, "All tones were sent.")
    fields.outcome(
      .failed,
      "Not all tones could be sent.",
      OutcomeEffect(onward: .next)
    )
  }
}
