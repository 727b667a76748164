import CEL
import CallModel
import Diagnostics

/// An expression as read; it is compiled once the scope of its step is known.
struct PendingExpression: Sendable {
  /// The source, without `${` and `}`.
  let source: SourceFragment
  /// What it must give.
  var expectation: Expectation
  /// Where it stands, for the scope.
  let site: Site
  /// Whether a sensitive value may be in it: it is sent, kept under a name declared so, or only
  /// decides a way.
  var takesSensitive = false

  /// What an expression must give.
  enum Expectation: Equatable {
    /// A value of that type.
    case type(CELType)
    /// A value that can be put into a text.
    case text
    /// A text that a URL begins with.
    case url
    /// A value that can be said in a text of that language; whether the flow names a voice for it.
    case speech(locale: String, isVoiced: Bool)
    /// A party that the action takes.
    case party(PartyAction)
    /// A party that the action takes, or a list of them.
    case parties(PartyAction)
    /// A list of a menu's answers.
    case menu
    /// Any value that JSON can hold.
    case value
    /// A value that is sent as JSON of that type.
    case sent(FlowType)
    /// A value that is sent as the text of a parameter of that type.
    case parameter(FlowType)
    /// Any value that can be compared with words.
    case selector
  }

  /// The scope an expression is checked in.
  enum Site: Hashable {
    /// At a step, by the step's number in reading order.
    case step(Int)
    /// In a declared prompt: checked at each step that says it.
    case prompt(String)
    /// In a service: checked at each step that sends it a request.
    case service(String)
  }
}
