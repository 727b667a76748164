import CEL
import FlowLanguage

/// The flow at hand: the one the call began with, or one that it runs. Names mean what they mean in
/// that flow.
extension Turn {
  /// The variables of the flow at hand that have a value.
  var variables: [String: CELValue] {
    get { flow.map { state.flows[$0].variables } ?? state.variables }
    set {
      if let flow { state.flows[flow].variables = newValue } else { state.variables = newValue }
    }
  }

  /// What the steps of the flow at hand have come to.
  var records: StepRecords {
    get { flow.map { state.flows[$0].records } ?? state.records }
    set { if let flow { state.flows[flow].records = newValue } else { state.records = newValue } }
  }

  /// The failure that the `on: failed:` of the flow at hand deals with.
  var failure: FailureRecord? {
    get { flow.map { state.flows[$0].failure } ?? state.failure }
    set { if let flow { state.flows[flow].failure = newValue } else { state.failure = newValue } }
  }

  /// Turns to the flow of the frame at a depth.
  mutating func turn(toFlowAt depth: Int) {
    turn(to: state.flow(at: depth))
  }

  /// Turns to a flow that is run; nil for the one the call began with.
  mutating func turn(to index: Int?) {
    guard index != flow else { return }
    flow = index
    program = index.flatMap { root.called(state.flows[...$0]) } ?? root
  }

  /// The program of the flow of the frame at a depth.
  func program(at depth: Int) -> Program {
    state.flow(at: depth).flatMap { root.called(state.flows[...$0]) } ?? root
  }

  /// Enters another flow, on behalf of the running step.
  mutating func enter(_ name: String, with arguments: [String: CELValue]) {
    guard let called = program.flows[name] else {
      log(.error, "the flow has no such flow to run", ["flow": name])
      end(.failed)
      return
    }
    push(.flow(name: name, arguments: [:]))
    guard state.frames.depth(of: running) != nil else { return }
    state.flows.append(
      RunningFlow(runner: running, name: name, variables: called.firstValues(arguments))
    )
    push(.block(name: called.start, next: 0))
  }

  /// What the flow gives back that the running step has run to its end.
  func outputs() throws(StepFailure) -> [String: CELValue] {
    guard let last = state.flows.last, last.runner == running,
      let called = program.flows[last.name]
    else { return [:] }
    var outputs: [String: CELValue] = [:]
    for (name, variable) in called.variables where variable.isOutput {
      guard let value = last.variables[name] else {
        throw StepFailure(.expression, "the output `\(name)` has no value")
      }
      outputs[name] = value
    }
    return outputs
  }

  /// Leaves all that the flow at hand was doing for what it does instead.
  mutating func restartFlow() {
    guard let flow, let runner = state.frames.depth(of: state.flows[flow].runner) else {
      return enterFlow()
    }
    // Its own frame stays: it is still the flow that the step below runs.
    unwind(to: runner + 2)
  }
}

extension CallState {
  /// The place among `flows` of the flow of the frame at a depth; nil for the one the call began
  /// with, whose handler of recordings runs over all others.
  func flow(at depth: Int) -> Int? {
    guard !flows.isEmpty else { return nil }
    for index in frames.indices.prefix(through: depth).reversed() {
      switch frames[index].content {
      case .list(let list) where list.role == .recordingFailed: return nil
      case .flow where index == 0: return nil
      case .flow:
        let runner = frames[index - 1].number
        return flows.firstIndex { $0.runner == runner }
      case .list, .block, .step: continue
      }
    }
    return nil
  }

  /// Where the flow is, for people: a step of a flow that is run has that flow's name before it.
  var place: String? {
    guard let path = frames.path else { return nil }
    let name = flow(at: frames.count - 1).map { flows[$0].name + ":" } ?? ""
    return name + path.text
  }
}

extension Program {
  /// The program of the last of flows that run one another, the first of them run by this one.
  fileprivate func called(_ flows: some Sequence<RunningFlow>) -> Program? {
    var program: Program? = self
    for flow in flows { program = program?.flows[flow.name] }
    return program
  }

  /// What the variables hold when the flow begins with these values of its parameters.
  func firstValues(_ arguments: [String: CELValue]) -> [String: CELValue] {
    variables.reduce(into: [:]) { values, entry in
      let (name, variable) = entry
      let argument = variable.isParameter ? arguments[name].map(variable.type.wrapping) : nil
      values[name] = argument ?? variable.initial ?? variable.type.emptyValue
    }
  }
}
