import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// Lets the flow go one step further: a waiting step is looked at, or the next one begins.
  ///
  /// Steps run until one waits; then all that wait are looked at, the outermost first, since with it
  /// those above end. False when nothing moves.
  mutating func advance() -> Bool {
    guard state.phase != .closing, state.presumedEnd == nil, let frame = state.frames.last else {
      return false
    }
    turn(toFlowAt: state.frames.count - 1)
    switch frame.content {
    case .step:
      for frame in state.frames.waiting where resume(frame) { return true }
      return false
    case .block(let name, let next): runNext(in: .block(name), next, role: nil)
    case .list(let list): runNext(in: list.path, list.next, role: list.role)
    case .flow: flowIsOver()
    }
    return true
  }

  private mutating func runNext(in path: FlowPath, _ next: Int, role: ListFrame.Role?) {
    guard let list = program.lists[path] else {
      log(.error, "the flow has no such list of steps", ["list": path.text])
      end(.failed)
      return
    }
    guard next < list.steps.count else {
      unwind(to: state.frames.count - 1)
      finished(role)
      return
    }
    state.frames.moveOn()
    start(list.steps[next])
  }

  /// A list has run to its end; nil for a block's.
  private mutating func finished(_ role: ListFrame.Role?) {
    switch role {
    case .step, .recordingFailed: break
    case .failed: endQuietly()
    case .callEnded, .callerLeft, .recordingReady: flowEnds()
    case nil:
      // A block that another runs comes back; the outermost one ends the flow.
      if case .flow? = state.frames.last?.content { flowIsOver() }
    }
  }

  /// The outermost block of a flow has come to its end: one that another runs comes back.
  private mutating func flowIsOver() {
    if state.frames.count > 1 { unwind(to: state.frames.count - 1) } else { flowEnds() }
  }

  /// The step that waits in the frame at a depth.
  func node(at depth: Int) -> StepNode? {
    guard let place = state.frames.place(at: depth),
      let list = program(at: depth).lists[place.list],
      list.steps.indices.contains(place.index)
    else { return nil }
    return list.steps[place.index]
  }

  /// Does what a handler says; its steps are a list of the given role.
  mutating func follow(_ handler: Handler, as role: ListFrame.Role = .step) {
    if role != .step { trace(role) }
    switch handler.content {
    case .block(let name): go(to: name)
    case .hangUp: hangUp()
    case .end: flowEnds()
    case .return: comeBack()
    case .continue: finished(role)
    case .steps(let list): push(.list(ListFrame(path: list.path, role: role)))
    }
  }

  /// Ends the call as the author said.
  mutating func hangUp() {
    if state.phase == .gone { unwind(to: 0) } else { end(.hungUp) }
  }

  /// The flow is over, as the author said or because nothing follows (rule 10).
  mutating func flowEnds() {
    unwind(to: 0)
    state.flowHasEnded = state.phase != .gone
  }

  /// Leaves what the innermost `run` runs; the outermost block has none and ends the flow.
  mutating func comeBack() {
    guard let depth = state.frames.innermostRun else { return flowEnds() }
    unwind(to: depth + 1)
  }

  /// Replaces the nearest block with another; out of a flow's own handler, all of the flow.
  mutating func go(to name: String) {
    guard let depth = state.frames.nearestBlock else { return }
    if case .block = state.frames[depth].content, state.flow(at: depth) == flow {
      unwind(to: depth)
    } else {
      restartFlow()
    }
    push(.block(name: name, next: 0))
  }

  /// Leaves everything the flow was doing, and begins with one of its handlers.
  mutating func restart(with handler: Handler, as role: ListFrame.Role) {
    enterFlow()
    follow(handler, as: role)
  }

  /// Leaves everything the flow was doing for what it does instead.
  mutating func enterFlow() {
    unwind(to: 0)
    state.frames.push(.flow(name: root.name, arguments: [:]))
  }

  /// Enters a frame, or ends the call where the flow is nested too deeply.
  mutating func push(_ content: Frame.Content, undo: Frame.Undo? = nil) {
    guard !state.frames.push(content, undo: undo) else { return }
    log(.error, "the flow is nested too deeply; the call is ended")
    end(.failed)
  }
}

// MARK: Steps

