internal import CEL
internal import CallModel
internal import Diagnostics
internal import FlowEngine

/// Something that a flow is to do.
enum Expectation: Sendable {
  /// Prompts begin, one after the other.
  case hears([HeardPattern])
  /// Parties are rung, in any order.
  case rings([ScenarioParty])
  /// Somebody is transferred to a party.
  case transfers(ScenarioParty)
  /// A party is in the call.
  case joins(ScenarioParty)
  /// A party is taken out of the call.
  case removes(ScenarioParty)
  /// The recording is asked for something.
  case records(RecordingWord)
  /// A request of the flow goes out.
  case requested(RequestPattern)
  /// The flow says something to its operators.
  case logged(TextPattern)
  /// Tones go to a party.
  case sends([Tone])
  /// A call of another flow is to begin later.
  case schedules(String)
  /// The call ends.
  case ends(EndReason)
  /// An expression holds, here and now.
  case holds(CELExpression, text: String)
  /// The flow comes to a block.
  case reaches(String)
  /// Nothing moves until something happens.
  case waits
}

/// A prompt as a line names it.
struct HeardPattern: Hashable, Sendable {
  /// A prompt's name, or words.
  enum Content: Hashable, Sendable {
    case prompt(String)
    case text(String)
  }

  let content: Content
  /// The language it is said in; nil for any.
  var locale: String?
  /// Who hears it, where it is not the caller.
  var by: ScenarioParty?
  let span: Span
}

/// What a recording can be asked for.
enum RecordingWord: String, CaseIterable, Sendable {
  case start, pause, resume, stop
}

/// The words of lines that say what the flow does: each is one key of a line.
enum ExpectationKeyword: String, CaseIterable {
  case hears, rings, transfers, joins, removes, records, requested, logged, sends, schedules
  case ends, expect, reaches, waits
}

extension ExpectationKeyword {
  /// What the word says, for the reference and for editors.
  var row: KeywordRow {
    switch self {
    case .hears:
      KeywordRow(
        "A prompt begins: its name, or its whole text; a list for one after the other.",
        .prompts,
        "[welcome, mainMenu]"
      )
    case .rings: KeywordRow("A party is rung; a list in any order.", .parties, "[alice, bob]")
    case .transfers: KeywordRow("Somebody is transferred to a party.", .party, "frontDesk")
    case .joins: KeywordRow("A party is in the call.", .party, "alice")
    case .removes: KeywordRow("A party is taken out of the call.", .party, "alice")
    case .records:
      KeywordRow(
        "The recording is asked for something.",
        .words(RecordingWord.allCases.map(\.rawValue)),
        "start"
      )
    case .requested:
      KeywordRow(
        "A request of the flow: its method and address, and a part of its body and headers.",
        .request,
        "{ post: \"*/calls\", body: { ended: hungUp } }"
      )
    case .logged:
      KeywordRow(
        "The flow says something to its operators; `*` stands for any text.",
        .text,
        "\"*stopped*\""
      )
    case .sends: KeywordRow("Tones go to a party.", .tones, "1234#")
    case .schedules: KeywordRow("A call of another flow is to begin later.", .text, "call-back")
    case .ends:
      KeywordRow(
        "The call ends, as `call.ended.reason` says.",
        .words(EndReason.allCases.map(\.rawValue)),
        "hungUp"
      )
    case .expect:
      KeywordRow(
        "An expression over the flow's own names holds, here and now.",
        .expression,
        "agent.party.user == bob.user"
      )
    case .reaches: KeywordRow("The flow comes to a block.", .block, "supportDesk")
    case .waits:
      KeywordRow("Nothing moves until something happens.", .nothing, "")
    }
  }
}
