import CEL
package import CallModel

/// Takes a message of the caller's, as a mailbox does (SEMANTICS.md, rule 66).
package struct TakeMessageStep: StepKind {
  package static let summary =
    "Takes a message: says a prompt, beeps, and records what the caller says."
  package static let phase = PhaseRequirement.connected

  /// How long a message can be.
  package static let lengths = Milliseconds.seconds(1)...Milliseconds.seconds(3600)
  /// How long it can be quiet at the end of a message (FACTS.md (b), SpeechOptions).
  package static let silences =
    Milliseconds(
      Int64(ServiceLimits.endSilenceMilliseconds.lowerBound)
    )...Milliseconds(Int64(ServiceLimits.endSilenceMilliseconds.upperBound))

  /// What is said first, in order; may be empty.
  package let prompt: [PromptReference]
  /// What says that it records; empty for the server's own beep.
  package let beep: [PromptReference]
  /// The key that ends it.
  package let stop: Tone
  /// How long it must be quiet for the message to be over; matters only with the AI endpoint.
  package let silence: FieldValue<Milliseconds>
  /// How long the message is at most.
  package let max: FieldValue<Milliseconds>

  package init(from fields: inout FieldReader) {
    prompt = fields.optional("prompt", .prompts, "What is said first.", at: .main) ?? []
    beep =
      fields.optional("beep", .prompts, "What says that it records; a beep if left out.") ?? []
    stop = fields.optional("stop", .key, "The key that ends it; `pound` if left out.") ?? .pound
    silence =
      fields.optional(
        "silence",
        .duration(Self.silences),
        "How long it is quiet when the message is over, where there is an AI endpoint; 4s if left "
          + "out."
      ) ?? .literal(.seconds(4))
    max =
      fields.optional(
        "max",
        .duration(Self.lengths),
        "How long the message is at most, 1s to 1h; 3m if left out."
      ) ?? .literal(.seconds(180))
    fields.says(prompt + beep)
    fields.aims(at: [.literal(.caller)])
    fields.waits()
    fields.interruptsRecording()
    fields.reads(as: "takes a message", "taking a message")
    fields.outcome(.done, "A message was recorded, to the key, to silence or to its longest time.")
    fields.outcome(.failed, "No message could be recorded.")
    fields.output("recording", .string, [.done], "The recording's id.")
    fields.output("duration", .duration, [.done], "How long the message is.")
    fields.output(
      "by",
      .string,
      [.done],
      "What ended it; `callerLeft` only where the call has ended, in `callEnded` and `callerLeft`.",
      words: .these(MessageEnd.allCases.map(\.rawValue))
    )
  }
}

/// What ends a message.
package enum MessageEnd: String, Hashable, Sendable, CaseIterable {
  case key, silence, max, callerLeft
}
