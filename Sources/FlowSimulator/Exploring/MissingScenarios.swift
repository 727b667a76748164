package import FlowLanguage

/// Scenarios that take what others leave out, ready to be pasted, and what no call that was followed
/// takes.
package struct MissingScenarios: Sendable {
  /// The calls, each with a branch that no scenario and no call before it takes.
  package let calls: [ExploredCall]
  /// The branches that are left, for people.
  package let unreached: [String]
  /// Whether a bound was met, so that some that are left may be reached all the same.
  package let isCutOff: Bool
  /// What stands before the scenarios in a file.
  let header: String
}

/// Looks for calls that take the branches of a flow that scenarios leave out (TESTING.md, part 3).
///
/// Each call was run as a scenario: it passes, and takes the branch. Nil where the flow cannot be
/// begun with values that are known.
package func findMissing(
  of program: Program,
  among flows: TestedFlows,
  beyond coverage: CoverageMarks,
  within bounds: ExploreBounds = ExploreBounds()
) -> MissingScenarios? {
  let taken = coverage.flows[program.name]?.branches ?? [:]
  var left = program.branches.rows.filter { taken[$0.id] == nil }
  guard !left.isEmpty else {
    return MissingScenarios(calls: [], unreached: [], isCutOff: false, header: "")
  }
  guard let exploration = explore(program, among: flows, within: bounds) else { return nil }
  var calls: [ExploredCall] = []
  for way in exploration.ways where way.call.passes {
    let own = way.call.coverage.flows[program.name]?.branches ?? [:]
    guard let first = left.first(where: { own[$0.id] != nil }) else { continue }
    calls.append(way.call.named("takes \(program.words(of: first).what) (\(first.id.text))"))
    left.removeAll { own[$0.id] != nil }
  }
  return MissingScenarios(
    calls: calls,
    unreached: left.map { row in
      let (what, missing) = program.words(of: row)
      return "\(what) \(missing) (\(row.id.text))"
    },
    isCutOff: exploration.isCutOff,
    header: exploration.header
  )
}

/// The scenarios as a file, with what is left as comments, with a line break at the end.
package func renderMissing(_ missing: MissingScenarios, of program: Program) -> String {
  var text = "# \(program.name): "
  text += missing.calls.isEmpty ? "nothing to add\n" : "\(missing.calls.count) to add\n"
  let bound = missing.isCutOff ? "within the bound, " : ""
  for branch in missing.unreached { text += "# \(bound)no call that was found: \(branch)\n" }
  guard !missing.calls.isEmpty else { return text }
  return text + missing.header + "scenarios:\n" + missing.calls.map(\.yaml).joined()
}

extension Program {
  /// What a branch is, and what there is to say where it is not taken.
  func words(of row: BranchTable.Row) -> (what: String, missing: String) {
    let keyword = row.id.parent.flatMap { node(at: $0)?.step.keyword.rawValue }
    return row.words(of: keyword ?? "the flow")
  }
}
