import CEL
import CallModel

/// What expressions of every flow can name; made once for a project.
struct ProjectScope {
  /// The environment that holds it.
  let environment: CELEnvironment

  /// Declares it, with the time zones of the host.
  init(_ zones: any ZoneRules) {
    var environment = CELEnvironment()
    // A zone's transitions belong to the version of the flow (SEMANTICS, rule 39), so its name must
    // be known when the flow is compiled.
    environment.timeZones = CELTimeZones(rules: zones, mustBeLiterals: true)
    // Flows have no null: what may be missing is an optional (LANGUAGE 4).
    environment.joinsNull = false
    environment.declare(abstract: IdentifierType.declaration)
    for constructor in IdentifierType.constructors { environment.declare(function: constructor) }
    for function in SpokenValue.functions(environment.timeZones) {
      environment.declare(function: function)
    }
    environment.declare(variable: "caller", type: IdentifierType.anyParty)
    environment.declare(variable: "now", type: .timestamp)
    environment.declare(variable: "call", type: Self.call)
    environment.advice = ForeignWords.expressions.merging(
      StepKeyword.allCases.map { ($0.rawValue, ForeignWords.result) }
    ) { own, _ in own }
    self.environment = environment
  }

  /// The call, before it has ended.
  static let call = CELType.record(CELRecordType(name: "call", fields: callFields))

  /// The call, once it has ended.
  static let endedCall = CELType.record(
    CELRecordType(
      name: "call",
      fields: callFields + [CELField("ended", ended, documentation: "How and when it ended.")]
    )
  )

  private static let callFields = [
    CELField("id", .string, documentation: "The call's id."),
    CELField("from", IdentifierType.anyParty, documentation: "Who called."),
    CELField("to", IdentifierType.anyParty, documentation: "Who was called."),
    CELField(
      "onBehalfOf",
      .optional(IdentifierType.anyParty),
      documentation: "Whom the caller meant, where the call was sent on from there."
    ),
    CELField("callerName", .optional(.string), documentation: "The caller's name."),
    CELField("headers", headers, documentation: "The headers the call came with."),
    CELField("correlationId", .string, documentation: "The id all legs share."),
    CELField("startedAt", .timestamp, documentation: "When it began."),
  ]

  private static let headers = CELType.record(
    CELRecordType(
      name: "headers",
      fields: [
        CELField("sip", .map(.string, .string), documentation: "Those of SIP, by name."),
        CELField("voip", .map(.string, .string), documentation: "Those of VoIP, by name."),
      ]
    )
  )

  /// How and when a call ended.
  static let ended = CELType.record(
    CELRecordType(
      name: "ended",
      fields: [
        CELField("reason", .string, words: KnownWords.ends, documentation: "Why it ended."),
        CELField(
          "step",
          .optional(.string),
          documentation: "The step that ended it, by its place."
        ),
        CELField("at", .timestamp, documentation: "When."),
        CELField("duration", .duration, documentation: "How long it lasted."),
        CELField("code", .optional(.int), documentation: "The service's code of the end."),
        CELField("subCode", .optional(.int), documentation: "Its subcode: the reason proper."),
        CELField("message", .optional(.string), documentation: "What it says of it, for people."),
        CELField("sip", .optional(.int), documentation: "The SIP status of a telephone leg."),
        CELField(
          "q850",
          .optional(.int),
          documentation: "The cause of a telephone leg's end, by ITU-T Q.850."
        ),
      ]
    )
  )

  /// A schedule of opening hours.
  static let schedule = CELType.record(
    CELRecordType(
      name: "schedule",
      fields: [
        CELField("isOpen", .bool, documentation: "Whether it is open now."),
        CELField("isClosed", .bool, documentation: "Whether it is not."),
        CELField(
          "state",
          .string,
          words: HoursSchedule.State.allCases.map(\.rawValue),
          documentation: "What it is now."
        ),
        CELField("nextOpening", .optional(.timestamp), documentation: "When it opens next."),
        CELField(
          "holiday",
          .optional(.string),
          documentation: "The name written under `closed` or `special` for today."
        ),
      ]
    )
  )

  /// What the flow's own `failed` knows.
  static let failure = CELType.record(
    CELRecordType(
      name: "failure",
      fields: [
        CELField("step", .string, documentation: "The step that failed, by its place."),
        CELField(
          "outcome",
          .string,
          words: ([Outcome.failed] + Outcome.failureKinds).map(\.name),
          documentation: "How it ended."
        ),
        CELField("reason", reason, documentation: "Why, as `<id>.reason`."),
      ]
    )
  )

  /// What the flow's own `recordingReady` knows; optional is what the service may leave out.
  static let recording = CELType.record(
    CELRecordType(
      name: "recording",
      fields: [
        CELField("id", .string, documentation: "The recording's id."),
        CELField("of", .optional(.string), documentation: "The id of the step that began it."),
        CELField("startedAt", .optional(.timestamp), documentation: "When it began."),
        CELField("duration", .optional(.duration), documentation: "How long it is."),
        CELField("files", .list(file), documentation: "The files that are new."),
      ]
    )
  )

  /// A file of a recording.
  static let file = CELType.record(
    CELRecordType(
      name: "file",
      fields: [
        CELField("content", .string, documentation: "Where it is fetched from."),
        CELField("metadata", .optional(.string), documentation: "Where what is said of it is."),
        CELField("format", .optional(.string), documentation: "Such as `wav`."),
        CELField("delete", .optional(.string), documentation: "Where it is deleted."),
      ]
    )
  )

  /// Why a step failed (LANGUAGE: "Outcomes and handlers").
  static let reason = CELType.record(
    CELRecordType(
      name: "reason",
      fields: [
        CELField("word", .string, words: KnownWords.reasons, documentation: "Why, in a word."),
        CELField("code", .int, documentation: "The service's code or an HTTP status; else 0."),
        CELField("subCode", .int, documentation: "The service's subcode; 0 where it gave none."),
        CELField("message", .string, documentation: "What the service says, for people."),
      ]
    )
  )
}
