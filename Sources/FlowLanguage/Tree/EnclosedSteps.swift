/// Steps that run inside of a step, which ends after them.
package enum EnclosedSteps: Sendable {
  /// A block, once; it comes back at its end and at `return`.
  case block(String)
  /// A list, round after round; the condition is asked after each.
  case rounds(StepList, until: ExpressionID?)

  /// The list of steps that stands below the step; nil where they stand elsewhere.
  var list: StepList? {
    if case .rounds(let list, _) = self { list } else { nil }
  }

  /// The condition that is asked after each round.
  var until: ExpressionID? {
    if case .rounds(_, let until) = self { until } else { nil }
  }
}
