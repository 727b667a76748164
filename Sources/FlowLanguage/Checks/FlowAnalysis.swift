import CEL
import Diagnostics

/// What is known at every step, found by following all ways until nothing changes.
struct FlowAnalysis {
  /// The state where each step begins, by number; nil where no way leads.
  private(set) var states: [PointState?]
  /// The state in which each step's fields are computed: its `when` holds, its record is cleared.
  private(set) var innerStates: [PointState?]
  /// The conditions as they were compiled last, by expression: in the state of their step.
  private(set) var compiled: [Int: CELExpression] = [:]

  /// The ways it followed.
  let graph: FlowGraph
  /// The ways that can be taken, of each step: places in the graph's list of them.
  private var open: [[Bool]]
  /// Whether all ways were followed; else any may be open.
  private var isComplete = true
  /// The flow's steps by number.
  let steps: [StepNode]
  /// What its expressions can name.
  let scope: FlowScope
  private let unread: Set<Int>
  private let expressions: [PendingExpression]
  private var worklist: [Int] = []
  /// The steps whose condition could not be read in the state they have so far: it may ask for
  /// what only another way brings.
  private var stuck: Set<Int> = []
  /// The steps whose condition cannot be read at all.
  private var unreadable: Set<Int> = []

  /// Follows all ways of a flow.
  init(_ graph: FlowGraph, steps: [StepNode], scope: FlowScope, _ read: ReadFlow) {
    self.graph = graph
    self.steps = steps
    self.unread = read.unreadSteps
    self.scope = scope
    self.expressions = read.expressions
    states = Array(repeating: nil, count: steps.count)
    innerStates = states
    open = graph.edges.map { Array(repeating: false, count: $0.count) }
    for entry in graph.entries {
      propagate(into: entry.step, initialState(entry.cause, read.names.variables))
    }
    // States only grow, so this comes to rest by itself; the budget is for what grows slowly.
    var budget = (steps.count + 1) * FlowLimits.visitsPerStep
    repeat {
      while let number = worklist.popLast(), budget > 0 {
        budget -= 1
        visit(number)
      }
      // Conditions that cannot be read even now have an error: the ways behind them are followed,
      // but nothing is sure there.
      worklist = stuck.subtracting(unreadable).sorted()
      unreadable.formUnion(stuck)
    } while !worklist.isEmpty && budget > 0
    isComplete = worklist.isEmpty
  }

  /// The ways from a step that can be taken: not those of cases no value has, or of conditions
  /// that never hold.
  func openEdges(from number: Int) -> [FlowGraph.Edge] {
    let edges = graph.edges[number]
    guard isComplete, open[number].contains(false) else { return edges }
    return zip(edges, open[number]).compactMap { $1 ? $0 : nil }
  }

  private func initialState(
    _ cause: FlowGraph.Entry.Cause,
    _ variables: [String: FlowNames.Variable]
  ) -> PointState {
    let isStart = cause == .start
    return PointState(
      phases: isStart ? .ringing : cause == .callEnded ? .gone : .connected,
      // The flow's own handlers may run at any time, so nothing is sure there but the phase.
      company: isStart ? .alone : [.alone, .together],
      mayRecord: !isStart,
      results: scope.results.rows.map { isStart ? .unset : $0.everything },
      unassigned: Set(variables.filter { $0.value.initial == nil }.keys)
    )
  }

  private mutating func propagate(into number: Int, _ state: PointState) {
    // A step is looked at again whenever more can be the case where it begins.
    if states[number] == nil {
      states[number] = state
      worklist.append(number)
    } else if states[number]?.join(state) == true {
      worklist.append(number)
    }
  }

  private mutating func visit(_ number: Int) {
    guard let state = states[number] else { return }
    let node = steps[number]
    stuck.remove(number)
    let narrowing = narrowing(of: node, in: state)
    // Its condition may be readable once another way has brought what it asks for.
    guard !stuck.contains(number) || unreadable.contains(number) else { return }
    for (index, edge) in graph.edges[number].enumerated() {
      guard let after = self.state(state, after: node, edge, narrowing) else { continue }
      open[number][index] = true
      if case .step(let next) = edge.target { propagate(into: next, after) }
    }
  }

