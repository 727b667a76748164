internal import CallEmulator
internal import CallModel

/// Something that happens to a flow.
enum Happening: Sendable {
  /// A party presses keys, when the flow listens or at once.
  case presses([Tone], ScenarioParty, early: Bool)
  /// A party says something.
  case says(String, confidence: Double, ScenarioParty, early: Bool)
  /// The caller lets a question pass.
  case isSilent
  /// A party leaves, or the caller hangs up.
  case leaves(ScenarioParty)
  /// Who is rung, or is to take a transfer, does something about it.
  case reacts(PartyReaction.Action, ScenarioParty)
  /// Time passes, as long as the line says.
  case waits
  /// Another system posts a signal.
  case signal(String, ScenarioValue)
  /// The oldest request of the flow without an answer, or else the next, gets this one.
  case answer(ScenarioAnswer)
  /// What becomes of the recording.
  case recording(RecordingTurn)
  /// The next such request to the service is refused.
  case refuse(CallCommand.Kind, ServiceRefusal)
  /// The server ends here and comes back.
  case restart
  /// An operator gives a flag a value.
  case flag(String, ScenarioValue)
}

/// What a line can do to a recording.
enum RecordingTurn: String, CaseIterable, Sendable {
  /// It does not start.
  case fails
  /// It stops unasked.
  case stops
  /// Its files are ready: time passes until they are.
  case ready
  /// Its files cannot be had when the flow fetches them.
  case lost
}

/// What the service answers instead of doing what it is asked.
struct ServiceRefusal: Hashable, Sendable {
  /// The status.
  let status: Int
  /// The code of the error, as FACTS.md lists them.
  let code: Int?
}

/// The words of lines that say what happens: each is one key of a line.
enum HappeningKeyword: String, CaseIterable {
  case press, say, silence, hangUp, after, signal, respond, timeout, unreachable
  case recording, refuse, restart, flag, party
}

extension HappeningKeyword {
  /// What the word says, for the reference and for editors.
  var row: KeywordRow {
    switch self {
    case .press:
      KeywordRow("The caller presses keys, as soon as the flow listens for them.", .keys, "12#")
    case .say:
      KeywordRow("The caller says something, as soon as the flow listens.", .text, "support")
    case .silence:
      KeywordRow("The caller lets a question pass.", .nothing, "")
    case .hangUp: KeywordRow("The caller hangs up.", .nothing, "")
    case .after: KeywordRow("Time passes.", .duration, "20s")
    case .signal:
      KeywordRow(
        "Another system posts a signal: its name, with its fields.",
        .object,
        "{ approved: { by: Ann } }"
      )
    case .respond:
      KeywordRow(
        "The oldest request without an answer, or else the next, gets this one.",
        .answer,
        "{ status: 200, body: { ticket: a17 } }"
      )
    case .timeout:
      KeywordRow("The oldest request without an answer, or else the next, gets none.", .nothing, "")
    case .unreachable:
      KeywordRow(
        "The oldest request without an answer, or else the next, cannot be sent.",
        .nothing,
        ""
      )
    case .recording:
      KeywordRow(
        "The recording does not start (`fails`), `stops` unasked, its files are `ready`, or cannot be fetched (`lost`).",
        .words(RecordingTurn.allCases.map(\.rawValue)),
        "fails"
      )
    case .refuse:
      KeywordRow(
        "The service refuses the next such request: the status, and the code of the error.",
        .refusal,
        "{ play: { code: 412, subCode: 8583 } }"
      )
    case .restart:
      KeywordRow("The server ends here, and comes back with what it has stored.", .nothing, "")
    case .flag:
      KeywordRow("An operator gives flags values.", .object, "{ emergency: true }")
    case .party:
      KeywordRow(
        "A party whose name is a word of these lines does what `does` says.",
        .party,
        "press"
      )
    }
  }
}

extension HappeningKeyword {
  /// The keys that a line may have beside the word.
  var options: [String] {
    switch self {
    case .press: ["after", "early"]
    case .say: ["after", "early", "confidence"]
    case .party: ["after", "does"]
    case .after: []
    case .silence, .hangUp, .signal, .respond, .timeout, .unreachable, .recording, .refuse,
      .restart, .flag:
      ["after"]
    }
  }
}

/// What a word of lines says, and what stands under it.
struct KeywordRow {
  /// What can stand under a word.
  enum Shape {
    case keys, text, nothing, duration, object, refusal, answer, party, parties, prompts, request
    case tones, expression, block
    case words([String])
  }

  let summary: String
  let shape: Shape
  /// What may stand there, as an example.
  let example: String

  /// Whether the word is a line by itself.
  var isBare: Bool { if case .nothing = shape { true } else { false } }

  init(_ summary: String, _ shape: Shape, _ example: String) {
    self.summary = summary
    self.shape = shape
    self.example = example
  }
}

/// What a party can do in a line that begins with its name.
enum PartyWord: String, CaseIterable {
  case accepts, declines, busy, noAnswer, leaves, presses, says

  /// Whether something stands under the word.
  var takesValue: Bool { self == .presses || self == .says }

  /// What the word says, for the reference.
  var summary: String {
    switch self {
    case .accepts: "Takes the call, 2 s after it rings or as `after:` says."
    case .declines: "Turns it down."
    case .busy: "Is busy."
    case .noAnswer: "Lets it ring."
    case .leaves: "Leaves the call."
    case .presses: "Presses keys, as soon as the flow listens to them: `{ presses: \"*9\" }`."
    case .says: "Says something, as soon as the flow listens to them: `{ says: yes }`."
    }
  }
}
