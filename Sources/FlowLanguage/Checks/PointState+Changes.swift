import CEL

extension PointState {
  /// Takes in that a step ends so.
  mutating func end(_ node: StepNode, _ outcome: Outcome, _ scope: FlowScope) {
    if let row = scope.results.rowOfStep[node.number] {
      results[row] = scope.results.rows[row].set(of: outcome.name)
      forget(scope.results.rows[row].id)
    }
    change(by: node.shape, outcome)
    if node.shape.letsInputsIn { invalidateAcrossWait(scope) }
    if let effects = scope.meanwhile[node.number] { forget(effects, scope) }
  }

  private mutating func change(by shape: StepShape, _ outcome: Outcome) {
    let effect = shape.effect(of: outcome)
    phases = effect.phase ?? phases
    company = effect.company ?? company
    mayRecord = mayRecord || shape.records
    for variable in shape.assigned {
      forget(variable)
      if !outcome.isFailure { unassigned.remove(variable) }
    }
  }

  /// What other inputs may have changed while a step waited for its own.
  ///
  /// The first list of participants can say that the caller is another party than the one who
  /// called (SEMANTICS.md, rule 15); it can come late, so `caller` is never sure across a wait. A
  /// recording can fail, and then the flow's `recordingFailed` has run (rule 28).
  private mutating func invalidateAcrossWait(_ scope: FlowScope) {
    forget("caller")
    if mayRecord { forget(scope.alerts, scope) }
  }

  /// Steps that run beside others may have run, or not, and to any part.
  private mutating func forget(_ effects: SideEffects, _ scope: FlowScope) {
    for name in effects.variables { forget(name) }
    for row in effects.results {
      results[row].formUnion(scope.results.rows[row].everything)
      forget(scope.results.rows[row].id)
    }
  }
}
