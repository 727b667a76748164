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
  /// Whether the voices are kept apart; matters for `start` only.
  package let channels: FieldValue<RecordingChannels>

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
    let canStart = action == .literal(.start) || !action.isLiteral
    fields.field("channels", isUsed: canStart, "it says how a recording is started")
    fields.waits(false)
    fields.records(action)
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
