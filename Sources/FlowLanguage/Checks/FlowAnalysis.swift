import CEL
import CallModel
import Diagnostics

/// What is known at every point of a flow, found by following all ways until nothing changes.
struct FlowAnalysis {
  /// What is known at a point.
  struct Knowledge {
    /// Where the step begins; nil where no way leads.
    var start: PointState?
    /// Where the step's fields are computed: its `when` holds, its record is cleared.
    var inner: PointState?
    /// Where a round of the step ends.
    var round: PointState?
    /// The ways that can be taken: places in the graph's list of them.
    var open: [Bool]
  }

  /// A place where the flow is entered.
  struct Start {
    /// The number of its first step.
    let step: Int
    /// What is known there where it is entered by itself.
    let own: PointState
    /// Whether it is, or by others alone.
    let isOwn: Bool
    /// What is known where others run the flow; nil where none does, or it is no place for that.
    let entry: CallPoint?
  }

  /// A condition at a point.
  struct Condition: Hashable {
    let point: Int
    let expression: Int
  }

  /// What is known at each point.
  var known: [Knowledge]
  /// The points.
  private(set) var points: FlowPoints
  /// What came of compiling a condition.
  struct CompiledCondition {
    /// What of the state it is compiled in can change it.
    let results: [ResultSet]
    let narrowed: [CELPath: Set<String>]
    /// The expression, or nil where it cannot be read.
    let expression: CELExpression?
    /// Whether nothing is to be said of it.
    let isClean: Bool
  }

  /// What came of compiling each condition last: a point is looked at again for much that its
  /// condition does not ask for.
  var conditions: [Condition: CompiledCondition] = [:]
  /// The rows of the results that a condition can name, by expression.
  var namedRows: [Int: [Int]] = [:]

  /// The conditions as they were compiled last, by expression: in the state of their step.
  var compiled: [Int: CELExpression] = [:]
  /// The points whose condition could not be read in the state they have so far: it may ask for
  /// what only another way brings.
  var stuck: Set<Int> = []

  /// What was known where a condition could not be read, before anything that follows from that.
  var refused: [Condition: PointState] = [:]

  /// The ways it followed.
  let graph: FlowGraph
  /// Where the flow is entered.
  private(set) var starts: [Start] = []
  /// Whether all ways were followed; else any may be open.
  private(set) var isComplete = true
  /// The flow's name.
  let name: String
  /// The flow's steps by number.
  let steps: [StepNode]
  /// What its expressions can name.
  let scope: FlowScope
  let expressions: [PendingExpression]
  private let unread: Set<Int>
  /// Whether calls come to the flow by a route.
  private let takesCalls: Bool
  /// Who runs the flow, and what it runs.
  let surroundings: FlowSurroundings
  /// What the flows make of the call that it runs, by the point of the step that does.
  private(set) var exits: [Int: FlowExits] = [:]
  /// What is known where a step fails and nothing of the flow handles it; nil where none does.
  private(set) var failed: PointState?
  /// Whether that is said of one of them (`unhandled-failure`).
  private(set) var failsLoudly = false
  private var worklist = PointQueue()
  /// UTF-8 bytes of the conditions that were compiled so far.
  var conditionBytes = 0
  /// The points whose condition cannot be read at all.
  private(set) var unreadable: Set<Int> = []

  /// Follows all ways of a flow; of one that another runs, only those from where it is run.
  ///
  /// Nil where a step is missing.
  init?(
    _ read: ReadFlow,
    _ project: ProjectScope,
    _ surroundings: FlowSurroundings,
    isRun: Bool = false
  ) {
    let steps = read.steps.compactMap { $0 }
    guard steps.count == read.steps.count, steps.count <= FlowLimits.steps else { return nil }
    graph = FlowGraph(read.tree, stepCount: steps.count, unread: read.unreadSteps)
    name = read.tree.name
    self.steps = steps
    self.unread = read.unreadSteps
    takesCalls = !read.tree.routes.isEmpty
    self.surroundings = surroundings
    scope = FlowScope(project, read, steps: steps)
    self.expressions = read.expressions
    points = FlowPoints(stepCount: steps.count)
    known = graph.edges.map { Knowledge(open: Array(repeating: false, count: $0.count)) }
    for entry in graph.entries where !isRun || entry.cause == .start {
      let start = start(entry, read, isRun: isRun)
      starts.append(start)
      propagate(into: entry.step, start.joined)
    }
    followAll()
    isComplete = worklist.isEmpty
  }

