import CEL
import CallModel
import FlowLanguage

extension Turn {
  /// Begins a step: its condition, its record, its guard, then what it does (SEMANTICS.md 1.2).
  mutating func start(_ node: StepNode) {
    guard isWithinStepLimit(node) else { return }
    do throws(StepFailure) {
      if let when = node.when, try !condition(when) {
        trace(node, .skipped)
        return
      }
      if let id = node.id { state.results[id] = nil }
      trace(node, .started)
      try checkPhase(of: node)
      try checkSpeech(of: node)
      apply(try node.step.execution.start(node, in: &self), node)
    } catch {
      finish(node, .failed(error.reason))
    }
  }

  /// Looks at the waiting step; false when it waits on and nothing has changed.
  mutating func resume(_ memory: StepMemory) -> Bool {
    guard let node = currentNode else {
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
      popStep()
      state.frames.append(.step(path: node.path, memory: memory))
    case .ended(let result): finish(node, result)
    case .follows(let handler):
      record(.done(), of: node)
      if let handler { follow(handler) }
    case .leaves(let way):
      record(.done(), of: node)
      popStep()
      leave(way)
    }
  }

  /// Fills the record of a step that has ended, however it ended, and says so.
  private mutating func record(_ result: StepResult, of node: StepNode) {
    if let id = node.id { state.results[id] = result.value(of: id) }
    trace(node, .ended(outcome: result.outcome.name, detail: result.reason?.detail ?? ""))
  }

  private mutating func leave(_ way: Leaving) {
    switch way {
    case .hangUp: hangUp()
    case .end: flowEnds()
    case .block(let name): go(to: name)
    case .rejected:
      dropStack(disposing: false)
      becomeGone(.rejected)
    case .transferred: endTransferred()
    }
  }

  /// Ends a step with an outcome, and goes where its handlers say.
  private mutating func finish(_ node: StepNode, _ result: StepResult) {
    popStep()
    // Above a step that waits (in the handler of a failed recording) there is nothing to release:
    // what is open belongs to the one that waits.
    if !isWaiting { releaseAll(disposing: true) }
    record(result, of: node)
    if result.outcome.isFailure, stopsCircle(at: node, result) { return }
    if let handler = node.handler(for: result.outcome) {
      follow(handler)
    } else if result.outcome.isFailure {
      unhandled(node, result)
    }
  }

  /// Whether the step fails over and over and nothing in between takes time: its handler is not
  /// asked again, the flow's `on: failed:` is; if even that leads back, the call is ended.
  private mutating func stopsCircle(at node: StepNode, _ result: StepResult) -> Bool {
    switch state.recentFailures.count(node.path, at: now) {
    case .single: return false
    case .repeated:
      log(.warning, "a step fails over and over", ["step": node.path])
      escalate(node, result)
    case .hopeless:
      log(.error, "a step fails over and over; the call is ended", ["step": node.path])
      hangUpFailed()
    }
    return true
  }

  private mutating func hangUpFailed() {
    if state.phase == .gone { state.frames = [] } else { end(.failed) }
  }

  private mutating func popStep() {
    if case .step? = state.frames.last { state.frames.removeLast() }
  }

  /// Deals with a failure that the step does not handle (SEMANTICS.md 1.2, rule 27).
  private mutating func unhandled(_ node: StepNode, _ result: StepResult) {
    log(
      .warning,
      "a step failed and nothing handles it",
      [
        "step": node.path, "outcome": result.outcome.name,
        "reason": result.reason?.detail ?? StepReason.none.detail,
      ]
    )
    if !node.step.canDoWithout { escalate(node, result) }
  }

  /// Hands a failure to the flow.
  private mutating func escalate(_ node: StepNode, _ result: StepResult) {
    let reason = result.reason ?? .none
    if state.phase == .gone {
      state.frames = []
      return
    }
    switch flowHandlerRole {
    case .recordingFailed: leaveRecordingHandler()
    case .failed, .callerLeft, .callEnded: end(.failed)
    case .step, nil: failFlow(node, result.outcome, reason)
    }
  }

  /// Which of the flow's own handlers is running, or nil.
  private var flowHandlerRole: ListFrame.Role? {
    for frame in state.frames.reversed() {
      if case .list(let list) = frame, list.role != .step { return list.role }
    }
    return nil
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
    state.failure = FailureRecord(step: node.id ?? node.path, outcome: outcome, reason: reason)
    dropStack(disposing: true)
    state.frames = [.flow(name: program.name, arguments: [:])]
    follow(handler, as: .failed)
  }

  /// The guard of SEMANTICS.md 1.7: what the phase does not allow is not sent.
  private func checkPhase(of node: StepNode) throws(StepFailure) {
    let isAllowed =
      switch node.step.keyword.definition.phase {
      case .ringing: state.phase == .ringing
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
      if !end(.failed) { state.frames = [] }
      return false
    }
    isPastStepLimit = true
    steps = 0
    trace(node, .started)
    finish(node, .failed(StepReason(.limit, "too many steps without waiting")))
    return false
  }
}
