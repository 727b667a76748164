import Diagnostics

/// Findings about flows that come to run themselves, one a circle (SEMANTICS.md, rule 9).
func flowCircleFindings(_ flows: [ReadFlow]) -> [Diagnostic] {
  var runs: [String: [FlowCall]] = [:]
  for flow in flows where !flow.runs.isEmpty {
    runs[flow.tree.name] = flow.steps.compactMap { $0?.calledFlow }
  }
  var told: Set<String> = []
  return runs.keys.sorted().compactMap { name -> Diagnostic? in
    guard !told.contains(name), let circle = circle(through: name, runs),
      let first = circle.first
    else { return nil }
    told.formUnion(circle.map(\.name))
    return Diagnostic(
      .runCircle,
      "the flow `\(name)` comes to run itself",
      at: Diagnostic.Label(first.span, "it runs `\(first.name)`"),
      related: circle.dropFirst().map { Diagnostic.Label($0.span, "which runs `\($0.name)`") },
      help: "such a call would nest without an end; begin it anew with `goto` inside of one flow"
    )
  }
}

/// The shortest way from a flow back to itself; nil where there is none.
private func circle(through name: String, _ runs: [String: [FlowCall]]) -> [FlowCall]? {
  var ways: [String: [FlowCall]] = [:]
  var work = [name]
  var next = 0
  while next < work.count {
    let flow = work[next]
    next += 1
    for call in runs[flow] ?? [] where ways[call.name] == nil {
      let way = (ways[flow] ?? []) + [call]
      if call.name == name { return way }
      ways[call.name] = way
      work.append(call.name)
    }
  }
  return nil
}
