import Diagnostics

/// What is to be told in a flow of the state of its calls (SEMANTICS.md 1.7), and of what it brings
/// the flows into that it runs.
///
/// What is wrong only because of how another runs the flow is told there (rule 34a).
func toldStateFindings(_ flow: CheckedFlow, _ project: ProjectScope) -> [Diagnostic] {
  let surroundings = flow.points.surroundings
  guard let entry = surroundings.entry else {
    return stateFindings(flow).map { $0.told(in: flow) }
  }
  guard flow.comesBack else {
    // A flow that begins by itself too is looked at alone: who runs it looks for himself.
    var alone = surroundings
    alone.entry = nil
    guard let analysis = FlowAnalysis(flow.read, project, alone) else { return [] }
    let flow = CheckedFlow(flow.read, CallWays(analysis), analysis.stepKnowledge)
    return stateFindings(flow).map { $0.told(in: flow) }
  }
  let itself = CalledFlow(read: flow.read, called: surroundings.called)
  return stateFindings(flow).filter { surroundings.exits.isOwn($0, of: itself, from: entry) }
    .map { $0.told(in: flow) }
}

/// The findings about the state of the call at the steps of a flow, whoever is to be told of them.
func stateFindings(_ flow: CheckedFlow) -> [StateFinding] {
  let found =
    recordingFindings(flow) + feedFindings(flow) + companyFindings(flow)
    + (flow.hasCertainWays ? phaseFindings(flow) : []) + broughtFindings(flow)
  return withoutRestOfMissingAnswer(found, in: flow)
}

/// What a flow brings into those that it runs: for each step that does, one finding of a kind.
private func broughtFindings(_ flow: CheckedFlow) -> [StateFinding] {
  let surroundings = flow.points.surroundings
  return flow.reached.flatMap { node -> [StateFinding] in
    guard let name = node.calledFlow?.name, let called = surroundings.called[name],
      let entry = flow.known[node.number].inner?.call, !entry.isUncertain
    else { return [] }
    var told: Set<DiagnosticCode> = []
    return surroundings.exits.stateFindings(of: called, from: entry).filter { finding in
      !surroundings.exits.isOwn(finding, of: called, from: entry)
        && told.insert(finding.finding.code).inserted
    }.map { $0.moved(to: node, running: name) }
  }
}

/// The findings without those that an `answer` would mend that is missing once: of those that each
/// list of steps has, and in a flow that answers nowhere of all, the first is told.
private func withoutRestOfMissingAnswer(
  _ findings: [StateFinding],
  in flow: CheckedFlow
) -> [StateFinding] {
  let answers = flow.reached.contains { $0.step.keyword == .answer }
  var told: Set<FlowPath?> = []
  let rest = findings.filter(\.lacksAnswer).sorted { $0.node.number < $1.node.number }
    .filter { !told.insert(answers ? $0.node.path.parent : nil).inserted }.map(\.node.number)
  return findings.filter { !($0.lacksAnswer && rest.contains($0.node.number)) }
}
