internal import CEL
package import CallModel
internal import Diagnostics
internal import FlowEngine
package import FlowLanguage
internal import FlowSyntax

/// How far calls are followed.
package struct ExploreBounds: Hashable, Sendable {
  /// The most states that are kept; each takes some tens of KiB.
  package var states = 3_000
  /// The most things that happen in one call.
  package var depth = 40

  /// Makes the bounds that hold where nobody says others.
  package init() {}
}

/// A call that exploring found, as a scenario.
package struct ExploredCall: Hashable, Sendable {
  /// What it shows: the scenario's name.
  package let name: String
  /// When the call comes, where the flow asks for the time.
  let at: String?
  /// The lines.
  package let lines: [String]
  /// Whether the scenario passes when it is run by itself.
  package fileprivate(set) var passes = false
  /// What it takes then.
  fileprivate(set) var coverage = CoverageMarks()

  /// The same call under another name.
  func named(_ name: String) -> ExploredCall {
    var call = ExploredCall(name: name, at: at, lines: lines)
    call.passes = passes
    call.coverage = coverage
    return call
  }
}

/// What exploring a flow found.
package struct Exploration: Sendable {
  /// The states that were told apart.
  package let states: Int
  /// The ways from one to another that were followed.
  package let transitions: Int
  /// The calls that came to an end.
  package let calls: Int
  /// Whether a bound was met, so that there are calls that were not followed.
  package let isCutOff: Bool
  /// Each way to end, with the shortest call that does.
  package let ends: [ExploredCall]
  /// The longest time in which a connected caller heard nothing.
  package let longestSilence: Milliseconds
  /// The longest time from the call to the first party who joined; nil where none does.
  package let longestWait: Milliseconds?
  /// What calls must not come to.
  package let breaches: [ExploredCall]
  /// For each branch that was taken, by flow and path, the first call that does.
  let ways: [(branches: [FlowBranch], call: ExploredCall)]
  /// What of the flows has run.
  package let coverage: CoverageMarks
  let header: String
}

/// Walks the calls a flow can have, to a bound (TESTING.md, part 4).
///
/// Breadth first over what can happen at each wait: every answer, none and a wrong one, what parties
/// do who are rung, what requests get, signals, time passing, somebody leaving, and one refused command
/// a call. The same flow and bounds give the same result.
package func explore(
  _ program: Program,
  among flows: TestedFlows,
  within bounds: ExploreBounds = ExploreBounds()
) -> Exploration? {
  let header = scenarioHeader(of: program)
  let starts = exploreStarts(of: program, header, flows)
  guard !starts.isEmpty else { return nil }
  var explorer = Explorer(starts, of: program, zones: flows.zones, within: bounds)
  explorer.walk()
  let report = explorer.report
  func call(_ name: String, _ node: Explorer.Node, and more: [String] = []) -> ExploredCall {
    var call = ExploredCall(
      name: name,
      at: starts[node.start].text,
      lines: explorer.lines(to: node) + more
    )
    let result = replay(call, header, program, flows)
    call.passes = result?.passed ?? false
    call.coverage = result?.coverage ?? CoverageMarks()
    return call
  }
  return Exploration(
    states: report.states,
    transitions: report.transitions,
    calls: report.calls,
    isCutOff: report.isCutOff,
    ends: report.ends.sorted { $0.key.rawValue < $1.key.rawValue }.map { reason, place in
      call("ends as \(reason.rawValue)", explorer.nodes[place])
    },
    longestSilence: report.longestSilence,
    longestWait: report.longestWait,
    breaches: report.breaches.map { breach in
      call("\(breach.kind.rawValue) at \(breach.detail)", explorer.nodes[breach.node])
    },
    ways: report.ways.map { node, branches in
      (branches, call(branches.first.map { "\($0.flow) \($0.path.text)" } ?? "", node))
    },
    coverage: report.taken,
    header: header
  )
}

/// Calls as a file of scenarios.
package func renderScenarios(_ calls: [ExploredCall], _ exploration: Exploration) -> String {
  exploration.header + "scenarios:\n" + calls.map(\.yaml).joined()
}

extension ExploredCall {
  /// The scenario.
  package var yaml: String {
    let quoted = "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    let shown = lines.isEmpty ? ["..."] : lines
    guard let at else { return "  \(quoted):\n" + shown.map { "    - \($0)\n" }.joined() }
    return "  \(quoted):\n    at: \(at)\n    lines:\n" + shown.map { "      - \($0)\n" }.joined()
  }
}

/// What stands before the scenarios of a flow: its name, and values for the parameters it has.
private func scenarioHeader(of program: Program) -> String {
  let values = SampleValues(of: program)
  let parameters = program.variables.filter { $0.value.isParameter && $0.value.initial == nil }
    .sorted { $0.key < $1.key }
    .map { "\($0.key): \(values.values(of: $0.value.type).first ?? "null")" }
  let call =
    parameters.isEmpty ? "" : "call: { start: { \(parameters.joined(separator: ", ")) } }\n"
  return "test: \(program.name)\n" + call
}

/// What comes of a call as a scenario; nil where it cannot be read as one.
private func replay(
  _ call: ExploredCall,
  _ header: String,
  _ program: Program,
  _ flows: TestedFlows
) -> ScenarioResult? {
  guard let scenario = scenario(header + "scenarios:\n" + call.yaml, of: flows) else {
    return nil
  }
  return runScenario(scenario, of: program)
}

/// The first scenario of a text.
func scenario(_ text: String, of flows: TestedFlows) -> Scenario? {
  var files = SourceFiles()
  let (source, _) = readSource(Array(text.utf8), name: "explored.test.yaml", into: &files)
  let (file, findings) = readScenarios(source, of: flows)
  return findings.hasErrors ? nil : file.scenarios.first
}
