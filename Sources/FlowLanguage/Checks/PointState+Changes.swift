import CEL

extension PointState {
  /// Takes in that a step ends so.
  mutating func end(_ node: StepNode, _ outcome: Outcome, _ scope: FlowScope) {
    if let row = scope.results.rowOfStep[node.number] {
      results[row] = scope.results.rows[row].set(of: outcome.name)
      forget(scope.results.rows[row].id)
    }
    call.change(by: node, outcome)
    plays.end(node, outcome)
    for variable in node.shape.assigned {
      forget(variable)
      if !outcome.isFailure { unassigned.remove(variable) }
    }
    if node.shape.letsInputsIn { letInputsIn(scope) }
    if let effects = scope.meanwhile[node.number] { forget(effects, scope) }
  }

  /// What other inputs may have changed while a step waited for its own.
  ///
  /// The first list of participants can say that the caller is another party than the one who
  /// called (SEMANTICS.md, rule 15); it can come late, so `caller` is never sure across a wait. A
  /// recording can fail, and then the flow's `recordingFailed` has run (rule 28). An operator may
  /// have flipped any flag (rule 67).
  mutating func letInputsIn(_ scope: FlowScope) {
    forget("caller")
    forget("flags")
    // A recording that runs or was asked for can fail at any time.
    if call.recording != .off { forget(scope.alerts, scope) }
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

extension RecordingStates {
  /// What a step that was to change the recording has made of it; of an action that is computed,
  /// nobody knows.
  mutating func change(by node: StepNode, _ outcome: Outcome) {
    guard let change = node.shape.recordingChange else { return }
    switch (change, outcome.isFailure) {
    case (.computed, _): self = [.off, .on, .paused]
    case (.asked(let action), false): self.change(action)
    // A start that failed is none. Where nobody handles it the flow goes on as if it were one, and a
    // later pause is no mistake: it is done at once.
    case (.asked(.start), true): self = node.handler(for: outcome) == nil ? .on : .off
    case (.startsPaused, false): self = .paused
    case (.interrupts, false): break
    // One that was stopped may not have begun anew.
    case (.interrupts, true): formUnion(.off)
    case (.startsPaused, true): self = node.handler(for: outcome) == nil ? .paused : .off
    // A pause or a stop that failed may have come to pass.
    case (.asked(let action), true):
      var changed = self
      changed.change(action)
      formUnion(changed)
    }
  }
}
