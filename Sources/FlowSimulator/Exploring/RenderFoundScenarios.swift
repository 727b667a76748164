internal import CallModel
package import FlowLanguage

/// Scenarios that were found, as a file, with what no call takes as comments, and a line break at the
/// end; `environment` is the one whose values the flow has, where a file has to say it.
package func renderFound(
  _ found: FoundScenarios,
  of program: Program,
  environment: String?
) -> String {
  var text = found.unreached.commented(searching: found.scope)
  text += found.defects.map { "# a defect of flowctl, no call could be written: \($0)\n" }.joined()
  guard !found.calls.isEmpty else { return text }
  let named = environment.map { "environment: \($0)\n" } ?? ""
  return text + "test: \(program.name)\n\(named)scenarios:\n" + found.calls.map(\.yaml).joined()
}

/// What a small set of scenarios is, in a line: how many, and how long calling them by hand would take.
package func summary(of found: FoundScenarios) -> String {
  let calls = found.calls.count == 1 ? "1 call" : "\(found.calls.count) calls"
  let lines = found.calls.reduce(0) { $0 + $1.lines.count }
  let time = found.calls.reduce(Milliseconds(0)) { $0 + $1.duration }
  return "\(calls), \(lines) lines; by hand they would take \(time.roughText)"
}

extension Milliseconds {
  /// The length of time for people, in minutes where it has some.
  var roughText: String {
    let seconds = (count + 999) / 1000
    if seconds < 90 { return "\(seconds) s" }
    if seconds < 5_400 { return "\((seconds + 30) / 60) min" }
    return "\((seconds + 1_800) / 3_600) h"
  }
}
