import Diagnostics

/// The ways through a flow: from each step, by outcome, to what comes next.
struct FlowGraph {
  /// A way from one step.
  struct Edge {
    /// What the step did to go this way; nil where its `when` did not hold.
    let outcome: Outcome?
    /// Which branch of the step's decision leads here, for steps that decide.
    var branch: Int?
    /// Where it leads.
    let target: Target
    /// Where `end` or `return` is said, if that is why it leads there.
    var word: Span?
    /// Whether the flow leaves what it was doing, the blocks that others run too.
    var dropsStack = false
    /// Whether it can be gone only where somebody else stays in the call.
    var needsCompany = false
  }

  /// Where a way leads.
  enum Target: Equatable {
    /// To a step, by number.
    case step(Int)
    /// Out of the flow as the author said.
    case leaves
    /// To the end of a block: the author said nothing. One that another runs comes back.
    case fallsOff
    /// Back to the `run` that ran the block.
    case returns
    /// To the end of a round of the step of that number.
    case roundEnds(Int)
    /// To the end of the call, because a failure has no handler.
    case unhandledFailure
    /// To the end of one of the flow's own handlers.
    case handlerEnds
  }

  /// The ways from each step, by number; of one that runs others inside of it, after these.
  private(set) var edges: [[Edge]]
  /// The first of the steps that a step runs inside of it, by the step's number.
  private(set) var enclosed: [Int: Int] = [:]
  /// The first step of each region that something other than a step enters.
  private(set) var entries: [Entry] = []

  /// A region that something other than a step enters.
  struct Entry: Equatable {
    /// What enters it.
    enum Cause { case start, callerLeft, callEnded, recordingFailed, recordingReady }

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
      (handlers.recordingReady, .recordingReady),
    ]
    for case (let handler?, let cause) in own {
      if case .steps(let list) = handler.content { connect(list, then: .handlerEnds) }
      if let cause, !cause.isAfterCall || handler.isList {
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
      let outgoing = edges(from: node, next: next)
      // Once the call is over there is nowhere to go; a handler that says otherwise is an error.
      edges[node.number] = node.isAfterCall ? outgoing.map(confined) : outgoing
      for nested in node.nestedLists { connect(nested, then: next) }
      enclose(node)
    }
  }

  /// Connects the steps that a step runs inside of it.
  private mutating func enclose(_ node: StepNode) {
    switch node.shape.enclosed {
    case .block(let name)?: enclosed[node.number] = starts[name]
    case .rounds(let list, _)?, .sensitive(let list)?, .meanwhile(let list)?:
      connect(list, then: .roundEnds(node.number))
      enclosed[node.number] = list.steps.first?.number
    // What another flow does is known of it as a whole.
    case .flow?, nil: break
    }
  }

  private func confined(_ edge: Edge) -> Edge {
    guard case .step(let step) = edge.target, starts.values.contains(step) else { return edge }
    return Edge(outcome: edge.outcome, branch: edge.branch, target: .leaves)
  }

  private func edges(from node: StepNode, next: Target) -> [Edge] {
    // A step that could not be read goes on and out: neither what follows it nor the end of its
    // block is then blamed.
    guard !unread.contains(node.number) else {
      let onward = next == .fallsOff ? [] : [Edge(outcome: .done, target: next)]
      return [Edge(outcome: .done, target: .leaves)] + onward
    }
    let edges = stepEdges(from: node, next: next)
    return node.when == nil ? edges : edges + [Edge(outcome: nil, target: next)]
  }

  private func stepEdges(from node: StepNode, next: Target) -> [Edge] {
    let outcomes = node.resultOutcomes
    var edges: [Edge] = []
    edges.reserveCapacity(outcomes.count + 1)
    for outcome in outcomes {
      guard node.shape.effect(of: outcome).leavesAlone else {
        addWays(from: node, outcome, next, to: &edges)
        continue
      }
      edges.append(Edge(outcome: outcome, target: .leaves))
      let first = edges.count
      addWays(from: node, outcome, next, to: &edges)
      for index in first..<edges.count { edges[index].needsCompany = true }
    }
    return edges
  }

