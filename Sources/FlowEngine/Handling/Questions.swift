package import CEL
package import CallModel
package import FlowLanguage

extension CallMachine {
  /// The value of an expression that asks about the call from outside
  /// (`Program.questions`), in the flow that runs now; `others` are names besides the flow's own.
  ///
  /// Nothing of the call changes. What the call has not come to yet is a failure.
  package func value(
    of expression: CELExpression,
    in program: Program,
    at time: Timestamp,
    others: [String: CELValue] = [:]
  ) throws(CELFailure) -> CELValue {
    var turn = Turn(state, program, at: time)
    if !state.frames.isEmpty { turn.turn(toFlowAt: state.frames.count - 1) }
    let here = turn
    return try expression.evaluate { variable throws(CELFailure) in
      others[variable.name] ?? here.value(of: variable.name, read: expression.references)
    }
  }

  /// The language the call is in now.
  package var locale: String { state.locale }
}
