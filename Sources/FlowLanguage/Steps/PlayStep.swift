import CallModel

/// Says or plays something.
package struct PlayStep: StepKind {
  package static let summary = "Says or plays something to everyone or to one party."
  package static let phase = PhaseRequirement.connected

  /// What is said, in order.
  package let prompts: [PromptReference]
  /// Who hears it; nil for everyone.
  package let to: FieldValue<Party>?
  /// Whether it is repeated until something ends it.
  package let loop: Bool
  /// Whether the flow goes on while it plays.
  package let background: Bool

  package init(from fields: inout FieldReader) {
    prompts = fields.required(
      "prompt",
      .prompts,
      "What is said: a prompt or a list of them.",
      at: .main
    )
    to = fields.optional("to", .audience, "Who hears it; everyone if left out.")
    loop =
      fields.optional("loop", .flag, "Whether it is repeated until something ends it.") ?? false
    background =
      fields.optional("background", .flag, "Whether the flow goes on while it plays.") ?? false
    fields.says(prompts)
    if let to, to != .literal(.everyone) { fields.aims(at: [to]) }
    if background { fields.playsOn(loop ? .loops : .ends) }
    fields.waits(!background)
    fields.runsBeside(.meanwhile)
    fields.reads(as: "says", "saying", .field("prompt"))
    fields.outcome(.done, "It was played.")
    fields.outcome(
      .failed,
      "It could not be played, or was cut off.",
      OutcomeEffect(onward: .next)
    )
  }
}
