internal import CallModel
package import FlowLanguage

/// What exploring a flow found, for people, with a line break at the end: counts, then the calls as
/// scenarios that can be pasted into a file.
package func renderExploration(_ exploration: Exploration, of program: Program) -> String {
  var text =
    "\(exploration.states) states, \(exploration.transitions) ways between them, "
    + "\(exploration.calls) calls to their end"
  text += exploration.isCutOff ? "; a bound was met: there are more\n" : "\n"
  text += "longest silence: \(exploration.longestSilence.scenarioText)\n"
  if let wait = exploration.longestWait {
    text += "longest time until somebody answers: \(wait.scenarioText)\n"
  }
  let missing = exploration.missing(of: program)
  for branch in missing { text += "never reached\(bound(exploration)): \(branch)\n" }
  let breaches = exploration.breaches
  text += breaches.isEmpty ? "" : "\n"
  for breach in breaches { text += "found: \(breach.name)\n" }
  text += "\n" + renderScenarios(breaches + exploration.ends, exploration)
  return text
}

private func bound(_ exploration: Exploration) -> String {
  exploration.isCutOff ? " within the bound" : ""
}

extension Exploration {
  /// The branches of the flow that no call takes, for people.
  package func missing(of program: Program) -> [String] {
    let taken = coverage.flows[program.name]?.branches ?? [:]
    return program.branches.rows.filter { taken[$0.id] == nil }.map { row in
      let (what, missing) = program.words(of: row)
      return "\(what) \(missing) (\(row.id.text))"
    }
  }
}
