import CallModel
import FlowLanguage

/// The handling of one input: the state as it changes, and the effects so far.
struct Turn {
  /// The call.
  var state: CallState
  /// The flow the call began with.
  let root: Program
  /// The flow at hand.
  var program: Program
  /// Its place among the flows that are run; nil for the one the call began with.
  var flow: Int?
  /// The time of the input, never before that of the one before.
  let now: Timestamp
  /// What the host is to do, in order.
  var effects: [Effect] = []
  /// The frame on whose behalf a step runs: its own where it waits, else the one it would get.
  var running = 0
  /// How many steps have begun.
  var steps = 0
  /// Whether the limit of steps was passed once already.
  var isPastStepLimit = false

  /// Begins the handling of an input that came at a time.
  init(_ state: CallState, _ program: Program, at time: Timestamp) {
    self.state = state
    root = program
    self.program = program
    now = max(time, state.lastTime)
  }

  /// Counts an input that has changed something.
  mutating func count() {
    state.lastTime = now
    state.counters.inputs += 1
  }

  /// Says something to the operator.
  mutating func log(
    _ level: LogEntry.Level,
    _ text: String,
    _ fields: [String: String] = [:]
  ) {
    var fields = fields
    if let name = runFlow { fields["run"] = name }
    let entry = LogEntry(level: level, path: state.frames.path, text: text, fields: fields)
    effects.append(.log(entry))
  }

  /// Notes what a step did, and which branch of the flow that was.
  mutating func trace(_ node: StepNode, _ mark: StepTrace.Mark, branch: FlowPath? = nil) {
    let keyword = node.step.keyword.rawValue
    let trace = StepTrace(
      path: node.path,
      keyword: keyword,
      mark: mark,
      branch: branch,
      flow: runFlow
    )
    effects.append(.trace(trace))
  }

  /// The name of the flow at hand, if another runs it.
  private var runFlow: String? { flow.map { state.flows[$0].name } }

  /// Notes that one of the flow's own handlers runs.
  mutating func trace(_ role: ListFrame.Role) {
    traceEntry(into: .flowHandler(role.rawValue), of: "on")
  }

  /// Notes that a round of what a step does meanwhile begins.
  mutating func traceRound(_ list: FlowPath) {
    traceEntry(into: list, of: "meanwhile")
  }

  /// Notes that an answer of the flow's `everywhere` has a question asked again.
  mutating func traceRepetition(_ answer: Outcome) {
    traceEntry(into: .everywhere(answer.name), of: "everywhere")
  }

  private mutating func traceEntry(into list: FlowPath, of key: String) {
    let trace = StepTrace(path: list, keyword: key, mark: .entered, branch: list, flow: runFlow)
    effects.append(.trace(trace))
  }

  /// Asks the host to read the call.
  mutating func read(_ reads: [CallRead]) {
    guard state.call?.connectionID != nil else { return }
    effects.append(.read(reads))
  }
}

extension CallState {
  /// Whether commands for the call make sense.
  var isConnected: Bool { phase == .connected }
}
