import CEL
package import CallModel
package import Diagnostics

/// The branches of a flow, once per place in the text: what a trace names and coverage counts
/// (TESTING.md part 3).
///
/// They are both sides of every `when`, each way of an `if` or a `switch` (the unwritten ones
/// too), each key of an `on:`, each choice, trigger and `timeout`, success without a handler where
/// the step can end otherwise, both ends of a `repeat` with a condition, each answer of
/// `everywhere`, each state of opening hours that a condition asks for, and the
/// flow's own handlers.
/// Failures that nobody wrote down are none.
package struct BranchTable: Sendable {
  /// One branch.
  package struct Row: Sendable {
    /// Its id: the path that a list of steps under the branch has or would have.
    package let id: FlowPath
    /// What it is.
    package let kind: Kind
    /// Where it is written; for one that is not, where its step's keyword stands.
    package let span: Span
  }

  /// The kinds of branches.
  package enum Kind: Hashable, Sendable {
    /// A side of a `when`.
    case when(Bool)
    /// A way of an `if` or a `switch`.
    case decision
    /// What is done while a step waits.
    case meanwhile
    /// An outcome that has a handler; the handler takes the kinds of the outcome too.
    case handler(Outcome)
    /// An outcome without a handler.
    case outcome(Outcome)
    /// A handler of the flow's own.
    case flowHandler
    /// An answer of the flow's `everywhere`, by its name, in whichever menu.
    case everywhere(String)
    /// Opening hours of that name that are in a state when a condition asks for them.
    case hours(String, HoursSchedule.State)
  }

  /// The rows, in the order of the flow's file; what is the flow's own comes last: answers of
  /// `everywhere`, hours, handlers.
  package let rows: [Row]

  init(_ program: Program) {
    var rows: [Row] = []
    let lists = program.lists.values.flatMap(\.steps).sorted { $0.number < $1.number }
    for node in lists { rows += node.branches.filter { !program.isNeverTaken($0, of: node) } }
    var known: Set<FlowPath> = []
    rows += lists.flatMap(\.sharedAnswers).filter { known.insert($0.id).inserted }
    rows += lists.flatMap { program.askedHours(of: $0) }.filter { known.insert($0.id).inserted }
    let own: [(name: String, handler: Handler?)] = [
      ("failed", program.handlers.failed), ("callerLeft", program.handlers.callerLeft),
      ("callEnded", program.handlers.callEnded),
      ("recordingFailed", program.handlers.recordingFailed),
      ("recordingReady", program.handlers.recordingReady),
    ]
    for case (let name, let handler?) in own {
      rows.append(Row(id: .flowHandler(name), kind: .flowHandler, span: handler.span))
    }
    self.rows = rows
  }
}

extension Program {
  /// The flow's branches; made when asked for, since calls need only their ids.
  package var branches: BranchTable { BranchTable(self) }
}

extension Program {
  /// Whether a row is the unwritten way of a `switch` whose cases are all values that there are.
  fileprivate func isNeverTaken(_ row: BranchTable.Row, of node: StepNode) -> Bool {
    guard row.kind == .decision, let decision = node.shape.decision,
      case .value(let expression) = decision.question
    else { return false }
    let isUnwritten = decision.branches.contains { branch in
      guard case .otherwise = branch.answer, branch.handler == nil, branch.span == nil else {
        return false
      }
      return row.id == node.branch(of: branch)
    }
    return isUnwritten && decision.isExhaustive(for: self[expression])
  }

  /// A row for each state of opening hours that a step's conditions ask for.
  fileprivate func askedHours(of node: StepNode) -> [BranchTable.Row] {
    let asking = [node.when, node.shape.decision?.question.expression].compactMap(\.self)
    return asking.flatMap { hoursStates(askedBy: $0) }.map { name, state in
      BranchTable.Row(
        id: .hours(name, state),
        kind: .hours(name, state),
        span: node.keywordSpan
      )
    }
  }

  /// The opening hours that an expression reads, each with the states that it tells apart.
  private func hoursStates(
    askedBy id: ExpressionID
  ) -> [(name: String, state: HoursSchedule.State)] {
    self[id].references.flatMap { reference -> [(String, HoursSchedule.State)] in
      guard reference.path.first == "hours", reference.path.count > 1,
        let schedule = hours[reference.path[1]]
      else { return [] }
      let tellsHolidays = !["isOpen", "isClosed"].contains(reference.path.dropFirst(2).first)
      return HoursSchedule.State.allCases.filter { state in
        state != .holiday || (tellsHolidays && !schedule.closed.isEmpty)
      }.map { (reference.path[1], $0) }
    }
  }

