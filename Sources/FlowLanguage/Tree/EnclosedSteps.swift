/// Steps that run inside of a step, which ends after them.
package enum EnclosedSteps: Sendable {
  /// A block, once; it comes back at its end and at `return`.
  case block(String)
  /// Another flow, once; it comes back as a block does, or fails.
  case flow(FlowCall)
  /// A list, round after round; the condition is asked after each.
  case rounds(StepList, until: ExpressionID?)
  /// A list, once, while a recording pauses.
  case sensitive(StepList)
  /// A list, now and then while the step waits; the step can end whatever it has come to.
  case meanwhile(StepList)

  /// The list of steps that stands below the step; nil where they stand elsewhere.
  var list: StepList? {
    switch self {
    case .rounds(let list, _), .sensitive(let list), .meanwhile(let list): list
    case .block, .flow: nil
    }
  }

  /// Whether the step cannot end before they do.
  var mustEnd: Bool {
    if case .meanwhile = self { false } else { true }
  }

  /// Whether they may run again before the step ends.
  var isRepeated: Bool {
    switch self {
    case .rounds, .meanwhile: true
    case .block, .flow, .sensitive: false
    }
  }

  /// The condition that is asked after each round.
  var until: ExpressionID? {
    if case .rounds(_, let until) = self { until } else { nil }
  }
}