  /// Follows all ways until nothing more is learned.
  private mutating func followAll() {
    // States only grow, so this comes to rest by itself; the budget is for what grows slowly.
    var visits = 0
    repeat {
      while visits < (known.count + 1) * FlowLimits.visitsPerStep,
        known.count * scope.results.rows.count <= FlowLimits.knownResults,
        conditionBytes < FlowLimits.conditionBytes, let point = worklist.popFirst()
      {
        visits += 1
        visit(point)
      }
      guard worklist.isEmpty else { return }
      // Conditions that cannot be read even now have an error: the ways behind them are followed,
      // but nothing is sure there.
      for point in stuck.subtracting(unreadable).sorted() { worklist.append(point) }
      unreadable.formUnion(stuck)
    } while !worklist.isEmpty
  }

  /// Who enters the flow in one place, each for himself.
  private func start(_ entry: FlowGraph.Entry, _ read: ReadFlow, isRun: Bool) -> Start {
    let others = entry.cause == .start ? surroundings.entry : nil
    return Start(
      step: entry.step,
      own: ownState(entry.cause, read, isRun: isRun),
      isOwn: others == nil || !(isRun || comesBack(read)),
      entry: others
    )
  }

  private func ownState(
    _ cause: FlowGraph.Entry.Cause,
    _ read: ReadFlow,
    isRun: Bool
  ) -> PointState {
    let unset = read.names.variables.filter { $0.value.initial == nil && !$0.value.isParameter }
    // Nothing is known of the call where nobody is seen to run the flow.
    let isOnlyRun = isRun || comesBack(read)
    let isStart = cause == .start && !isOnlyRun
    var state = PointState(
      call: CallPoint(
        phases: isStart ? begin : cause.isAfterCall ? .gone : .connected,
        // The flow's own handlers may run at any time, so nothing is sure there but the phase.
        company: isStart ? .alone : [.alone, .together],
        recording: isStart ? .off : [.off, .on, .paused],
        setUp: isStart ? [] : setUpEverywhere,
        feeds: isStart ? FeedStates() : .unknown
      ),
      results: scope.results.rows.map { isStart ? .unset : $0.everything },
      unassigned: Set(unset.keys)
    )
    if cause == .start, isOnlyRun { state.results = state.results.map { _ in .unset } }
    return state
  }

  /// Whether the flow begins where another runs it and no other way, so that it comes back.
  func comesBack(_ read: ReadFlow) -> Bool {
    let isRun = surroundings.entry != nil || read.names.variables.contains { !$0.value.isOwn }
    return isRun && !takesCalls && begin != .placing
  }

  /// What every step that takes or places the call sets up, so that it is there whenever the call is
  /// connected.
  private var setUpEverywhere: FeedSet {
    let each = steps.flatMap { $0.shape.outcomes.compactMap(\.effect.feeds) }
    return each.dropFirst().reduce(each.first ?? []) { $0.intersection($1) }
  }

  /// The phase a call begins in: a flow without routes that places calls begins before that.
  private var begin: CallPhases {
    let placesCalls = steps.contains { $0.shape.phase == .placing }
    return placesCalls && !takesCalls ? .placing : .ringing
  }

  /// The step of a point.
  func node(of point: Int) -> StepNode {
    steps[points.points[point].step]
  }

  private mutating func propagate(into point: Int, _ state: consuming PointState) {
    // A step is looked at again whenever more can be the case where it begins.
    if known[point].start == nil {
      known[point].start = state
      worklist.append(point)
    } else if known[point].start?.join(state) == true {
      worklist.append(point)
    }
  }

