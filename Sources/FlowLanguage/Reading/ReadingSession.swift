import CEL
import CallModel
import Diagnostics
import FlowSyntax

/// What is collected while one flow is read: findings, expressions, and the uses of names.
///
/// A class, because the readers of nested values share it; it never leaves the reading of its flow.
final class ReadingSession {
  /// What the flow's calls may touch.
  var profile = Profile.teamsPhone
  /// The flow's own language.
  var locale = "en-US"
  /// The voice for each locale, and with them the locales the flow speaks.
  var voices: [String: String] = [:]
  /// The names declared.
  var names = FlowNames()
  /// What is wrong so far.
  var findings: [Diagnostic] = []
  /// The expressions so far, by id.
  var expressions: [PendingExpression] = []
  /// The places that name a declared thing.
  var uses: [NameUse] = []
  /// All lists of steps so far, by path.
  var lists: [FlowPath: StepList] = [:]
  /// The steps so far, in reading order.
  var steps: [StepNode?] = []
  /// The numbers of the steps that could not be read; what stands in for them does nothing.
  var unreadSteps: Set<Int> = []
  /// The number of the step that is being read.
  var site = PendingExpression.Site.step(0)
  /// The path of the step that is being read; nil outside of steps.
  var currentPath: FlowPath?
  /// Whether the value that is being read may hold secrets, because it is sent and not kept.
  var takesSecrets = false
  /// Whether the document was read to its end; if not, nothing is reported missing.
  var isComplete = true
  /// The kinds of things of which one was named that there is not; others of the kind that seem
  /// unused may be the ones that were meant.
  var misnamed: Set<NamedKind> = []

  /// How many names were compared with misspelt ones so far.
  var comparedNames = 0

  /// Notes a finding.
  func report(_ finding: Diagnostic) {
    findings.append(finding)
  }

  /// Notes an expression and names it.
  func expression(
    _ source: SourceFragment,
    _ expectation: PendingExpression.Expectation
  ) -> ExpressionID {
    expressions.append(
      PendingExpression(source: source, expectation: expectation, site: site)
    )
    return ExpressionID(expressions.count - 1)
  }

  /// Notes that a declared thing is named here.
  func use(_ kind: NamedKind, _ name: String, at span: Span) {
    uses.append(NameUse(kind: kind, name: name, span: span, site: site))
  }
}

/// A place where a declared thing is named.
struct NameUse: Hashable, Sendable {
  let kind: NamedKind
  let name: String
  let span: Span
  let site: PendingExpression.Site
}