  /// Adds where an outcome leads.
  private func addWays(
    from node: StepNode,
    _ outcome: Outcome,
    _ next: Target,
    to edges: inout [Edge]
  ) {
    // The branches of `if` and `switch` stand in the place of a handler of `done`.
    if outcome == .done, let decision = node.shape.decision {
      for (index, branch) in decision.branches.enumerated() {
        edges += ways(outcome, branch.handler, next, branch: index)
      }
    } else if node.shape.effect(of: outcome).takesHandler,
      let handler = node.handler(for: outcome)
    {
      edges += ways(outcome, handler, next)
    } else {
      addOnward(from: node, outcome, next, to: &edges)
    }
  }

  /// Adds where an outcome leads that has no handler.
  private func addOnward(
    from node: StepNode,
    _ outcome: Outcome,
    _ next: Target,
    to edges: inout [Edge]
  ) {
    func add(_ target: Target, word: Span? = nil) {
      edges.append(Edge(outcome: outcome, target: target, word: word))
    }
    switch node.shape.onward(after: outcome) {
    case .next: add(next)
    case .leaves: add(.leaves)
    case .ends: add(.leaves, word: node.keywordSpan)
    case .block(let block): add(start(of: block))
    case .returns: add(.returns, word: node.keywordSpan)
    case .fails where node.path.flowHandler == "recordingReady":
      // Nobody is left to be told: it is journalled, and the next step runs (SEMANTICS.md, rule 65).
      add(next)
    case .fails:
      // A failure inside of the handler of failures ends the call (LANGUAGE 3): it cannot run
      // again.
      guard let handler = handlers.failed, !node.isInLastHandler else {
        return add(.unhandledFailure)
      }
      var failing = edge(outcome, handler, .handlerEnds)
      failing.dropsStack = true
      edges.append(failing)
    }
  }

  /// Where a handler leads; one that could not be read leads on and out, so that neither what follows
  /// it nor the end of its block is blamed.
  private func ways(
    _ outcome: Outcome,
    _ handler: Handler?,
    _ next: Target,
    branch: Int? = nil
  ) -> [Edge] {
    let onward =
      handler?.isUnread == true && next != .fallsOff
      ? [Edge(outcome: outcome, branch: branch, target: next)] : []
    return [edge(outcome, handler, next, branch: branch)] + onward
  }

  private func edge(
    _ outcome: Outcome,
    _ handler: Handler?,
    _ next: Target,
    branch: Int? = nil
  ) -> Edge {
    guard let handler else { return Edge(outcome: outcome, branch: branch, target: next) }
    var edge = Edge(outcome: outcome, branch: branch, target: target(handler, next))
    switch handler.content {
    case .end, .return: edge.word = handler.span
    case .block, .hangUp, .continue, .steps: break
    }
    return edge
  }

  private func target(_ handler: Handler, _ next: Target) -> Target {
    switch handler.content {
    case .block(let name): start(of: name)
    case .hangUp, .end: .leaves
    case .return: .returns
    case .continue: next
    case .steps(let list): list.steps.first.map { .step($0.number) } ?? next
    }
  }

  /// A block's first step; where there is no such block, which is an error, the way ends.
  private func start(of block: String) -> Target {
    starts[block].map { .step($0) } ?? .leaves
  }
}

extension FlowGraph.Entry.Cause {
  /// Whether the call is over then.
  var isAfterCall: Bool { self == .callEnded || self == .recordingReady }
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
    path.flowHandler == "failed" || isAfterCall
  }

  /// Whether it stands in a handler that runs when the call is over.
  var isAfterCall: Bool {
    path.flowHandler == "callEnded" || path.flowHandler == "recordingReady"
  }

  /// What the ways of its decision and its `on:` do.
  var nestedHandlers: [Handler] {
    (shape.decision?.branches.compactMap(\.handler) ?? []) + handlers.map(\.handler)
  }

  /// The lists of steps below the step, after which the next step comes.
  var nestedLists: [StepList] {
    nestedHandlers.compactMap { if case .steps(let list) = $0.content { list } else { nil } }
  }
}