  private mutating func visit(_ point: Int) {
    guard var state = known[point].start else { return }
    let node = node(of: point)
    stuck.remove(point)
    let narrowing = narrowing(of: node, at: point, in: state)
    // Its condition may be readable once another way has brought what it asks for.
    guard !stuck.contains(point) || unreadable.contains(point) else { return }
    if unread.contains(node.number) || stuck.contains(point) { state.call.isUncertain = true }
    let first = graph.enclosed[node.number]
    let mustEnd = first != nil && node.shape.enclosed?.mustEnd ?? true
    for (index, edge) in graph.edges[node.number].enumerated() {
      // What comes of steps inside of it is known when they are over.
      guard !mustEnd || edge.outcome.map({ $0 == .failed }) ?? true,
        let after = self.state(state, after: node, edge, narrowing, at: point)
      else { continue }
      follow(index, from: point, after)
    }
    guard let first, var inside = known[point].inner else { return }
    inside.call.isUncertain = inside.call.isUncertain || state.call.isUncertain
    enter(first, from: point, node, inside)
  }

  /// The state after a step that began in a state went one of its ways; nil if it cannot go that
  /// way.
  private mutating func state(
    _ state: PointState,
    after node: StepNode,
    _ edge: FlowGraph.Edge,
    _ narrowing: StepNarrowing,
    at point: Int
  ) -> PointState? {
    var state = state
    guard let outcome = edge.outcome else {
      guard let when = narrowing.when else { return state }
      return state.narrow(when.whenFalse, scope.results) ? state : nil
    }
    if let when = narrowing.when, !state.narrow(when.whenTrue, scope.results) { return nil }
    guard !edge.needsCompany || state.call.canBeTogether else { return nil }
    if let branch = edge.branch, let known = narrowing.branches[branch] {
      guard let known, state.narrow(known, scope.results) else { return nil }
    }
    guard case .flow(let call)? = node.shape.enclosed else {
      state.end(node, outcome, scope)
      return state
    }
    return self.state(state, after: call, node, outcome, at: point)
  }

  /// The state after another flow has ended so; nil if it cannot.
  private mutating func state(
    _ before: PointState,
    after call: FlowCall,
    _ node: StepNode,
    _ outcome: Outcome,
    at point: Int
  ) -> PointState? {
    guard let flow = surroundings.called[call.name] else {
      // There is none of the name, or the flow runs itself: an error of its own.
      var state = before
      state.call.isUncertain = true
      state.end(node, outcome, scope)
      return state
    }
    let exits = surroundings.exits.exits(of: flow, from: before.call)
    self.exits[point] = exits
    var after = exits.call(after: outcome)
    // A value that cannot be computed is a failure before anything of the flow has run.
    if outcome == .failed, !call.arguments.isEmpty { after.join(before.call) }
    guard let after else { return nil }
    var state = before
    state.assign(after)
    state.end(node, outcome, scope)
    return state
  }

  /// Goes one of the ways of a point.
  private mutating func follow(_ index: Int, from point: Int, _ state: consuming PointState) {
    known[point].open[index] = true
    let place = points.points[point]
    let edge = graph.edges[place.step][index]
    if edge.dropsStack {
      // Out of what the handler of failures runs, a failure ends the call.
      guard !points.contexts[place.context].isInLastHandler else { return }
      if case .step(let next) = edge.target { propagate(into: next, state) }
      return
    }
    if leavesSensitive(place.step, edge.target) { state.call.leaveSensitive() }
    switch edge.target {
    case .step(let next): propagate(into: at(next, in: place.context), state)
    case .fallsOff, .returns: comeBack(from: place.context, state)
    case .roundEnds(let step): endRound(of: at(step, in: place.context), state)
    case .unhandledFailure:
      if failed == nil { failed = state } else { _ = failed?.join(state) }
      failsLoudly = failsLoudly || warnsOfFailure(edge, at: point)
    case .leaves, .handlerEnds: break
    }
  }

