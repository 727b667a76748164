import CEL
import Diagnostics

/// What a step's conditions say of values that cannot change.
struct StepNarrowing {
  /// What holds after a condition.
  struct Condition {
    var whenTrue: [CELPath: Set<String>]
    var whenFalse: [CELPath: Set<String>]
  }

  /// Of the step's `when`.
  var when: Condition?
  /// Of each way of the step's decision; nil for one that is never taken.
  var branches: [Int: [CELPath: Set<String>]?] = [:]
}

extension FlowAnalysis {
  /// What the conditions of the step at a point say; the state its fields are computed in is noted.
  mutating func narrowing(
    of node: StepNode,
    at point: Int,
    in state: PointState
  ) -> StepNarrowing {
    var narrowing = StepNarrowing()
    var state = state
    if let when = node.when {
      if let expression = compile(when, at: point, in: state) {
        narrowing.when = StepNarrowing.Condition(expression)
        _ = state.narrow(expression.narrowing(when: true), scope.results)
      } else {
        state.call.isUncertain = true
      }
    }
    if let row = scope.results.rowOfStep[node.number] {
      // A step that runs again has no result until it ends; its own fields cannot read the last
      // one.
      state.results[row] = .unset
      state.forget(scope.results.rows[row].id)
    }
    known[point].inner = state
    switch node.shape.decision?.question {
    case .condition(let condition)?:
      guard let expression = compile(condition, at: point, in: state) else { break }
      for (index, branch) in (node.shape.decision?.branches ?? []).enumerated() {
        guard case .holds(let holds) = branch.answer else { continue }
        narrowing.branches[index] = expression.narrowing(when: holds)
      }
    case .value(let value)?: addCases(of: value, at: point, in: state, to: &narrowing)
    case nil: break
    }
    return narrowing
  }

  /// Compiles a condition of the step at a point; nil where it cannot be read in that state.
  mutating func compile(
    _ id: ExpressionID,
    at point: Int,
    in state: PointState,
    expecting type: CELType? = .bool
  ) -> CELExpression? {
    guard id != .invalid else { return nil }
    let condition = Condition(point: point, expression: id.index)
    let (expression, isClean) = compiled(condition, in: state, expecting: type)
    compiled[id.index] = isClean ? expression : nil
    if expression != nil {
      refused[condition] = nil
    } else {
      stuck.insert(point)
      if !unreadable.contains(point) { refused[condition] = state }
    }
    return expression
  }

  /// The condition as it was compiled last at its point, if that was in such a state.
  private mutating func compiled(
    _ condition: Condition,
    in state: PointState,
    expecting type: CELType?
  ) -> (CELExpression?, isClean: Bool) {
    let source = expressions[condition.expression].source
    let rows =
      namedRows[condition.expression] ?? source.words.compactMap { scope.results.rowOfID[$0] }
    namedRows[condition.expression] = rows
    let results = rows.map { state.results[$0] }
    if let known = conditions[condition], known.results == results,
      known.narrowed == state.narrowed
    {
      return (known.expression, known.isClean)
    }
    conditionBytes += source.text.utf8.count
    let environment = scope.environment(
      for: source,
      at: node(of: condition.point).path,
      in: state
    )
    let (expression, findings) = compileCEL(source, in: environment, expecting: type)
    guard source.text.utf8.count <= FlowLimits.keptCondition else {
      return (expression, findings.isEmpty)
    }
    conditions[condition] = CompiledCondition(
      results: results,
      narrowed: state.narrowed,
      expression: expression,
      isClean: findings.isEmpty
    )
    return (expression, findings.isEmpty)
  }

  /// A `switch` on `x.kind` or `x.outcome` narrows x: in each case as `x.kind == 'case'` does, in
  /// `default` as all of these being false do.
  ///
  /// One on a condition narrows as `if` does.
  private mutating func addCases(
    of value: ExpressionID,
    at point: Int,
    in state: PointState,
    to narrowing: inout StepNarrowing
  ) {
    let decision = node(of: point).shape.decision
    guard let branches = decision?.branches,
      let expression = compile(value, at: point, in: state, expecting: nil)
    else { return }
    var left: [CELPath: Set<String>] = [:]
    for (index, branch) in branches.enumerated() {
      switch branch.answer {
      case .word(let word):
        let (saying, otherwise) = expression.narrowing(byCase: word)
        narrowing.branches.updateValue(saying, forKey: index)
        left.merge(otherwise) { $0.intersection($1) }
      case .otherwise:
        let isExhaustive = decision?.isExhaustive(for: expression) ?? false
        narrowing.branches.updateValue(isExhaustive ? nil : left, forKey: index)
      case .holds: break
      }
    }
  }
}

extension CELExpression {
  /// What is known where the value is what a case says, and where it is not.
  func narrowing(
    byCase text: String
  ) -> (saying: [CELPath: Set<String>], otherwise: [CELPath: Set<String>]) {
    guard type == .bool else { return narrowing(by: text) }
    guard let holds = Bool(text) else { return ([:], [:]) }
    return (narrowing(when: holds), narrowing(when: !holds))
  }
}

extension StepNarrowing.Condition {
  fileprivate init(_ expression: CELExpression) {
    whenTrue = expression.narrowing(when: true)
    whenFalse = expression.narrowing(when: false)
  }
}
