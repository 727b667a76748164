internal import CEL
internal import CallModel
package import Diagnostics

/// A file of scenarios: tests of one flow (`*.test.yaml`).
package struct ScenarioFile: Sendable {
  /// The file.
  package let source: SourceFile
  /// The name of the flow that is tested; nil where it does not say.
  package let flow: String?
  /// The environment whose values the flow gets; nil for the only one there is.
  package let environment: String?
  /// The scenarios, in the order written.
  package let scenarios: [Scenario]
  /// All requirements that the file names.
  package var requirements: [String] {
    let blocks = scenarios.first?.blockRequirements.values.flatMap(\.self) ?? []
    return Set(scenarios.flatMap(\.requirements) + blocks).sorted()
  }
}

/// A call as a person would tell it.
package struct Scenario: Sendable {
  /// Its name.
  package let name: String
  /// Where its name stands.
  package let span: Span
  /// When the call comes.
  let at: Timestamp
  /// The call.
  let call: ScenarioCall
  /// What requests of the flow get, the first that matches.
  let rules: [AnswerRule]
  /// The parties that the file names besides the flow's own.
  let parties: [String: Identifier]
  /// What happens, and what the flow is to do.
  let lines: [ScenarioLine]
  /// The requirements that it is for.
  var requirements: [String] = []
  /// The requirements that blocks of the flow are for: those it comes to are its own too.
  var blockRequirements: [String: [String]] = [:]
}

/// How a call begins.
struct ScenarioCall: Sendable {
  /// Who calls; in a call that the flow places, nobody yet.
  var from: Identifier
  /// Who is called.
  var to: Identifier
  /// Whom the caller meant, where the call was sent on from there.
  var onBehalfOf: Identifier?
  /// The caller's name.
  var name: String?
  /// The headers it comes with, of the SIP leg or of a client, by whom it comes from.
  var headers: [String: String] = [:]
  /// The values of the parameters of a flow that places its calls; nil for a call that comes in.
  var arguments: [String: CELValue]?
}

/// One line of a scenario.
struct ScenarioLine: Sendable {
  /// What a line is.
  enum Content: Sendable {
    /// Something happens to the flow, after a time.
    case happens(Happening, after: Milliseconds)
    /// The flow does something.
    case does(Expectation)
    /// `...`: whatever comes before the next expectation.
    case skips
  }

  /// What it says.
  let content: Content
  /// Where its word stands: where a caret points.
  let span: Span
}

/// Somebody whom a line names.
enum ScenarioParty: Hashable, Sendable {
  /// The other side: who called, or whom the flow reached first.
  case caller
  /// Somebody whose identifier is known.
  case identifier(Identifier)
}