  /// Whether a failure that nothing handles is one to be warned of.
  func warnsOfFailure(_ edge: FlowGraph.Edge, at point: Int) -> Bool {
    guard edge.target == .unhandledFailure, let outcome = edge.outcome,
      node(of: point).shape.effect(of: outcome).unhandled == .warned
    else { return false }
    return !(exits[point]?.acceptsFailure ?? false)
  }

  /// Whether a way leads out of the steps of a `sensitive`.
  func leavesSensitive(_ step: Int, _ target: FlowGraph.Target) -> Bool {
    scope.sensitiveLists.contains { list in
      guard steps[step].path.lies(in: list) else { return false }
      if case .step(let next) = target { return !steps[next].path.lies(in: list) }
      return true
    }
  }

  private mutating func at(_ step: Int, in context: Int) -> Int {
    let point = points.point(of: step, in: context)
    if point == known.count {
      known.append(Knowledge(open: graph.edges[step].map { _ in false }))
    }
    return point
  }

  // MARK: Steps inside of a step

  private mutating func enter(
    _ first: Int,
    from point: Int,
    _ node: StepNode,
    _ state: PointState
  ) {
    if node.shape.enclosed?.list != nil {
      var state = state
      if case .sensitive? = node.shape.enclosed { state.call.enterSensitive() }
      // The pause before the one is awaited, and so is the time of the other's first round.
      if case .rounds? = node.shape.enclosed {} else { state.letInputsIn(scope) }
      propagate(into: at(first, in: points.points[point].context), state)
      if known[point].round != nil { goRound(point) }
      return
    }
    guard let context = points.enter(first, from: point, node) else { return }
    propagate(into: at(first, in: context), state)
    if let exit = points.contexts[context].exit { end(point, exit) }
  }

  /// A block comes back to all who run it in this context.
  private mutating func comeBack(from context: Int, _ state: PointState) {
    guard points.leave(context, state), let exit = points.contexts[context].exit else { return }
    for caller in points.contexts[context].callers { end(caller, exit) }
  }

  private mutating func endRound(of point: Int, _ state: PointState) {
    if known[point].round == nil {
      known[point].round = state
    } else if known[point].round?.join(state) != true {
      return
    }
    goRound(point)
  }

  /// After a round comes the next one, or the step ends.
  private mutating func goRound(_ point: Int) {
    guard let state = known[point].round else { return }
    let node = node(of: point)
    switch node.shape.enclosed {
    case .meanwhile?:
      // How the step ends does not depend on its rounds, and was followed from where it begins.
      guard let first = graph.enclosed[node.number] else { return }
      return propagate(into: at(first, in: points.points[point].context), state)
    case .sensitive?: return end(point, state) { $0 == .done }
    case .rounds?, .block?, .flow?, nil: break
    }
    var (done, others): (PointState?, PointState?) = (state, state)
    if let until = node.shape.enclosed?.until {
      if let expression = compile(until, at: point, in: state) {
        done = state.narrowed(expression.narrowing(when: true), scope.results)
        others = state.narrowed(expression.narrowing(when: false), scope.results)
      } else {
        guard unreadable.contains(point) else { return }
        done?.call.isUncertain = true
        others?.call.isUncertain = true
      }
    }
    if let others, let first = graph.enclosed[node.number] {
      propagate(into: at(first, in: points.points[point].context), others)
    }
    end(point, done) { $0 == .done }
    end(point, others) { $0 == .exhausted }
    end(point, state) { $0 == .failed }
  }

  /// A step ends after the steps inside of it, in one of these ways.
  private mutating func end(
    _ point: Int,
    _ state: PointState?,
    as passes: (Outcome) -> Bool = { _ in true }
  ) {
    guard let state else { return }
    let node = node(of: point)
    for (index, edge) in graph.edges[node.number].enumerated() {
      guard let outcome = edge.outcome, passes(outcome) else { continue }
      var after = state
      after.end(node, outcome, scope)
      follow(index, from: point, after)
    }
  }
}

extension FlowAnalysis.Start {
  /// What is known there, joined over all who enter the flow.
  fileprivate var joined: PointState {
    guard var entry else { return own }
    if isOwn { entry.join(own.call) }
    var state = own
    state.assign(entry)
    return state
  }
}
