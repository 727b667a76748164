import CallModel
import Diagnostics
import Synchronization

/// What a flow that is run makes of the call, entered in one way.
struct FlowExits: Sendable {
  /// What is known where it comes back; nil where it does not.
  var returned: CallPoint?
  /// What is known where a step of it fails and neither the step nor the flow handles that.
  var failed: CallPoint?
  /// Whether nobody needs be told of such a failure: it is only of steps whose failures are accepted,
  /// such as `set`.
  var acceptsFailure = false
  /// Whether it can come back without having waited for anything.
  var returnsAtOnce = false
  /// How long the call may ring in it; nil where it does not ring there.
  var ringing: Ringing?

  /// How long a call may ring in a flow.
  struct Ringing: Sendable {
    /// Before the flow comes back; nil where it does not while the call rings.
    let beforeReturn: RingingTimes.Sum?
    /// Before the flow answers the call; nil where it does not.
    let beforeAnswer: RingingTimes.Sum?
  }

  /// What is known after an outcome of the step that runs it, of those it can have.
  func call(after outcome: Outcome) -> CallPoint? {
    outcome == .done ? returned : failed
  }
}

/// A flow that another runs, with the flows that it runs itself: all that the checks of the one that
/// runs it look at.
struct CalledFlow: Sendable, Equatable {
  let read: ReadFlow
  let called: [String: CalledFlow]

  /// Two that are read from the same files are the same.
  static func == (left: CalledFlow, right: CalledFlow) -> Bool {
    left.read.file == right.read.file && left.read.described == right.read.described
      && left.called == right.called
  }
}

/// How the flow that is checked is entered by others, and what it runs.
struct FlowSurroundings: Sendable {
  /// What is known where others run it, joined over all of them; nil where nobody does.
  var entry: CallPoint?
  /// The flows it runs, by name.
  var called: [String: CalledFlow] = [:]
  /// The files of the flows whose calls it begins later, by their names.
  var begun: [ProjectFile] = []
  /// What was found of called flows so far.
  let exits: FlowExitTable
}

/// What called flows make of a call, by how they are entered: each is followed once for each way,
/// whoever runs it.
final class FlowExitTable: Sendable {
  private struct Key: Hashable {
    let flow: String
    let entry: CallPoint
  }

  private let project: ProjectScope
  private let known = Mutex<[Key: FlowExits]>([:])
  private let states = Mutex<[Key: [StateFinding]]>([:])

  /// Makes a table that knows nothing yet.
  init(_ project: ProjectScope) {
    self.project = project
  }

  /// What a flow makes of a call that is like this where it is entered.
  func exits(of flow: CalledFlow, from entry: CallPoint) -> FlowExits {
    let key = Key(flow: flow.read.tree.name, entry: entry)
    if let exits = known.withLock({ $0[key] }) { return exits }
    // Two threads may find the same at the same time: it is the same.
    let exits = follow(flow, from: entry)
    known.withLock { $0[key] = exits }
    return exits
  }

  /// A flow as it is followed in a call that is like this where it is entered.
  func analysis(of flow: CalledFlow, from entry: CallPoint) -> FlowAnalysis? {
    let surroundings = FlowSurroundings(entry: entry, called: flow.called, exits: self)
    return FlowAnalysis(flow.read, project, surroundings, isRun: true)
  }

  /// The findings about the state of a call that is like this where a flow is entered, each with the
  /// way to it; none of a flow that is not checked to its end.
  func stateFindings(of flow: CalledFlow, from entry: CallPoint) -> [StateFinding] {
    let key = Key(flow: flow.read.tree.name, entry: entry)
    if let found = states.withLock({ $0[key] }) { return found }
    var found: [StateFinding] = []
    if flow.read.isComplete, let analysis = analysis(of: flow, from: entry), analysis.isComplete {
      let checked = CheckedFlow(flow.read, CallWays(analysis), analysis.stepKnowledge)
      found = FlowLanguage.stateFindings(checked).map { $0.followed(in: checked) }
    }
    states.withLock { $0[key] = found }
    return found
  }

  /// Whether a finding in a flow is made however the call is where it is entered: then it is the
  /// flow's own, and else that of whoever runs it so.
  func isOwn(_ finding: StateFinding, of flow: CalledFlow, from entry: CallPoint) -> Bool {
    finding.topic.elements(of: entry).allSatisfy { element in
      stateFindings(of: flow, from: element).contains { other in
        other.node.number == finding.node.number && other.finding.code == finding.finding.code
      }
    }
  }

  private func follow(_ flow: CalledFlow, from entry: CallPoint) -> FlowExits {
    guard let analysis = analysis(of: flow, from: entry) else {
      return FlowExits(returned: entry, failed: entry, returnsAtOnce: true)
    }
    let ways = FlowWays(analysis)
    return FlowExits(
      returned: analysis.points.contexts[FlowPoints.flow].exit?.call,
      failed: analysis.failed?.call,
      acceptsFailure: !analysis.failsLoudly,
      returnsAtOnce: analysis.canReturnAtOnce(ways.ways),
      ringing: entry.phases.contains(.ringing) ? ringing(analysis, ways) : nil
    )
  }

  private func ringing(_ analysis: FlowAnalysis, _ ways: FlowWays) -> FlowExits.Ringing {
    let times = RingingTimes(analysis, ways)
    return FlowExits.Ringing(beforeReturn: times.beforeReturn, beforeAnswer: times.beforeAnswer)
  }
}

extension FlowAnalysis {
  /// Whether the flow can come to where it returns by steps alone that do not wait.
  fileprivate func canReturnAtOnce(_ ways: [[FlowWays.Way]]) -> Bool {
    var seen = Set(graph.entries.filter { $0.cause == .start }.map(\.step))
    var work = Array(seen)
    while let point = work.popLast() {
      guard !waits(at: point) else { continue }
      for way in ways[point] {
        if let target = way.target {
          if seen.insert(target).inserted { work.append(target) }
        } else if way.edge.target == .fallsOff || way.edge.target == .returns {
          return true
        }
      }
    }
    return false
  }

  /// Whether a call surely stands for a while at the step of a point.
  func waits(at point: Int) -> Bool {
    if let exits = exits[point] { return !exits.returnsAtOnce }
    return node(of: point).shape.waits
  }
}
