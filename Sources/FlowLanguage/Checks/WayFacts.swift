import CEL

/// What the search for a way keeps of a call at a place: what its finding asks about, and no more.
struct WayFacts: Hashable {
  /// What is known of the call itself.
  var call: CallPoint
  /// What plays in the background.
  var plays = BackgroundPlays()
  /// How the step whose result is read can have ended; of a variable, `unset` while it has no value.
  var value: ResultSet = []
}

/// What a finding asks about.
enum WayTopic: Hashable {
  /// The call itself.
  case call
  /// The result of the step in that row of the `ResultTable`.
  case result(row: Int)
  /// The value of a variable.
  case variable(String)
}

/// How the facts about one thing change on the ways of a flow.
struct WayRules {
  let analysis: FlowAnalysis
  let topic: WayTopic

  /// The facts in a state.
  func facts(_ state: PointState) -> WayFacts {
    switch topic {
    case .call: WayFacts(call: state.call, plays: state.plays)
    case .result(let row): WayFacts(call: .unasked, value: state.results[row])
    case .variable(let name):
      WayFacts(call: .unasked, value: state.unassigned.contains(name) ? .unset : [])
    }
  }

  /// The facts where the steps inside of a step begin.
  func entering(_ node: StepNode, _ facts: WayFacts) -> WayFacts {
    var facts = starting(node, facts)
    if topic == .call, case .sensitive? = node.shape.enclosed { facts.call.enterSensitive() }
    return facts
  }

  /// The facts where the fields of a step are computed: its own last result is gone.
  func starting(_ node: StepNode, _ facts: WayFacts) -> WayFacts {
    var facts = facts
    if isSource(node), case .result = topic { facts.value = .unset }
    return facts
  }

  /// The facts after a step has ended so; of one whose `when` did not hold, as they were.
  func ending(_ node: StepNode, _ outcome: Outcome, at point: Int, _ facts: WayFacts) -> WayFacts {
    var facts = facts
    switch topic {
    case .call:
      facts.call.change(by: node, outcome)
      facts.plays.end(node, outcome)
    case .result(let row):
      if isSource(node) { facts.value = analysis.scope.results.rows[row].set(of: outcome.name) }
      var besides = analysis.scope.meanwhile[node.number].map { [$0] } ?? []
      // A recording that runs can fail at any time, and its handler has then run.
      if node.shape.letsInputsIn, analysis.known[point].start?.call.recording != .off {
        besides.append(analysis.scope.alerts)
      }
      if besides.contains(where: { $0.results.contains(row) }) {
        facts.value.formUnion(analysis.scope.results.rows[row].everything)
      }
    case .variable:
      if isSource(node), !outcome.isFailure { facts.value = [] }
    }
    return facts
  }

  /// Whether a step is one that gives what is asked about its value.
  func isSource(_ node: StepNode) -> Bool {
    switch topic {
    case .call: false
    case .result(let row): analysis.scope.results.rowOfStep[node.number] == row
    case .variable(let name): node.shape.assigned.contains(name)
    }
  }

  /// The facts with which a way is gone; nil where its conditions rule it out.
  func narrowed(_ facts: WayFacts, by edge: FlowGraph.Edge, from node: StepNode) -> WayFacts? {
    if topic == .call, edge.needsCompany, !facts.call.canBeTogether { return nil }
    guard case .result(let row) = topic else { return facts }
    var facts = facts
    for kinds in analysis.conditions(of: edge, from: node) {
      guard let left = kinds[[analysis.scope.results.rows[row].id]] else { continue }
      facts.value.formIntersection(analysis.scope.results.rows[row].set(of: left))
      if facts.value.isEmpty { return nil }
    }
    return facts
  }
}

extension CallPoint {
  /// Stands where nothing is asked about the call.
  fileprivate static var unasked: CallPoint {
    CallPoint(
      phases: [],
      company: [],
      recording: [],
      setUp: [],
      feeds: .unknown,
      isUncertain: false
    )
  }
}

extension FlowAnalysis {
  /// What the conditions of a step say of values where it is left on a way.
  fileprivate func conditions(
    of edge: FlowGraph.Edge,
    from node: StepNode
  ) -> [[CELPath: Set<String>]] {
    var found: [[CELPath: Set<String>]] = []
    if let when = node.when.flatMap({ compiled[$0.index] }) {
      found.append(when.narrowing(when: edge.outcome != nil))
    }
    guard let branch = edge.branch, let decision = node.shape.decision,
      let question = compiled[decision.question.expression.index]
    else { return found }
    switch (decision.question, decision.branches[branch].answer) {
    case (.condition, .holds(let holds)): found.append(question.narrowing(when: holds))
    case (.value, .word(let word)): found.append(question.narrowing(byCase: word).saying)
    case (.value, .otherwise):
      for case .word(let word) in decision.branches.map(\.answer) {
        found.append(question.narrowing(byCase: word).otherwise)
      }
    case (.condition, _), (.value, .holds): break
    }
    return found
  }
}