extension Turn {
  /// Begins a step: its condition, its record, its guard, then what it does (SEMANTICS.md 1.2).
  mutating func start(_ node: StepNode) {
    running = state.frames.nextNumber
    guard isWithinStepLimit(node) else { return }
    do throws(StepFailure) {
      if let when = node.when, try !condition(when) {
        trace(node, .skipped, branch: node.branch(when: false))
        return
      }
      if let id = node.id { records.clear(id) }
      trace(node, .started, branch: node.branch(when: true))
      try checkPhase(of: node)
      try checkSpeech(of: node)
      apply(try node.step.execution.start(node, in: &self), node)
    } catch {
      // A call that cannot even be placed never will be (SEMANTICS.md, rule 42).
      if state.phase == .placing, node.shape.phase == .placing { becomeGone(.notConnected) }
      finish(node, .failed(error.reason))
    }
  }

  /// Looks at a waiting step; false when it waits on and nothing has changed.
  mutating func resume(_ frame: Frame) -> Bool {
    guard let memory = frame.memory, let depth = state.frames.depth(of: frame.number) else {
      return false
    }
    turn(toFlowAt: depth)
    running = frame.number
    guard let node = node(at: depth) else {
      log(.error, "the flow has no such step")
      return end(.failed)
    }
    let effectsBefore = effects.count
    do throws(StepFailure) {
      let progress = try node.step.execution.resume(memory, of: node, in: &self)
      if case .waiting(memory) = progress { return effects.count != effectsBefore }
      apply(progress, node)
    } catch {
      finish(node, .failed(error.reason))
    }
    return true
  }

  private mutating func apply(_ progress: Progress, _ node: StepNode) {
    switch progress {
    case .waiting(let memory):
      if state.frames.depth(of: running) == nil {
        push(.step(path: node.path, memory: memory))
      } else {
        state.frames.remember(memory, in: running)
      }
    case .encloses(let content, let memory, let undo):
      apply(.waiting(memory), node)
      guard state.frames.depth(of: running) != nil else { return }
      if case .flow(let name, let arguments) = content {
        enter(name, with: arguments)
      } else {
        push(content, undo: undo)
      }
    case .ended(let result): finish(node, result)
    case .takesBranch(let index): takeBranch(index, of: node)
    case .leaves(let leaving):
      record(.done(), of: node, branch: node.branch(after: .done))
      endFrame()
      leave(leaving)
    }
  }

  /// Whether steps run inside of the running step.
  var hasEnclosed: Bool {
    state.frames.last.map { $0.number != running } ?? false
  }

  /// Fills the record of a step that has ended, however it ended, and says so.
  private mutating func record(_ result: StepResult, of node: StepNode, branch: FlowPath?) {
    if let id = node.id { records.fill(id, with: result) }
    trace(
      node,
      .ended(outcome: result.outcome.name, detail: result.reason?.detail ?? ""),
      branch: branch
    )
  }

  /// Goes on in a branch of a step's decision.
  private mutating func takeBranch(_ index: Int, of node: StepNode) {
    guard let branches = node.shape.decision?.branches, branches.indices.contains(index) else {
      log(.error, "the step has no such branch", ["step": node.path.text])
      return
    }
    record(.done(), of: node, branch: node.branch(of: branches[index]))
    endFrame()
    if let handler = branches[index].handler { follow(handler) }
  }

  private mutating func leave(_ leaving: Leaving) {
    switch leaving {
    case .hangUp: hangUp()
    case .leave: leaveCall()
    case .end: flowEnds()
    case .block(let name): go(to: name)
    case .run: comeBack()
    case .rejected:
      unwind(to: 0)
      becomeGone(.rejected)
    case .redirected:
      unwind(to: 0)
      becomeGone(.redirected)
    case .transferred: endTransferred()
    }
  }

  /// Ends a step with an outcome, and goes where its handlers say.
  private mutating func finish(_ node: StepNode, _ result: StepResult) {
    endFrame()
    let verdict = result.outcome.isFailure ? records.fail(node.path, at: now) : .single
    // Where the step's handlers are not asked, none of its branches is taken.
    let branch = verdict == .single ? node.branch(after: result.outcome) : nil
    record(result, of: node, branch: branch)
    if verdict != .single {
      stopCircle(at: node, result, verdict)
    } else if let handler = node.handler(for: result.outcome) {
      follow(handler)
    } else if case .block(let name) = node.shape.onward(after: result.outcome) {
      go(to: name)
    } else if result.outcome.isFailure {
      unhandled(node, result)
    }
  }

  /// The step fails over and over and nothing in between takes time: its handler is not asked again,
  /// the flow's `on: failed:` is; if even that leads straight back, the call is ended.
  private mutating func stopCircle(
    at node: StepNode,
    _ result: StepResult,
    _ verdict: RecentFailures.Verdict
  ) {
    if verdict == .hopeless {
      log(.error, "a step fails over and over; the call is ended", ["step": node.path.text])
      hangUpFailed()
    } else {
      log(.warning, "a step fails over and over", ["step": node.path.text])
      escalate(node, result)
    }
  }

