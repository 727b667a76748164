import CEL
import CallModel
import Diagnostics

/// What all checks of a flow look at.
///
/// A class, for each of them holds it and none changes it.
final class CheckedFlow {
  /// The flow as read.
  let read: ReadFlow
  let steps: [StepNode]
  let results: ResultTable
  /// What is known at each step, whoever runs its block.
  let known: [StepKnowledge]
  /// The ways from point to point.
  let ways: FlowWays
  /// The calls that lead to a place.
  let calls: CallWays
  /// What is known at each point.
  let points: FlowAnalysis
  /// Whether others run the flow and nothing else begins it: where it ends it comes back to them.
  let comesBack: Bool

  /// The steps some way leads to.
  let reached: [StepNode]
  /// The lists of steps that run beside a wait.
  let meanwhileLists: [FlowPath]

  /// The blocks that come to run themselves.
  private(set) lazy var circles = runCircleFindings(self)

  /// The flow's blocks and what it declares.
  var tree: FlowTree { read.tree }

  /// Whether all ways are those of the call: behind a block that runs itself nothing is known, nor
  /// where a step takes a way that it cannot.
  var hasCertainWays: Bool { circles.isEmpty && !hasStrayGoto }

  init(_ read: ReadFlow, _ calls: CallWays, _ known: [StepKnowledge]) {
    let analysis = calls.analysis
    self.read = read
    results = analysis.scope.results
    steps = analysis.steps
    self.known = known
    points = analysis
    comesBack = analysis.comesBack(read)
    ways = calls.ways
    self.calls = calls
    meanwhileLists = analysis.steps.compactMap { node in
      if case .meanwhile(let list)? = node.shape.enclosed { list.path } else { nil }
    }
    reached = analysis.steps.filter { node in
      known[node.number].start != nil && !read.unreadSteps.contains(node.number)
    }
  }
}

/// What the checks of a flow come to.
struct CheckedParts {
  /// The compiled expressions, by id; nil where one has an error.
  var expressions: [CELExpression?] = []
  /// What must not be shown; nil where the flow was not checked to its end.
  var sensitive: SensitiveParts?
  /// What is wrong.
  let findings: [Diagnostic]
}

/// Checks a flow as read: the ways through it, and its expressions where they stand.
func check(
  _ read: ReadFlow,
  in dependencies: FlowDependencies,
  _ project: ProjectScope
) -> CheckedParts {
  if let tooMany = stepLimitFinding(read.steps) { return CheckedParts(findings: [tooMany]) }
  guard let analysis = FlowAnalysis(read, project, dependencies.surroundings) else {
    return CheckedParts(findings: [])
  }
  let known = analysis.stepKnowledge
  let calls = CallWays(analysis)
  let check = ExpressionCheck(read, calls, known: known)
  var findings = check.findings
  guard read.isComplete else {
    return CheckedParts(expressions: check.compiled, findings: findings)
  }
  // What was not followed to its end would be said to lead nowhere.
  guard analysis.isComplete else {
    let tooMany = tooManyWays(read.tree.nameSpan)
    return CheckedParts(expressions: check.compiled, findings: findings + [tooMany])
  }
  let flow = CheckedFlow(read, calls, known)
  findings += endFindings(flow, check.compiled)
  findings += failureFindings(flow)
  findings += choiceFindings(flow)
  findings += toldStateFindings(flow, project)
  findings +=
    flow.hasCertainWays
    ? ringingFindings(flow) + reachFindings(flow) + loopFindings(flow, check.compiled)
    : flow.circles
  findings += partyFindings(flow)
  findings += contextHeaderFindings(flow, check.compiled)
  findings += handlerStepFindings(flow)
  findings += menuFindings(flow)
  findings += unusedNameFindings(
    read,
    uses: read.uses + dependencies.binding.uses,
    references: check.references,
    check.compiled
  )
  findings += endpointFindings(flow, dependencies, check.compiled)
  findings += endlessPlayFindings(flow)
  findings += backgroundPlayFindings(flow)
  findings += partialExpressionFindings(flow, check.compiled)
  findings += lostKeyFindings(flow)
  findings += longSilenceFindings(flow)
  findings += redirectFindings(flow, dependencies)
  findings += dialFindings(flow)
  findings += parameterFindings(flow)
  findings += calledFlowFindings(flow)
  findings += secretFindings(flow, dependencies, check)
  findings += absentCallerFindings(flow)
  return CheckedParts(
    expressions: check.compiled,
    sensitive: sensitiveParts(flow, check),
    findings: withoutConsequences(findings)
  )
}

/// The findings without what steps that cannot stand where they do lack besides, without the
/// failures of a loop that has no end at all, or the end of one that never waits, and without the silence where music was meant to play.
private func withoutConsequences(_ findings: [Diagnostic]) -> [Diagnostic] {
  let reasons: Set<DiagnosticCode> = [.callPhase, .recordingState, .nobodyElse, .handlerStep]
  let refused = findings.filter { $0.severity == .error && reasons.contains($0.code) }
    .map(\.primary.span)
  let codes = Set(findings.map(\.code))
  return findings.filter { finding in
    let isLack = [.unhandledFailure, .missingField].contains(finding.code)
    return !(isLack && refused.contains(finding.primary.span))
      && !(finding.code == .failingLoop && codes.contains(.missingEnd))
      && !(finding.code == .missingEnd && codes.contains(.endlessLoop))
      && !(finding.code == .longSilence
        && !codes.isDisjoint(with: [.endlessPlay, .interruptedPlay]))
  }
}

/// What is to be said where the ways of a flow could not be followed within their limits.
private func tooManyWays(_ place: Span) -> Diagnostic {
  Diagnostic(
    .valueOutOfRange,
    "there are more ways through this flow than flowctl follows",
    at: place,
    help: "split it into several flows"
  )
}

/// What is to be said where a flow has too many steps to be checked.
private func stepLimitFinding(_ steps: [StepNode?]) -> Diagnostic? {
  guard steps.count > FlowLimits.steps, let first = steps[FlowLimits.steps] else { return nil }
  return Diagnostic(
    .valueOutOfRange,
    "a flow has at most \(FlowLimits.steps) steps; reading ends here",
    at: first.keywordSpan,
    help: "split it into several flows"
  )
}
