/// What of a flow's values must not be shown (SEMANTICS.md, rule 38): for whoever keeps or shows what
/// its calls did.
package struct SensitiveParts: Sendable {
  /// The paths to what is sensitive, in the values of variables and in the results of steps, by the
  /// name each is read under; an empty path is all of it.
  package let values: [String: [[String]]]
  /// The signals that bring something sensitive.
  package let signals: Set<String>
  /// The steps that send something sensitive, or give it to a call that they schedule.
  package let senders: Set<FlowPath>
  /// Whether a step is answered with something sensitive.
  package let hasAnswers: Bool

  /// Whether there is nothing of that.
  package var isEmpty: Bool {
    values.isEmpty && signals.isEmpty && senders.isEmpty && !hasAnswers
  }
}

extension StepShape {
  /// Whether what the step is answered with is sensitive, all or some of it.
  package var hasSensitiveAnswer: Bool { takesSensitiveInput || !sensitiveOutputs.isEmpty }
}
