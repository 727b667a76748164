import CEL
package import CallModel

/// Starts, pauses, resumes or stops the recording.
package struct RecordStep: StepKind {
  package static let summary = "Starts, pauses, resumes or stops recording the call."
  package static let phase = PhaseRequirement.connected

  /// What is done to the recording.
  package enum Action: String, Hashable, Sendable, CaseIterable {
    case start, pause, resume, stop
  }

  /// What is done.
  package let action: FieldValue<Action>
  /// Whether the voices are kept apart; this and what follows matters for `start` only.
  package let channels: FieldValue<RecordingChannels>
  /// Whether it begins paused.
  package let paused: Bool
  /// Whose voice is in which channel, in order; empty for as the service has it.
  package let order: [FieldValue<Party>]
  /// The container it is kept in; nil for the service's own storage.
  package let storage: Template?

  package init(from fields: inout FieldReader) {
    action =
      fields.optional(
        "action",
        .word(Action.self),
        "`start`, `pause`, `resume` or `stop`; `start` if left out.",
        at: .main
      ) ?? .literal(.start)
    channels =
      fields.optional(
        "channels",
        .word(RecordingChannels.self),
        "`mixed` into one, or `unmixed`; `mixed` if left out."
      ) ?? .literal(.mixed)
    paused =
      fields.optional("paused", .flag, "Whether it begins paused, to be resumed later.") ?? false
    order =
      fields.optional(
        "order",
        .channelOrder,
        "Whose voice is in which channel, the first in the first; with `unmixed` only."
      ) ?? []
    storage = fields.optional(
      "storage",
      .container,
      "The URL of a storage container of your own; the service's storage if left out."
    )
    let canStart = action == .literal(.start) || !action.isLiteral
    for option in ["channels", "paused", "order", "storage"] {
      fields.field(option, isUsed: canStart, "it says how a recording is started")
    }
    if canStart {
      fields.field("order", isUsed: channels != .literal(.mixed), "it is for `channels: unmixed`")
    }
    fields.waits(false)
    fields.records(action, isPaused: paused)
    fields.reads(as: "records", "recording")
    fields.goesUnnoticed()
    fields.outcome(.done, "The recording is changed so.")
    fields.outcome(
      .failed,
      "The recording could not be changed so.",
      OutcomeEffect(onward: action == .literal(.start) ? .next : .fails)
    )
    fields.output("id", .optional(.string), [.done], "The recording's id, once it is known.")
    fields.output("startedAt", .optional(.timestamp), [.done], "When it was started.")
  }
}
