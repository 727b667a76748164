internal import CallModel
internal import FieldCoding
internal import FlowEngine
package import FlowLanguage

/// Why a flow cannot be explored.
package enum ExploreFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// No call of it can be begun with values that are known.
  case noBeginning
  /// Nobody calls it: others run it, or it has no routes.
  case noRoutes
  /// A state cannot be compared.
  case unreadable(String)

  /// What is wrong, for people.
  package var description: String {
    switch self {
    case .noRoutes: "nobody calls it, for it has no `routes`: explore a flow that runs it"
    case .noBeginning: "no call can be begun: its parameters have no values that are known"
    case .unreadable(let reason): "a state cannot be compared: \(reason)"
    }
  }
}

/// Walks the calls a flow can have, to a bound (TESTING.md, part 4).
///
/// Breadth first over what can happen at each wait, with the interpreter of production and the
/// emulated service. Each call that is told was run as a scenario. The same flow and bounds give the
/// same result.
package func explore(
  _ program: Program,
  among flows: TestedFlows,
  within bounds: ExploreBounds = ExploreBounds()
) throws(ExploreFailure) -> Exploration {
  summarize(try walk(program, flows, bounds), among: flows)
}

/// What a walk has found.
func summarize(_ explorer: Explorer, among flows: TestedFlows) -> Exploration {
  let program = explorer.program
  let graph = explorer.graph
  let writer = CallWriter(program: program, flows: flows, starts: explorer.starts, graph: graph)
  let routes = CallRoutes(graph)
  let taken = Set(explorer.branches.values)
  return Exploration(
    states: graph.nodes.count,
    ways: graph.edges.count,
    scope: explorer.scope,
    ends: graph.shortestEnds.map { reason, node in
      writer.call("ends as \(reason.rawValue)", graph.path(to: node))
    },
    longestQuiet: time(graph.longestQuiet, "the longest silence", writer, routes),
    longestWait: graph.longestWait.flatMap {
      time($0, "the longest time until somebody answers", writer, routes)
    },
    breaches: breaches(explorer, writer, routes),
    missing: program.allBranches.filter { !taken.contains($0.branch) }.map(\.words)
  )
}

/// Walks a flow's calls.
func walk(
  _ program: Program,
  _ flows: TestedFlows,
  _ bounds: ExploreBounds,
  planting plant: Plant? = nil
) throws(ExploreFailure) -> Explorer {
  let starts = exploreStarts(of: program, flows)
  guard !starts.isEmpty else {
    throw program.routes.isEmpty && !program.placesCalls ? .noRoutes : .noBeginning
  }
  var explorer = Explorer(starts, of: program, zones: flows.zones, within: bounds, planting: plant)
  do throws(FieldFailure) {
    try explorer.walk()
  } catch {
    throw .unreadable(error.description)
  }
  return explorer
}

private func time(
  _ longest: LongestTime,
  _ name: String,
  _ writer: CallWriter,
  _ routes: CallRoutes
) -> Exploration.Time? {
  if let time = longest.time, time < .seconds(1) { return nil }
  return Exploration.Time(
    time: longest.time,
    call: writer.call(name, routes.toItsEnd(longest.edges))
  )
}

private func breaches(
  _ explorer: Explorer,
  _ writer: CallWriter,
  _ routes: CallRoutes
) -> [ExplorationBreach] {
  let graph = explorer.graph
  var breaches = (graph.findTraps() + graph.findStranded()).map { trap in
    let place = trap.place.map { "\($0.flow): \($0.path.text)" } ?? "the beginning"
    let name = "\(trap.kind.rawValue) at \(place)"
    return ExplorationBreach(
      kind: trap.kind,
      detail: place,
      call: writer.call(name, routes.finished(trap.edges))
    )
  }
  for (mishap, edge) in explorer.mishaps {
    let from = graph.edges[Int(edge)].from
    let path = from >= 0 ? graph.path(to: Int(from)) : []
    let name = mishap.kind.rawValue + (mishap.detail.isEmpty ? "" : ": \(mishap.detail)")
    breaches.append(
      ExplorationBreach(
        kind: mishap.kind,
        detail: mishap.detail,
        call: writer.call(name, routes.toItsEnd(path + [Int(edge)]))
      )
    )
  }
  return breaches
}

extension ExploredGraph {
  /// The state of the shortest call for each way to end, by its name; of one in which nothing fails,
  /// where there is one.
  fileprivate var shortestEnds: [(EndReason, Int)] {
    var ends: [EndReason: Int] = [:]
    for (number, node) in nodes.enumerated() {
      guard let end = node.end else { continue }
      let isBetter = ends[end].map { nodes[$0].hasFault && !node.hasFault } ?? true
      if isBetter { ends[end] = number }
    }
    return ends.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value) }
  }
}

/// A branch of a flow, with what there is to say where it is not taken.
struct NamedBranch: Sendable {
  let branch: FlowBranch
  /// What it is.
  let what: String
  /// What it is, where, and that it is not taken.
  let words: String
}

extension Program {
  /// The branches of the flow, and of those it runs, in their order.
  var allBranches: [NamedBranch] {
    var known: Set<String> = []
    return branches(beyond: &known)
  }

  private func branches(beyond known: inout Set<String>) -> [NamedBranch] {
    guard known.insert(name).inserted else { return [] }
    let own = branches.rows.map { row in
      let keyword = row.id.parent.flatMap { node(at: $0)?.step.keyword.rawValue }
      let (what, missing) = row.words(of: keyword ?? "the flow")
      return NamedBranch(
        branch: FlowBranch(flow: name, path: row.id),
        what: what,
        words: "\(what) \(missing) (\(name): \(row.id.text))"
      )
    }
    return flows.sorted { $0.key < $1.key }.reduce(own) { all, flow in
      all + flow.value.branches(beyond: &known)
    }
  }
}
