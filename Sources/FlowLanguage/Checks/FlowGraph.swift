import Diagnostics

/// The ways through a flow: from each step, by outcome, to what comes next.
struct FlowGraph {
  /// A way from one step.
  struct Edge {
    /// What the step did to go this way; nil where its `when` did not hold.
    let outcome: Outcome?
    /// Which branch of an `if` or a `switch` leads here, for steps that have them.
    var branch: Branch?
    /// Where it leads.
    let target: Target
    /// Where a handler says `end`, if that is why it leaves.
    var end: Span?
  }

  /// A branch of an `if` or a `switch`.
  enum Branch: Hashable {
    case then, otherwise
    case `case`(Int)
    case `default`
  }

  /// Where a way leads.
  enum Target: Equatable {
    /// To a step, by number.
    case step(Int)
    /// Out of the flow as the author said.
    case leaves
    /// To the end of a block at the outermost level: the author said nothing.
    case fallsOff
    /// To the end of the call, because a failure has no handler.
    case unhandledFailure
    /// To the end of one of the flow's own handlers.
    case handlerEnds
  }

  /// The ways from each step, by number.
  private(set) var edges: [[Edge]]
  /// The first step of each region that something other than a step enters.
  private(set) var entries: [Entry] = []

  /// A region that something other than a step enters.
  struct Entry: Equatable {
    /// What enters it.
    enum Cause { case start, callerLeft, callEnded, recordingFailed }

    let cause: Cause
    /// The number of its first step.
    let step: Int
  }

  private let handlers: FlowHandlers
  private let unread: Set<Int>
  private var starts: [String: Int] = [:]

  /// Follows every way of a flow; from steps that could not be read, both on and out.
  init(_ tree: FlowTree, stepCount: Int, unread: Set<Int>) {
    handlers = tree.handlers
    self.unread = unread
    edges = Array(repeating: [], count: stepCount)
    for block in tree.blocks { starts[block.name] = block.list.steps.first?.number }
    for block in tree.blocks { connect(block.list, then: .fallsOff) }
    enter(start(of: tree.start), .start)
    let own: [(Handler?, Entry.Cause?)] = [
      (handlers.failed, nil), (handlers.callerLeft, .callerLeft),
      (handlers.callEnded, .callEnded), (handlers.recordingFailed, .recordingFailed),
    ]
    for case (let handler?, let cause) in own {
      if case .steps(let list) = handler.content { connect(list, then: .handlerEnds) }
      if let cause, cause != .callEnded || handler.isList {
        enter(target(handler, .handlerEnds), cause)
      }
    }
  }

  private mutating func enter(_ target: Target, _ cause: Entry.Cause) {
    if case .step(let step) = target { entries.append(Entry(cause: cause, step: step)) }
  }

  private mutating func connect(_ list: StepList, then end: Target) {
    for (index, node) in list.steps.enumerated() {
      let next =
        index + 1 < list.steps.count ? Target.step(list.steps[index + 1].number) : end
      let ways = ways(from: node, next: next)
      // Once the call is over there is nowhere to go; a handler that says otherwise is an error.
      edges[node.number] = list.path.hasPrefix("on.callEnded") ? ways.map(confined) : ways
      for nested in node.nestedLists { connect(nested, then: next) }
    }
  }

  private func confined(_ edge: Edge) -> Edge {
    guard case .step(let step) = edge.target, starts.values.contains(step) else { return edge }
    return Edge(outcome: edge.outcome, branch: edge.branch, target: .leaves)
  }

  private func ways(from node: StepNode, next: Target) -> [Edge] {
    guard !unread.contains(node.number) else {
      let onward = next == .fallsOff ? [] : [Edge(outcome: .done, target: next)]
      return [Edge(outcome: .done, target: .leaves)] + onward
    }
    let ways = stepWays(from: node, next: next)
    return node.when == nil ? ways : ways + [Edge(outcome: nil, target: next)]
  }

