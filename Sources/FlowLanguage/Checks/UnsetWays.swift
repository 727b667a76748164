import CEL
import Diagnostics

extension CallWays {
  /// The call in which a variable has no value yet at a step.
  func way(to step: Int, unset variable: String, isOutermost: Bool = false) -> CallWay {
    way(to: step, isOutermost: isOutermost, about: .variable(variable)) {
      $0.value.contains(.unset)
    }
  }
}

extension ExpressionCheck {
  /// A finding of a result that may be missing, with the call in which it is.
  func told(
    _ finding: Diagnostic,
    of expression: PendingExpression,
    in environment: CELEnvironment,
    at step: Int,
    isWhen: Bool
  ) -> Diagnostic {
    let references = compileUncheckedCEL(expression.source, in: environment).expression?.references
    let span = finding.primary.span
    let reference = references?.first { reference in
      reference.path.count > 1 && reference.span.start <= span.start
        && span.end <= reference.span.end && scope.results.rowOfID[reference.path[0]] != nil
    }
    guard let reference, let row = scope.results.rowOfID[reference.path[0]],
      // In its own fields a step's result is never there, whatever came before.
      isWhen || scope.results.rowOfStep[step] != row
    else { return finding }
    let missing = scope.results.rows[row].sets(without: reference.path[1])
    var finding = finding
    finding.related +=
      calls.way(to: step, about: .result(row: row)) {
        !$0.value.isDisjoint(with: missing)
      }.labels
    return finding
  }
}

extension ResultTable.Row {
  /// The ways its step can have ended, or not run, in which its result lacks a field.
  fileprivate func sets(without field: String) -> ResultSet {
    guard let declaration else { return [] }
    guard field != declaration.discriminator else { return .unset }
    let kinds = declaration.fields.filter { $0.name == field }
      .reduce(into: Set<String>()) { $0.formUnion($1.kinds) }
    return everything.subtracting(set(of: kinds))
  }
}
