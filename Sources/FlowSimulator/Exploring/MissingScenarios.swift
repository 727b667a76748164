internal import CallModel
package import FlowLanguage

/// Scenarios that were found for the branches of a flow.
package struct FoundScenarios: Sendable {
  /// The calls: each was run, passes, and takes a branch that none before it does.
  package fileprivate(set) var calls: [ExploredCall] = []
  /// The branches that no call takes of those that were looked at, for people.
  package fileprivate(set) var unreached: [String] = []
  /// The branches that a call takes that did not happen again when it was run: a defect of this program.
  package fileprivate(set) var defects: [String] = []
  /// What was looked at; nil where nothing had to be.
  package let scope: SearchScope?

  /// Notes that no call could be written for a branch: behind the bound there may be more to say of it.
  fileprivate mutating func fail(_ words: String, isFinished: Bool) {
    if isFinished { defects.append(words) } else { unreached.append(words) }
  }
}

/// Looks for calls that take the branches of a flow, and of those it runs, that scenarios leave out
/// (TESTING.md, part 3).
package func findMissing(
  of program: Program,
  among flows: TestedFlows,
  beyond coverage: CoverageMarks,
  within bounds: ExploreBounds = ExploreBounds()
) throws(ExploreFailure) -> FoundScenarios {
  let left = program.allBranches.filter {
    coverage.flows[$0.branch.flow]?.branches[$0.branch.path] == nil
  }
  guard !left.isEmpty else { return FoundScenarios(scope: nil) }
  let search = try BranchSearch(program, flows, bounds)
  var found = FoundScenarios(scope: search.explorer.scope)
  var taken: Set<FlowBranch> = []
  for named in left where !taken.contains(named.branch) {
    guard let edge = search.firstEdge(of: named.branch) else {
      found.unreached.append(named.words)
      continue
    }
    let name = "takes \(named.what) (\(named.branch.flow): \(named.branch.path.text))"
    let (call, isFinished) = search.call(name, over: edge, taking: [named.branch])
    guard call.passes else {
      found.fail(named.words, isFinished: isFinished)
      continue
    }
    taken.formUnion(call.branches)
    found.calls.append(call)
  }
  return found
}

/// Makes a small set of calls that take every branch of a flow, and of those it runs, that can be
/// reached: as few calls as going from each branch to the nearest other gives, and then as few lines
/// (TESTING.md, part 3).
package func findSuite(
  of program: Program,
  among flows: TestedFlows,
  within bounds: ExploreBounds = ExploreBounds()
) throws(ExploreFailure) -> FoundScenarios {
  let search = try BranchSearch(program, flows, bounds)
  var found = FoundScenarios(scope: search.explorer.scope)
  var left: Set<FlowBranch> = []
  for named in program.allBranches {
    if search.firstEdge(of: named.branch) == nil {
      found.unreached.append(named.words)
    } else {
      left.insert(named.branch)
    }
  }
  let words = Dictionary(
    program.allBranches.map { ($0.branch, $0.words) },
    uniquingKeysWith: { first, _ in first }
  )
  while !left.isEmpty {
    if let call = search.call("", taking: left), call.passes,
      !left.isDisjoint(with: call.branches)
    {
      left.subtract(call.branches)
      found.calls.append(call)
      continue
    }
    // A long call that does not happen again: its first branch alone.
    guard let branch = program.allBranches.first(where: { left.contains($0.branch) })?.branch,
      let edge = search.firstEdge(of: branch)
    else { break }
    let (call, isFinished) = search.call("", over: edge, taking: [branch])
    left.remove(branch)
    if call.passes {
      left.subtract(call.branches)
      found.calls.append(call)
    } else {
      found.fail(words[branch] ?? branch.path.text, isFinished: isFinished)
    }
  }
  found.calls = search.shortened(found.calls)
  found.calls = found.calls.enumerated().map { $1.named("call \($0 + 1) of \(found.calls.count)") }
  return found
}

/// The states of a flow's calls, and what finds calls among them.
private struct BranchSearch {
  let explorer: Explorer
  private let routes: CallRoutes
  private let writer: CallWriter
  private let numbers: [FlowBranch: Int32]

  init(
    _ program: Program,
    _ flows: TestedFlows,
    _ bounds: ExploreBounds
  ) throws(ExploreFailure) {
    explorer = try walk(program, flows, bounds)
    routes = CallRoutes(explorer.graph)
    writer = CallWriter(
      program: program,
      flows: flows,
      starts: explorer.starts,
      graph: explorer.graph
    )
    numbers = Dictionary(
      uniqueKeysWithValues: explorer.branches.values.enumerated().map { ($1, Int32($0)) }
    )
  }

  /// The edge on which a branch is taken first; nil where none was found.
  func firstEdge(of branch: FlowBranch) -> Int? {
    numbers[branch].flatMap { explorer.firstEdges[$0] }.map(Int.init)
  }

  /// The shortest call over an edge to its end, and whether it comes to that within the bound.
  func call(
    _ name: String,
    over edge: Int,
    taking branches: Set<FlowBranch>
  ) -> (ExploredCall, isFinished: Bool) {
    let route = routes.route(over: edge)
    let call = writer.call(name, route) { result in
      branches.isSubset(of: result.coverage.branches)
    }
    return (call, explorer.graph.isFinished(route))
  }

  /// A call that takes as many of some branches as it comes by; nil where it takes none.
  func call(_ name: String, taking branches: Set<FlowBranch>) -> ExploredCall? {
    routes.route(taking: Set(branches.compactMap { numbers[$0] })).map { route in
      writer.call(name, route)
    }
  }

  /// The calls without those that others make needless, each as short as what only it takes allows.
  func shortened(_ calls: [ExploredCall]) -> [ExploredCall] {
    var kept = calls
    for index in kept.indices.reversed() {
      let needed = needed(index, kept)
      if needed.isEmpty {
        kept.remove(at: index)
      } else if let call = call("", taking: needed), call.passes,
        needed.isSubset(of: call.branches), call.lineCount < kept[index].lineCount
      {
        kept[index] = call
      }
    }
    return kept
  }

  /// The branches that only one of the calls takes.
  private func needed(_ index: Int, _ calls: [ExploredCall]) -> Set<FlowBranch> {
    calls.indices.filter { $0 != index }.reduce(into: calls[index].branches) {
      $0.subtract(calls[$1].branches)
    }
  }
}
