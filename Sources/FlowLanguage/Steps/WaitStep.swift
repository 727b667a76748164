import CEL
package import CallModel
package import Diagnostics

/// Waits for a time, or until something happens.
package struct WaitStep: StepKind {
  package static let summary = "Waits for a time, for a key, or for somebody to leave."
  package static let phase = PhaseRequirement.connected

  /// How long it waits, where it only waits.
  package let duration: FieldValue<Milliseconds>?
  /// What it waits for; the first written wins a tie.
  package let triggers: [Trigger]
  /// How long it waits for a trigger at most; nil for as long as the call lasts.
  package let timeout: FieldValue<Milliseconds>?
  /// What everyone hears meanwhile, repeated.
  package let music: [PromptReference]

  package init(from fields: inout FieldReader) {
    duration = fields.optional(
      "duration",
      .duration(.seconds(0)...(.seconds(86_400))),
      "How long to wait.",
      at: .main
    )
    let triggers = fields.optional(
      "for",
      .triggers,
      "What to wait for, each under a name of its own."
    )
    fields.exactlyOne(of: ["duration", "for"])
    timeout = fields.optional(
      "timeout",
      .duration(.seconds(1)...(.seconds(86_400))),
      "How long to wait at most; as long as the call lasts if left out."
    )
    fields.field(
      "timeout",
      isUsed: triggers != nil,
      "it says how long to wait for what `for` names"
    )
    music = fields.optional("music", .prompts, "What everyone hears meanwhile, repeated.") ?? []
    self.triggers = triggers ?? []

    fields.waits()
    fields.says(music)
    fields.output("waited", .duration, [], "How long it waited.")
    fields.triggerOutcomes(self.triggers)
    fields.outcome(
      .timeout,
      "Nothing it waited for came true in time.",
      isPossible: triggers != nil && timeout != nil,
      OutcomeEffect(unhandled: .refused)
    )
    fields.outcome(
      .failed,
      "It could not listen for keys.",
      isPossible: self.triggers.contains { $0.condition.listensForKeys }
    )
  }

  /// Something that can come true.
  package struct Trigger: Sendable {
    /// Its name: the outcome it leads to.
    package let name: String
    /// Where the name stands.
    package let span: Span
    /// What must come true.
    package let condition: Condition

    /// The type of what is read under the trigger's name.
    var resultType: CELType {
      let content: CELField =
        switch condition {
        case .press: CELField("tones", .string)
        case .left: CELField("party", IdentifierType.anyParty)
        }
      return .record(CELRecordType(name: "trigger", fields: [content]))
    }
  }

  /// What a `wait` can wait for.
  package enum Condition: Sendable {
    /// A party pressed these keys in a row.
    case press([Tone], from: FieldValue<Party>)
    /// A party is no longer in the call; true at once if already so.
    case left(FieldValue<Party>)

    /// Whether the service must be asked to report keys.
    package var listensForKeys: Bool {
      switch self {
      case .press: true
      case .left: false
      }
    }
  }
}