  private func stepWays(from node: StepNode, next: Target) -> [Edge] {
    switch node.step {
    case .goto(let step):
      return [Edge(outcome: .done, target: start(of: step.block))]
    case .hangUp:
      return [Edge(outcome: .done, target: .leaves)]
    case .end:
      return [Edge(outcome: .done, target: .leaves, end: node.keywordSpan)]
    case .if(let step):
      return [
        edge(.done, .then, step.then, next), edge(.done, .otherwise, step.else, next),
      ] + failures(of: node, next)
    case .switch(let step):
      let cases = step.cases.enumerated().map { index, one in
        edge(.done, .case(index), one.handler, next)
      }
      return cases + [edge(.done, .default, step.default, next)] + failures(of: node, next)
    case .answer, .reject, .play, .recognize, .addAgent, .addParticipant, .transfer, .record,
      .wait, .http, .set, .log, .locale:
      return outcomeWays(from: node, next: next)
    }
  }

  private func outcomeWays(from node: StepNode, next: Target) -> [Edge] {
    node.resultOutcomes.flatMap { outcome -> [Edge] in
      if let handler = node.handler(for: outcome) { return [edge(outcome, nil, handler, next)] }
      if outcome.isFailure { return [failure(of: node, outcome, next)] }
      return success(of: node, outcome, next)
    }
  }

  /// After a transfer the flow is over, or goes on if others stay in the call.
  private func success(of node: StepNode, _ outcome: Outcome, _ next: Target) -> [Edge] {
    switch node.step {
    case .reject: return [Edge(outcome: outcome, target: .leaves)]
    case .transfer:
      let leaves = Edge(outcome: outcome, target: .leaves)
      guard case .step = next else { return [leaves] }
      return [leaves, Edge(outcome: outcome, target: next)]
    case .answer, .play, .recognize, .addAgent, .addParticipant, .record, .wait, .http, .hangUp,
      .end, .set, .log, .locale, .if, .switch, .goto:
      return [Edge(outcome: outcome, target: next)]
    }
  }

  private func failures(of node: StepNode, _ next: Target) -> [Edge] {
    node.shape.possibleOutcomes.filter(\.isFailure).map { outcome in
      node.handler(for: outcome).map { edge(outcome, nil, $0, next) }
        ?? failure(of: node, outcome, next)
    }
  }

  /// Where a failure without a handler leads (LANGUAGE: "Outcomes and handlers").
  private func failure(of node: StepNode, _ outcome: Outcome, _ next: Target) -> Edge {
    if node.step.canDoWithout { return Edge(outcome: outcome, target: next) }
    if case .answer = node.step { return Edge(outcome: outcome, target: .leaves) }
    guard let handler = handlers.failed, !node.isInLastHandler else {
      return Edge(outcome: outcome, target: .unhandledFailure)
    }
    return edge(outcome, nil, handler, .handlerEnds)
  }

  private func edge(
    _ outcome: Outcome,
    _ branch: Branch?,
    _ handler: Handler?,
    _ next: Target
  ) -> Edge {
    guard let handler else { return Edge(outcome: outcome, branch: branch, target: next) }
    var edge = Edge(outcome: outcome, branch: branch, target: target(handler, next))
    if case .end = handler.content { edge.end = handler.span }
    return edge
  }

  private func target(_ handler: Handler, _ next: Target) -> Target {
    switch handler.content {
    case .block(let name): start(of: name)
    case .hangUp, .end, .return: .leaves
    case .continue: next
    case .steps(let list): list.steps.first.map { .step($0.number) } ?? next
    }
  }

  /// A block's first step; where there is no such block, which is an error, the way ends.
  private func start(of block: String) -> Target {
    starts[block].map { .step($0) } ?? .leaves
  }
}

extension Handler {
  /// Whether it is a list of steps.
  fileprivate var isList: Bool {
    if case .steps = content { true } else { false }
  }
}

extension StepNode {
  /// Whether it stands in a handler after which only the call's end can come.
  var isInLastHandler: Bool {
    path.hasPrefix("on.failed") || path.hasPrefix("on.callEnded")
  }

  /// The lists of steps below the step: its handlers' and its branches'.
  var nestedLists: [StepList] {
    (branches + handlers.map(\.handler)).compactMap {
      if case .steps(let list) = $0.content { list } else { nil }
    }
  }

  /// What the branches of an `if` or a `switch` do.
  var branches: [Handler] {
    switch step {
    case .if(let step): [step.then] + (step.else.map { [$0] } ?? [])
    case .switch(let step): step.cases.map(\.handler) + (step.default.map { [$0] } ?? [])
    case .answer, .reject, .play, .recognize, .addAgent, .addParticipant, .transfer, .record,
      .wait, .http, .hangUp, .end, .set, .log, .locale, .goto:
      []
    }
  }
}
