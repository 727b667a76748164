import CallModel
import FlowLanguage

extension Turn {
  /// Lets the flow go one step further: the waiting step is looked at, or the next one begins.
  ///
  /// False when nothing moves.
  mutating func advance() -> Bool {
    guard state.phase != .closing, let frame = state.frames.last else { return false }
    switch frame {
    case .step(_, let memory): return resume(memory)
    case .block(let name, let next): runNext(in: name, next, role: nil)
    case .list(let list): runNext(in: list.path, list.next, role: list.role)
    case .flow: flowEnds()
    }
    return true
  }

  private mutating func runNext(in path: String, _ next: Int, role: ListFrame.Role?) {
    guard let list = program.lists[path] else {
      log(.error, "the flow has no such list of steps", ["list": path])
      end(.failed)
      return
    }
    guard next < list.steps.count else {
      state.frames.removeLast()
      finished(role)
      return
    }
    moveOn()
    start(list.steps[next])
  }

  /// Counts the step that is about to run as done.
  private mutating func moveOn() {
    let last = state.frames.count - 1
    switch state.frames[last] {
    case .block(let name, let next): state.frames[last] = .block(name: name, next: next + 1)
    case .list(var list):
      list.next += 1
      state.frames[last] = .list(list)
    case .flow, .step: break
    }
  }

  /// A list has run to its end; nil for a block's.
  private mutating func finished(_ role: ListFrame.Role?) {
    switch role {
    case .step, .recordingFailed: break
    case .failed: end(.hungUp)
    case .callEnded, .callerLeft: flowEnds()
    case nil:
      // A block that another runs comes back; the outermost one ends the flow.
      if case .flow? = state.frames.last { flowEnds() }
    }
  }

  /// The step that waits, or that began last in the frame that runs.
  var currentNode: StepNode? {
    for frame in state.frames.reversed() {
      switch frame {
      case .step: continue
      case .block(let name, let next): return node(in: name, next - 1)
      case .list(let list): return node(in: list.path, list.next - 1)
      case .flow: return nil
      }
    }
    return nil
  }

  private func node(in path: String, _ index: Int) -> StepNode? {
    guard let list = program.lists[path], list.steps.indices.contains(index) else { return nil }
    return list.steps[index]
  }

  /// Does what a handler says; its steps are a list of the given role.
  mutating func follow(_ handler: Handler, as role: ListFrame.Role = .step) {
    switch handler.content {
    case .block(let name): go(to: name)
    case .hangUp: hangUp()
    case .end: flowEnds()
    case .return: flowEnds()
    case .continue: finished(role)
    case .steps(let list): push(.list(ListFrame(path: list.path, role: role)))
    }
  }

  /// Ends the call as the author said.
  mutating func hangUp() {
    if state.phase == .gone { state.frames = [] } else { end(.hungUp) }
  }

  /// The flow is over, as the author said or because nothing follows (rule 10).
  mutating func flowEnds() {
    dropStack(disposing: true)
    state.flowHasEnded = state.phase != .gone
  }

  /// Replaces the nearest block with another; out of a flow's own handler, all of the flow.
  mutating func go(to name: String) {
    let place = state.frames.lastIndex { frame in
      switch frame {
      case .block, .flow: true
      case .list(let list): list.role != .step
      case .step: false
      }
    }
    guard let place else { return }
    switch state.frames[place] {
    case .block:
      state.frames.removeSubrange(place...)
    case .list, .flow, .step:
      dropStack(disposing: true)
      state.frames = [.flow(name: program.name, arguments: [:])]
    }
    push(.block(name: name, next: 0))
  }

  private mutating func push(_ frame: Frame) {
    guard state.frames.count < EngineLimits.frames else {
      log(.error, "the flow is nested too deeply; the call is ended")
      end(.failed)
      return
    }
    state.frames.append(frame)
  }

  /// Whether a step waits somewhere on the stack.
  var isWaiting: Bool {
    state.frames.contains { if case .step = $0 { true } else { false } }
  }

  /// Leaves everything the flow was doing; what it asked for is disposed of where that matters.
  mutating func dropStack(disposing: Bool) {
    if isWaiting, let node = currentNode { trace(node, .ended(outcome: "dropped", detail: "")) }
    state.frames = []
    releaseAll(disposing: disposing)
  }
}
