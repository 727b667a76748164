package import CEL
package import CallModel

/// What a step's reader asked for and said: the one source of the schema, the reference, the
/// unknown-field and missing-field findings, the ways through a flow, and of all else that checks
/// and the engine ask of a step without knowing which it is.
package struct StepShape: Sendable {
  /// The phases of a call in which it may run.
  package var phase = PhaseRequirement.any
  /// The fields in the order they are read.
  package var fields: [FieldShape] = []
  /// The outcomes besides those every step has, in the order they are said.
  package var outcomes: [OutcomeShape] = []
  /// What the outcomes are that the author names, in a sentence; nil where there are none.
  package var namedOutcomes: String?
  /// What its result holds besides `outcome` and `reason`.
  package var outputs: [OutputShape] = []
  /// Groups of fields of which exactly one must be there.
  package var exclusive: [[String]] = []
  /// Whether a three-digit status can be an outcome.
  package var takesStatuses = false
  /// The ways it chooses between by itself, if it does: its success is to go one of them.
  package var decision: StepDecision?
  /// The steps it runs inside of it, if it does: it ends after them.
  package var enclosed: EnclosedSteps?
  /// What of its result must not be shown, by path in it.
  package var sensitiveOutputs: [[String]] = []
  /// Whether it takes what must not be recorded (SEMANTICS.md, rule 17).
  package var takesSensitiveInput = false
  /// Whether any speech is an answer to it.
  package var hearsAnySpeech = false
  /// Whether it has what is said written down.
  package var hearsTranscribedSpeech = false
  /// The choices of its menu.
  package var choices: [Choice] = []
  /// The prompts it can say.
  package var prompts: [PromptReference] = []
  /// The parties of whom each is spoken or listened to alone.
  package var ears: [Ear] = []
  /// What it plays goes on while the flow does; nil for nothing.
  package var afterplay: Afterplay?
  /// The variables it gives values.
  package var assigned: [String] = []
  /// Whether a call can stand at it for a while; a cycle needs a step at which one can.
  package var waits = false
  /// Whether other inputs can come in while it runs: it asks the service for something, or waits.
  package var letsInputsIn = false
  /// What it does to the recording.
  package var recordingChange: RecordingChange?
  /// What it does to what the call sends to a socket.
  package var feedChange: FeedChange?
  /// How long it takes at most while the call rings.
  package var longestTime = Milliseconds(0)
  /// Whether it brings a party into the call, so that its id can stand for it.
  package var bringsParty = false
  /// Whether it leaves those who are in the call to one another.
  package var leavesCompany = false
  /// Beside what it may run; nothing, if it can stand in the flow's own course alone.
  package var runsBeside: Set<Beside> = []
  /// The values that leave for other systems.
  package var sent: [ExpressionID] = []
  /// The values that are written to the log.
  package var logged: [ExpressionID] = []
  /// The flow that it has begin a call, if it does.
  package var begunFlow: FlowCall?
  /// What it tells whom it reaches, if it does.
  var telling: Telling?
  /// The time in which it says nothing, if it takes any.
  var silence: Silence?
  /// How it is said what it does; nil for by its keyword.
  package var wording: StepWording?
  /// Whether those in the call notice it.
  package var isNoticed = true

  /// Makes an empty shape.
  package init() {}

  /// What every result has.
  static let ownFields = ["outcome", "reason"]
}

/// A party who is spoken or listened to alone, which excludes all else that is (FACTS (g)).
package struct Ear: Sendable {
  /// Who.
  package let party: FieldValue<Party>
  /// Whether it matters only while several are in the call.
  package let onlyInGroup: Bool
}

/// What a step may run beside of.
package enum Beside: Sendable {
  /// The step that waits when a recording fails, as what `recordingFailed` does (SEMANTICS.md,
  /// rule 28).
  case recordingFailed
  /// The step that has it in its `meanwhile`.
  case meanwhile
}

/// What a step tells whom it reaches.
struct Telling: Sendable {
  /// Whom it reaches.
  let parties: [FieldValue<Party>]
  /// What they are told.
  let context: CallContextFields
}

/// A time that a step takes and in which it says nothing.
struct Silence: Sendable {
  /// How long it is at most; nil for as long as the call lasts.
  let longest: Milliseconds?
  /// Whether every call has it whole.
  let isCertain: Bool
  /// Whether the caller may be meant to speak meanwhile.
  let mayBeAnswer: Bool
  /// What can be done about it.
  let help: String
}

/// How it is said what a step does.
package struct StepWording: Sendable {
  /// What the words are followed by.
  package enum Object: Sendable {
    /// Nothing.
    case nothing
    /// What that field holds.
    case field(String)
    /// What that field holds, or else whichever field there is.
    case anyField(preferring: String? = nil)
  }

  /// As in "now rings alice".
  package let third: String
  /// As in "instead of ringing alice".
  package let gerund: String
  /// Whom or what.
  package let object: Object
}

/// How what a step plays ends.
package enum Afterplay: Sendable {
  /// By itself.
  case ends
  /// When something else ends it.
  case loops
}

/// A field of a step.
package struct FieldShape: Sendable {
  /// Where the field stands.
  package enum Place: Sendable {
    /// Inside the step's value.
    case inside
    /// Inside the step's value, and the value itself may stand for it.
    case main
    /// Beside the step's keyword, as `then` beside `if`.
    case beside
  }

  /// Its key.
  package let name: String
  /// Where it stands.
  package let place: Place
  /// Whether it must be there.
  package let isRequired: Bool
  /// What it can hold.
  package let value: ValueShape
  /// One sentence for people.
  package let documentation: String
}

extension FieldShape {
  /// A field inside of a mapping; it may be there unless it is required.
  static func inside(
    _ name: String,
    _ value: ValueShape,
    _ documentation: String,
    isRequired: Bool = false
  ) -> FieldShape {
    FieldShape(
      name: name,
      place: .inside,
      isRequired: isRequired,
      value: value,
      documentation: documentation
    )
  }
}

/// What a field can hold, for the schema and the reference.
package enum ValueShape: Sendable {
  /// A text, with a pattern (ECMA 262) it must fit, or nil.
  case text(pattern: String?)
  /// A whole number.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case flag
  /// A length of time such as `30s`.
  case duration
  /// One of several words.
  case words([String])
  /// A CEL expression, bare or in `${ }`.
  case condition
  /// A prompt.
  case prompt
  /// A party.
  case party
  /// A block's name.
  case block
  /// What a handler can be.
  case handler
  /// A list of steps.
  case steps
  /// A declared type.
  case declaration
  /// Any value.
  case any
  /// A list, or one item for a list of one.
  indirect case list(ValueShape)
  /// A mapping with names of the author's.
  indirect case mapping(ValueShape)
  /// A mapping with these fields.
  case record([FieldShape])
  /// One of several shapes.
  case either([ValueShape])
}

/// Something a step's result holds.
package struct OutputShape: Sendable {
  /// The texts an output can hold.
  package enum Words: Sendable {
    /// Any.
    case any
    /// One of these.
    case these([String])
    /// The name of the outcome that gave it.
    case outcome
  }

  /// Its name.
  package let name: String
  /// Its type; nil where the step, as written, does not give it.
  package let type: CELType?
  /// The outcomes that give it; empty for every one.
  package let outcomes: [Outcome]
  /// All texts it can hold, where they are few and known.
  package let words: Words
  /// Whether an author gave it its name: an output of a flow.
  package var isNamedByAuthor = false
  /// One sentence for people.
  package let documentation: String
}
