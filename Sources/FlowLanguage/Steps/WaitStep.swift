import CEL
package import CallModel
package import Diagnostics

/// Waits for a time, or until something happens.
package struct WaitStep: StepKind {
  package static let summary = "Waits for a time, a signal, a key, or for somebody to leave."
  package static let phase = PhaseRequirement.connected

  /// How long it waits, where it only waits.
  package let duration: FieldValue<Milliseconds>?
  /// What it waits for; the first written wins a tie.
  package let triggers: [Trigger]
  /// How long it waits for a trigger at most; nil for as long as the call lasts.
  package let timeout: FieldValue<Milliseconds>?
  /// What everyone hears meanwhile, repeated.
  package let music: [PromptReference]
  /// What is done now and then meanwhile.
  package let meanwhile: Meanwhile?

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
    meanwhile = fields.meanwhile()

    fields.waits()
    fields.isSilent(
      music.isEmpty && meanwhile == nil && self.triggers.allSatisfy(\.isSignal),
      for: duration ?? timeout,
      isCertain: duration != nil,
      mayBeAnswer: true,
      "add `music: …`"
    )
    fields.reads(as: "waits", "waiting")
    fields.says(music)
    fields.aims(at: self.triggers.compactMap(\.condition.listener))
    fields.output("waited", .duration, [], "How long it waited.")
    fields.triggerOutcomes(self.triggers)
    fields.outcome(
      .timeout,
      "Nothing it waited for came true in time.",
      // One that could not be read is given all the same.
      isPossible: triggers != nil && fields.isPresent("timeout"),
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

    /// Whether another system says it.
    fileprivate var isSignal: Bool {
      if case .signal = condition { true } else { false }
    }

    /// The type of what is read under the trigger's name.
    var resultType: CELType {
      switch condition {
      case .signal(_, let type): type.celType
      case .press: Self.record([CELField("tones", .string)])
      case .left: Self.record([CELField("party", IdentifierType.anyParty)])
      case .playStopped, .recordingStopped: Self.record([])
      case .unreadable: .invalid
      }
    }

    private static func record(_ fields: [CELField]) -> CELType {
      .record(CELRecordType(name: "trigger", fields: fields))
    }
  }

  /// What a `wait` can wait for.
  package enum Condition: Sendable {
    /// The keys of which each trigger has one.
    static let kinds = ["signal", "left", "stopped", "press"]

    /// Another system posted this signal, which brings a record of that type.
    case signal(String, FlowType)
    /// A party pressed these keys in a row.
    case press([Tone], from: FieldValue<Party>)
    /// A party is no longer in the call; true at once if already so.
    case left(FieldValue<Party>)
    /// What the `play` of that id plays in the background is over; true at once if already so.
    case playStopped(String)
    /// The call is not recorded any more; the id is that of a `record`.
    case recordingStopped(String)
    /// It could not be read: the finding about it has been made. No program has one.
    case unreadable

    /// Whose keys count, where it waits for keys.
    var listener: FieldValue<Party>? {
      switch self {
      case .press(_, let from): from
      case .signal, .left, .playStopped, .recordingStopped, .unreadable: nil
      }
    }

    /// Whether the service must be asked to report keys.
    package var listensForKeys: Bool {
      switch self {
      // What could not be read may be keys.
      case .press, .unreadable: true
      case .signal, .left, .playStopped, .recordingStopped: false
      }
    }

    /// Whether it comes true when a party leaves.
    var isLeaving: Bool {
      if case .left = self { true } else { false }
    }
  }
}
