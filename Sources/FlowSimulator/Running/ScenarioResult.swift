package import CallModel
package import Diagnostics

/// What came of running a scenario.
package struct ScenarioResult: Sendable {
  /// Its name.
  package let name: String
  /// Where its name stands.
  package let span: Span
  /// Why it failed; nil where all was as its lines say.
  package private(set) var failure: ScenarioFailure?
  /// What happened.
  package let account: Account
  /// What of the flow has run.
  package let coverage: CoverageMarks
  /// How much time passed in the call.
  package let duration: Milliseconds
  /// What those in the call have noticed, in order.
  let noticed: [String]
  /// How much has happened to the call.
  package let inputs: Int
  /// The requirements that it is for, its own and those of the blocks it came to, in order.
  package let requirements: [String]

  /// Whether all was as the lines say.
  package var passed: Bool { failure == nil }

  /// The same, failing.
  func failing(_ failure: ScenarioFailure) -> ScenarioResult {
    var failing = self
    failing.failure = failure
    return failing
  }
}

/// Why a scenario failed: one cause.
package struct ScenarioFailure: Hashable, Sendable {
  /// What is wrong, in a sentence.
  package let message: String
  /// The line of the scenario.
  package let line: Span
  /// What happened instead, beside the line.
  package let label: String
  /// The step where the flow stands; nil where it is nowhere.
  package let step: Span?
  /// What to do about it; may be nil.
  package let help: String?

  /// The failure as a finding, with its place in the scenario and in the flow.
  package var finding: Diagnostic {
    Diagnostic(
      .failedScenario,
      message,
      at: Diagnostic.Label(line, label),
      related: step.map { [Diagnostic.Label($0, "the flow stands here")] } ?? [],
      help: help
    )
  }

  /// What is wrong, and what happened instead, in a line, for what shows no label beside the place.
  var sentence: String { label.isEmpty ? message : "\(message): \(label)" }

  /// The failure as a finding that says all in its message.
  var plainFinding: Diagnostic {
    Diagnostic(.failedScenario, sentence, at: line, help: help)
  }
}
