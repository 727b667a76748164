package import CallModel
internal import Diagnostics
internal import FlowLanguage
internal import FlowSyntax

/// A call that exploring found, as a scenario that was run.
package struct ExploredCall: Hashable, Sendable {
  /// What it shows: the scenario's name.
  package let name: String
  /// When the call comes, where the flow asks for the time.
  let at: String?
  /// The value of `call:`, where something is to be said.
  let call: String?
  /// The lines.
  package let lines: [String]
  /// Whether the scenario passes, and shows what it is to show.
  package fileprivate(set) var passes = false
  /// The branches that it takes.
  fileprivate(set) var branches: Set<FlowBranch> = []
  /// How long it lasts.
  package fileprivate(set) var duration = Milliseconds(0)
}

extension ExploredCall {
  /// The scenario, as it stands in a file.
  package var yaml: String {
    let quoted = "\"\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    let fields =
      (at.map { ["at: \($0)"] } ?? []) + (call.map { ["call: \($0)"] } ?? [])
    let indented = fields.isEmpty ? "    " : "      "
    let shown = (lines.isEmpty ? ["..."] : lines).map { "\(indented)- \($0)\n" }.joined()
    guard !fields.isEmpty else { return "  \(quoted):\n\(shown)" }
    return "  \(quoted):\n" + fields.map { "    \($0)\n" }.joined() + "    lines:\n" + shown
  }

  /// The number of lines of the scenario in a file.
  var lineCount: Int { yaml.count { $0 == "\n" } }

  /// The same call under another name.
  func named(_ name: String) -> ExploredCall {
    var call = ExploredCall(name: name, at: at, call: self.call, lines: lines)
    call.passes = passes
    call.branches = branches
    call.duration = duration
    return call
  }
}

/// Makes scenarios of ways through a graph, and runs them.
struct CallWriter: Sendable {
  let program: Program
  let flows: TestedFlows
  let starts: [ExploreStart]
  let graph: ExploredGraph

  /// The call of some edges, run: as a person would tell it, or, where that is another call, with the
  /// time between all that is done; `shows` says whether it is what it is to be.
  func call(
    _ name: String,
    _ edges: [Int],
    shows: (ScenarioResult) -> Bool = { _ in true }
  ) -> ExploredCall {
    let told = tried(name, edges, isTimed: false, shows)
    return told.passes ? told : tried(name, edges, isTimed: true, shows)
  }

  private func tried(
    _ name: String,
    _ edges: [Int],
    isTimed: Bool,
    _ shows: (ScenarioResult) -> Bool
  ) -> ExploredCall {
    let start = starts[edges.first.map { Int(graph.edges[$0].start) } ?? 0]
    var call = ExploredCall(
      name: name,
      at: start.at,
      call: start.call,
      lines: lines(of: edges, isTimed: isTimed)
    )
    let text = "test: \(program.name)\nscenarios:\n\(call.yaml)"
    guard let scenario = scenario(text, of: flows) else { return call }
    let result = runScenario(scenario, of: program)
    call.branches = Set(result.coverage.branches)
    call.duration = result.duration
    call.passes = result.passed && shows(result)
    return call
  }

  /// The lines of a way; whoever was rung and did nothing is said not to answer, for else they would.
  private func lines(of edges: [Int], isTimed: Bool) -> [String] {
    var lines: [CallLine] = []
    var rest = Milliseconds(0)
    var hasPassed = false
    for number in edges {
      let way = graph.way(number)
      let done = way.deed.allLines
      if isTimed { rest = rest + way.deed.pause }
      if !done.isEmpty, rest > Milliseconds(0), isTimed || hasPassed {
        lines.append(CallLine(text: "after: \(rest.scenarioText)"))
      }
      lines += done + way.told
      let isStill = done.isEmpty && way.told.isEmpty
      rest = isStill ? rest + way.duration : way.rest
      hasPassed = isStill
    }
    if rest > Milliseconds(0), hasPassed || !graph.isFinished(edges) {
      lines.append(CallLine(text: "after: \(rest.scenarioText)"))
    }
    return lines.indices.flatMap { place -> [String] in
      guard case .rings(let name) = lines[place].role,
        !reacts(name, in: lines[(place + 1)...])
      else { return [lines[place].text] }
      return [lines[place].text, partyLine(name, does: "noAnswer")]
    }
  }

  /// Whether a line says what somebody does about being rung, before they are rung again.
  private func reacts(_ name: String, in lines: ArraySlice<CallLine>) -> Bool {
    for line in lines {
      if line.role == .reacts(name) { return true }
      if line.role == .rings(name) { return false }
    }
    return false
  }
}

/// The first scenario of a text; nil where it is none.
func scenario(_ text: String, of flows: TestedFlows) -> Scenario? {
  var files = SourceFiles()
  let (source, _) = readSource(Array(text.utf8), name: "explored.test.yaml", into: &files)
  let (file, findings) = readScenarios(source, of: flows)
  return findings.hasErrors ? nil : file.scenarios.first
}

extension Milliseconds {
  /// The length of time as lines have it.
  var scenarioText: String {
    if count >= 3_600_000, count % 3_600_000 == 0 { return "\(count / 3_600_000)h" }
    if count >= 60_000, count % 60_000 == 0 { return "\(count / 60_000)m" }
    return count % 1000 == 0 ? "\(count / 1000)s" : "\(count)ms"
  }
}
