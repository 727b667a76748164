internal import CallModel
package import FlowLanguage

/// What exploring a flow found, for people, with a line break at the end: what was seen and found, as
/// comments, and then the calls as a file of scenarios.
package func renderExploration(_ exploration: Exploration, of program: Program) -> String {
  var text =
    "# \(program.name): \(exploration.states) states, \(exploration.ways) ways between them"
  text += exploration.bound.map { "; the bound of \($0) was met, there are more\n" } ?? "\n"
  if let quiet = exploration.longestQuiet { text += "# longest silence: \(quiet.words)\n" }
  if let wait = exploration.longestWait {
    text += "# longest time until somebody answers: \(wait.words)\n"
  }
  text += exploration.missing.commented(searching: exploration.scope)
  for breach in exploration.breaches {
    text += "# found: \(breach.kind.rawValue)\(breach.detail.isEmpty ? "" : ", \(breach.detail)")\n"
  }
  let times = [exploration.longestQuiet, exploration.longestWait].compactMap { $0?.call }
  let calls = exploration.breaches.map(\.call) + exploration.ends + times
  return text + "\n" + renderScenarios(calls, of: program)
}

/// Calls as a file of scenarios; one that does not happen again says so.
package func renderScenarios(_ calls: [ExploredCall], of program: Program) -> String {
  "test: \(program.name)\nscenarios:\n"
    + calls.map { call in
      (call.passes ? "" : "  # a defect of flowctl: this call did not happen again\n") + call.yaml
    }.joined()
}

extension Exploration.Time {
  fileprivate var words: String { time?.roughText ?? "as long as a call may last" }
}
