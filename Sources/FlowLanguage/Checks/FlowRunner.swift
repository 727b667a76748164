import Synchronization

/// A flow that runs others, for findings in these about what it brings there.
///
/// A class, so that its ways are searched once, when the first such finding asks.
final class FlowRunner: Sendable {
  /// A call as it comes to where another flow is run.
  struct Entrance: Sendable {
    /// The step that runs it.
    let node: StepNode
    /// The flow it runs.
    let name: String
    /// What is known of the call there.
    let call: CallPoint
    /// The ways that lead there, and where among them.
    let search: WaySearch
    let stop: Int
  }

  private let read: ReadFlow
  private let project: ProjectScope
  private let surroundings: FlowSurroundings
  private let known = Mutex<[String: [Entrance]]?>(nil)

  /// Takes a flow, and who runs it in turn.
  init(_ read: ReadFlow, _ project: ProjectScope, _ surroundings: FlowSurroundings) {
    self.read = read
    self.project = project
    self.surroundings = surroundings
  }

  /// The ways to where a flow is run, nearest first: one for each state the call can be in there.
  func entrances(to flow: String) -> [Entrance] {
    // Those who run this one are asked under its lock, never the other way round: no flow that runs
    // itself is among them.
    known.withLock { known in
      if known == nil { known = find() }
      return known?[flow] ?? []
    }
  }

  private func find() -> [String: [Entrance]] {
    guard let analysis = FlowAnalysis(read, project, surroundings) else { return [:] }
    let search = CallWays(analysis).search(about: .call)
    var found: [String: [Entrance]] = [:]
    var seen: [String: Set<CallPoint>] = [:]
    for (index, stop) in search.stops.enumerated() {
      guard case .step(let node, _) = stop.place, let call = node.calledFlow,
        seen[call.name, default: []].insert(stop.facts.call).inserted
      else { continue }
      found[call.name, default: []].append(
        Entrance(
          node: node,
          name: call.name,
          call: stop.facts.call,
          search: search,
          stop: index
        )
      )
    }
    return found
  }
}