  /// The states of opening hours that a condition of a step asks for at a time: branches that are
  /// taken when it is asked.
  package func hoursBranches(of condition: ExpressionID, at time: Timestamp) -> [FlowPath] {
    let asked = hoursStates(askedBy: condition)
    return Set(asked.map(\.name)).sorted().compactMap { name in
      guard let state = hours[name]?.state(at: time) else { return nil }
      let tells = asked.contains { $0.name == name && $0.state == state }
      return .hours(name, tells ? state : .closed)
    }
  }
}

extension StepNode {
  /// The branch that is taken where the step's `when` holds or not; nil for a step without one.
  package func branch(when holds: Bool) -> FlowPath? {
    when == nil ? nil : path.list(under: "when", entry: holds ? "true" : "false")
  }

  /// The branch of a way of the step's decision.
  package func branch(of decided: StepDecision.Branch) -> FlowPath {
    path.list(under: decided.key, entry: decided.entry)
  }

  /// The branch that a round of its `meanwhile` takes; nil for a step without one.
  package var meanwhileBranch: FlowPath? {
    if case .meanwhile(let list)? = shape.enclosed { list.path } else { nil }
  }

  /// The branch that an outcome takes; nil for a failure that nobody wrote down, and where the step
  /// cannot end otherwise.
  package func branch(after outcome: Outcome) -> FlowPath? {
    if let key = handledOutcome(for: outcome) { return path.list(under: "on", entry: key.name) }
    if shape.isShared(outcome.name) { return .everywhere(outcome.name) }
    guard !outcome.isFailure || endsRounds(outcome), isOneOfSeveral(outcome) else { return nil }
    return path.list(under: "on", entry: outcome.name)
  }

  /// The key of `on:` whose handler takes an outcome.
  private func handledOutcome(for outcome: Outcome) -> Outcome? {
    outcome.lineage.first { candidate in handlers.contains { $0.outcome == candidate } }
  }

  /// Whether a failure is that the rounds of the step were done without its condition's coming to
  /// hold: that is written down with the condition.
  private func endsRounds(_ outcome: Outcome) -> Bool {
    guard case .rounds(_, until: _?)? = shape.enclosed else { return false }
    return outcome == .exhausted
  }

  /// The answers of `everywhere` that the step takes besides its own: those that lead out of it, and
  /// those that have it ask again.
  fileprivate var sharedAnswers: [BranchTable.Row] {
    var names = shape.outcomes.map(\.outcome.name).filter(shape.isShared)
    if case .recognize(let question) = step {
      names += question.shared.compactMap { entry in
        if case .again = entry.action { entry.choice.name } else { nil }
      }
    }
    return names.map { name in
      BranchTable.Row(id: .everywhere(name), kind: .everywhere(name), span: keywordSpan)
    }
  }

  /// Whether the step can end otherwise than with a success.
  private func isOneOfSeveral(_ outcome: Outcome) -> Bool {
    (outcome != .done || shape.decision == nil) && resultOutcomes.contains { $0 != outcome }
  }

  /// The step's rows.
  fileprivate var branches: [BranchTable.Row] {
    var rows: [BranchTable.Row] = []
    for holds in [true, false] {
      if let id = branch(when: holds) {
        rows.append(BranchTable.Row(id: id, kind: .when(holds), span: keywordSpan))
      }
    }
    for branch in shape.decision?.branches ?? [] {
      let span = branch.span ?? branch.handler?.span ?? keywordSpan
      rows.append(BranchTable.Row(id: self.branch(of: branch), kind: .decision, span: span))
    }
    if let id = meanwhileBranch {
      rows.append(BranchTable.Row(id: id, kind: .meanwhile, span: keywordSpan))
    }
    for outcome in resultOutcomes {
      guard handledOutcome(for: outcome) == nil, !shape.isShared(outcome.name),
        let id = branch(after: outcome)
      else { continue }
      rows.append(BranchTable.Row(id: id, kind: .outcome(outcome), span: keywordSpan))
    }
    return rows
      + handlers.map { handler in
        BranchTable.Row(
          id: path.list(under: "on", entry: handler.outcome.name),
          kind: .handler(handler.outcome),
          span: handler.span
        )
      }
  }
}
