import CEL
import CallModel
import Diagnostics

/// What all checks of a flow look at.
struct CheckedFlow {
  let tree: FlowTree
  let session: ReadingSession
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

  init(_ tree: FlowTree, _ session: ReadingSession, _ analysis: FlowAnalysis) {
    self.tree = tree
    self.session = session
    results = analysis.scope.results
    steps = analysis.steps
    openEdges = steps.map { analysis.openEdges(from: $0.number) }
    states = analysis.states
    innerStates = analysis.innerStates
    reached = zip(analysis.steps, analysis.states).compactMap { node, state in
      session.unreadSteps.contains(node.number) ? nil : state.map { (node, $0) }
    }
  }
}

/// Checks a flow as read: the ways through it, and its expressions where they stand.
///
/// Returns the compiled expressions; findings go to the session.
func checkFlow(
  _ tree: FlowTree,
  _ session: ReadingSession,
  _ values: EnvironmentValues,
  _ compilation: ProjectCompilation
) -> [CELExpression?] {
  let steps = session.steps.compactMap { $0 }
  guard steps.count == session.steps.count, isWithinLimits(steps, session) else { return [] }
  let graph = FlowGraph(tree, stepCount: steps.count, unread: session.unreadSteps)
  let scope = FlowScope(compilation.scope, session.names, steps: steps)
  let analysis = FlowAnalysis(graph, steps: steps, scope: scope, session: session)
  let check = ExpressionCheck(session: session, steps: steps, analysis: analysis, scope: scope)
  session.findings += check.findings
  guard session.isComplete else { return check.compiled }
  let flow = CheckedFlow(tree, session, analysis)
  session.findings += endFindings(flow)
  session.findings += failureFindings(flow)
  session.findings += choiceFindings(flow)
  session.findings += phaseFindings(flow)
  session.findings += ringingFindings(flow)
  session.findings += reachFindings(flow)
  session.findings += loopFindings(flow)
  session.findings += partyFindings(flow)
  session.findings += handlerStepFindings(flow)
  session.findings += menuFindings(flow)
  session.findings += unusedNameFindings(session, references: check.references, check.compiled)
  session.findings += endpointFindings(flow, compilation.chosen)
  session.findings += secretFindings(flow, values, compilation.chosen.environment)
  return check.compiled
}

/// Whether a flow has few enough steps to be checked.
private func isWithinLimits(_ steps: [StepNode], _ session: ReadingSession) -> Bool {
  guard steps.count > FlowLimits.steps else { return true }
  session.report(
    Diagnostic(
      .valueOutOfRange,
      "a flow has at most \(FlowLimits.steps) steps; this one has \(steps.count)",
      at: steps[FlowLimits.steps].keywordSpan,
      help: "split it into several flows"
    )
  )
  return false
}
