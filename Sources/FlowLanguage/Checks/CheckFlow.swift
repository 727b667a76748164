import CEL
import CallModel
import Diagnostics

/// What all checks of a flow look at.
struct CheckedFlow {
  /// The flow as read.
  let read: ReadFlow
  let steps: [StepNode]
  let results: ResultTable
  /// The ways from each step that can be taken.
  let openEdges: [[FlowGraph.Edge]]
  /// What is known where each step begins; nil where no way leads.
  let states: [PointState?]
  /// What is known where each step's fields are computed; nil where no way leads.
  let innerStates: [PointState?]

  /// The steps some way leads to, with what is known there.
  let reached: [(node: StepNode, state: PointState)]

  /// The flow's blocks and what it declares.
  var tree: FlowTree { read.tree }

  init(_ read: ReadFlow, _ analysis: FlowAnalysis) {
    self.read = read
    results = analysis.scope.results
    steps = analysis.steps
    openEdges = steps.map { analysis.openEdges(from: $0.number) }
    states = analysis.states
    innerStates = analysis.innerStates
    reached = zip(analysis.steps, analysis.states).compactMap { node, state in
      read.unreadSteps.contains(node.number) ? nil : state.map { (node, $0) }
    }
  }
}

/// Checks a flow as read: the ways through it, and its expressions where they stand.
///
/// Returns the compiled expressions, and what is wrong.
func check(
  _ read: ReadFlow,
  in dependencies: FlowDependencies,
  _ project: ProjectScope
) -> (expressions: [CELExpression?], findings: [Diagnostic]) {
  let steps = read.steps.compactMap { $0 }
  guard steps.count == read.steps.count else { return ([], []) }
  if let tooMany = stepLimitFinding(steps) { return ([], [tooMany]) }
  let graph = FlowGraph(read.tree, stepCount: steps.count, unread: read.unreadSteps)
  let scope = FlowScope(project, read, steps: steps)
  let analysis = FlowAnalysis(graph, steps: steps, scope: scope, read)
  let check = ExpressionCheck(read, steps: steps, analysis: analysis, scope: scope)
  var findings = check.findings
  guard read.isComplete else { return (check.compiled, findings) }
  let flow = CheckedFlow(read, analysis)
  findings += endFindings(flow)
  findings += failureFindings(flow)
  findings += choiceFindings(flow)
  findings += phaseFindings(flow)
  findings += ringingFindings(flow)
  findings += reachFindings(flow)
  findings += loopFindings(flow, check.compiled)
  findings += partyFindings(flow)
  findings += handlerStepFindings(flow)
  findings += menuFindings(flow)
  findings += unusedNameFindings(
    read,
    uses: read.uses + dependencies.binding.uses,
    references: check.references,
    check.compiled
  )
  findings += endpointFindings(flow, dependencies)
  findings += literalSecretFindings(flow)
  findings += endlessPlayFindings(flow)
  findings += secretFindings(flow, dependencies)
  return (check.compiled, findings)
}

/// What is to be said where a flow has too many steps to be checked.
private func stepLimitFinding(_ steps: [StepNode]) -> Diagnostic? {
  guard steps.count > FlowLimits.steps else { return nil }
  return Diagnostic(
    .valueOutOfRange,
    "a flow has at most \(FlowLimits.steps) steps; this one has \(steps.count)",
    at: steps[FlowLimits.steps].keywordSpan,
    help: "split it into several flows"
  )
}