  private mutating func hangUpFailed() {
    if state.phase == .gone { unwind(to: 0) } else { end(.failed) }
  }

  /// Deals with a failure that the step does not handle (SEMANTICS.md 1.2, rule 27).
  private mutating func unhandled(_ node: StepNode, _ result: StepResult) {
    log(
      .warning,
      "a step failed and nothing handles it",
      [
        "step": node.path.text, "outcome": result.outcome.name,
        "reason": result.reason?.detail ?? StepReason.none.detail,
      ]
    )
    if node.shape.onward(after: result.outcome) != .next { escalate(node, result) }
  }

  /// Hands a failure to the flow.
  private mutating func escalate(_ node: StepNode, _ result: StepResult) {
    let reason = result.reason ?? .none
    if let flow { return escalate(node, result, inFlow: flow) }
    let handler = state.frames.flowHandler
    // It is journalled, and the next step runs (rule 65).
    guard handler?.role != .recordingReady else { return }
    if state.phase == .gone {
      unwind(to: 0)
      return
    }
    switch handler?.role {
    // Back to what waited before the recording failed.
    case .recordingFailed: unwind(to: handler?.depth ?? 0)
    case .failed, .callerLeft, .callEnded, .recordingReady: end(.failed)
    case .step, nil: failFlow(node, result.outcome, reason)
    }
  }

  /// Hands a failure to the flow that is run: to its own handler, which does not run once more, and
  /// without one to the step that runs it.
  private mutating func escalate(_ node: StepNode, _ result: StepResult, inFlow flow: Int) {
    let isInOwnHandler = state.frames.flowHandler.map { state.flow(at: $0.depth) == flow } ?? false
    if state.phase == .gone || program.handlers.failed == nil {
      failRunner(result)
    } else if isInOwnHandler {
      end(.failed)
    } else {
      failFlow(node, result.outcome, result.reason ?? .none)
    }
  }

  /// A flow that is run fails: so does the step that runs it (rule 9).
  private mutating func failRunner(_ result: StepResult) {
    guard let flow, let depth = state.frames.depth(of: state.flows[flow].runner),
      let node = node(at: depth)
    else { return }
    turn(toFlowAt: depth)
    running = state.frames[depth].number
    finish(node, .failed(result.reason ?? .none))
  }

  /// Runs the flow's `on: failed:` instead of what it was doing.
  private mutating func failFlow(_ node: StepNode, _ outcome: Outcome, _ reason: StepReason) {
    guard let handler = program.handlers.failed,
      state.counters.flowFailures < EngineLimits.flowFailures
    else {
      end(.failed)
      return
    }
    state.counters.flowFailures += 1
    failure = FailureRecord(step: node.id ?? node.path.text, outcome: outcome, reason: reason)
    restartFlow()
    follow(handler, as: .failed)
  }

  /// The guard of SEMANTICS.md 1.7: what the phase does not allow is not sent.
  private func checkPhase(of node: StepNode) throws(StepFailure) {
    let isAllowed =
      switch node.shape.phase {
      case .ringing: state.phase == .ringing
      case .placing: state.phase == .placing
      case .connected: state.phase == .connected
      case .alive: state.phase != .gone && state.phase != .closing
      case .any: true
      }
    guard isAllowed else {
      throw StepFailure(.state, "the call is \(state.phase.rawValue)")
    }
  }

  /// The same guard for set-up: text and speech need the AI endpoint that the call was answered
  /// with.
  private func checkSpeech(of node: StepNode) throws(StepFailure) {
    guard program.cognitiveServicesEndpoint == nil, !node.speechNeeds(program.prompts).isEmpty
    else { return }
    throw StepFailure(.state, "the call was answered without an AI endpoint")
  }

  /// Counts the step; the one that passes the limit fails, and if the flow still does not stop the
  /// call is ended.
  private mutating func isWithinStepLimit(_ node: StepNode) -> Bool {
    steps += 1
    guard steps > EngineLimits.stepsPerInput else { return true }
    guard !isPastStepLimit else {
      log(.error, "the flow runs in circles; the call is ended")
      if !end(.failed) { unwind(to: 0) }
      return false
    }
    isPastStepLimit = true
    steps = 0
    trace(node, .started)
    finish(node, .failed(StepReason(.limit, "too many steps without waiting")))
    return false
  }
}