  /// The state after a step went one of its ways; nil if it cannot go that way.
  private func state(
    _ state: PointState,
    after node: StepNode,
    _ edge: FlowGraph.Edge,
    _ narrowing: StepNarrowing
  ) -> PointState? {
    var state = state
    if unread.contains(node.number) || stuck.contains(node.number) { state.isUncertain = true }
    guard let outcome = edge.outcome else {
      guard let when = narrowing.when else { return state }
      return state.narrow(when.whenFalse, scope.results) ? state : nil
    }
    if let when = narrowing.when, !state.narrow(when.whenTrue, scope.results) { return nil }
    if let branch = edge.branch, let known = narrowing.branches[branch] {
      guard let known, state.narrow(known, scope.results) else { return nil }
    }
    if let row = scope.results.rowOfStep[node.number] {
      state.results[row] = scope.results.rows[row].set(of: outcome.name)
      state.forget(scope.results.rows[row].id)
    }
    state.change(by: node.shape, outcome)
    if node.shape.letsInputsIn { state.invalidateAcrossWait(scope) }
    return state
  }
}

extension PointState {
  /// Takes in what a step does when it ends so.
  fileprivate mutating func change(by shape: StepShape, _ outcome: Outcome) {
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
  fileprivate mutating func invalidateAcrossWait(_ scope: FlowScope) {
    forget("caller")
    guard mayRecord else { return }
    for name in scope.alerts.variables { forget(name) }
    for row in scope.alerts.results {
      results[row].formUnion(scope.results.rows[row].everything)
      forget(scope.results.rows[row].id)
    }
  }
}

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
  fileprivate mutating func narrowing(of node: StepNode, in state: PointState) -> StepNarrowing {
    var narrowing = StepNarrowing()
    var state = state
    if let when = node.when {
      if let expression = compile(when, at: node, in: state) {
        narrowing.when = StepNarrowing.Condition(expression)
        _ = state.narrow(expression.narrowing(when: true), scope.results)
      } else {
        state.isUncertain = true
      }
    }
    if let row = scope.results.rowOfStep[node.number] {
      // A step that runs again has no result until it ends; its own fields cannot read the last
      // one.
      state.results[row] = .unset
      state.forget(scope.results.rows[row].id)
    }
    innerStates[node.number] = state
    switch node.shape.decision?.question {
    case .condition(let condition)?:
      guard let expression = compile(condition, at: node, in: state) else { break }
      for (index, branch) in (node.shape.decision?.branches ?? []).enumerated() {
        guard case .holds(let holds) = branch.answer else { continue }
        narrowing.branches[index] = expression.narrowing(when: holds)
      }
    case .value(let value)?: addCases(of: value, at: node, in: state, to: &narrowing)
    case nil: break
    }
    return narrowing
  }

  private mutating func compile(
    _ id: ExpressionID,
    at node: StepNode,
    in state: PointState,
    expecting type: CELType? = .bool
  ) -> CELExpression? {
    guard id != .invalid else { return nil }
    let source = expressions[id.index].source
    let environment = scope.environment(for: source, at: node.path, in: state)
    let (expression, findings) = compileCEL(source, in: environment, expecting: type)
    compiled[id.index] = findings.isEmpty ? expression : nil
    if expression == nil { stuck.insert(node.number) }
    return expression
  }

  /// A `switch` on `x.kind` or `x.outcome` narrows x: in each case as `x.kind == 'case'` does, in
  /// `default` as all of these being false do.
  ///
  /// One on a condition narrows as `if` does.
  private mutating func addCases(
    of value: ExpressionID,
    at node: StepNode,
    in state: PointState,
    to narrowing: inout StepNarrowing
  ) {
    guard let branches = node.shape.decision?.branches,
      let expression = compile(value, at: node, in: state, expecting: nil)
    else { return }
    var left: [CELPath: Set<String>] = [:]
    for (index, branch) in branches.enumerated() {
      switch branch.answer {
      case .word(let word):
        let (saying, otherwise) = expression.narrowing(byCase: word)
        narrowing.branches.updateValue(saying, forKey: index)
        left.merge(otherwise) { $0.intersection($1) }
      case .otherwise:
        let isExhaustive = node.shape.decision?.isExhaustive(for: expression) ?? false
        narrowing.branches.updateValue(isExhaustive ? nil : left, forKey: index)
      case .holds: break
      }
    }
  }
}

extension CELExpression {
  /// What is known where the value is what a case says, and where it is not.
  fileprivate func narrowing(
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
