import Diagnostics

/// Findings about steps nothing leads to, and steps from which no end can be reached.
func reachFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  guard flow.read.unreadSteps.isEmpty else { return [] }
  return unreachableBlocks(flow) + unreachableSteps(flow) + endless(flow)
}

private func unreachableBlocks(_ flow: CheckedFlow) -> [Diagnostic] {
  // What was meant to go to one may stand where no block can.
  guard !flow.read.misnamed.contains(.block) else { return [] }
  let unreached = flow.tree.blocks.filter { isUnreached($0, flow) }
  guard !unreached.isEmpty else { return [] }
  // A choice without a handler that has a block's name was meant to go there.
  let meant = flow.blocksAfterCall.union(
    flow.reached.flatMap { $0.forgottenChoices.map(\.name) }
  )
  return unreached.filter { !meant.contains($0.name) }.map {
    Diagnostic(
      .unreachableStep,
      .warning,
      "nothing goes to the block `\($0.name)`",
      at: $0.nameSpan,
      help: "delete it, or go to it"
    )
  }
}

private func isUnreached(_ block: Block, _ flow: CheckedFlow) -> Bool {
  block.list.steps.first.map { flow.known[$0.number].start == nil } == true
}

private func unreachableSteps(_ flow: CheckedFlow) -> [Diagnostic] {
  let missed = flow.steps.filter { flow.known[$0.number].start == nil }
  guard !missed.isEmpty else { return [] }
  let unreachedBlocks = Set(flow.tree.blocks.filter { isUnreached($0, flow) }.map(\.name))
  let missedPaths = Set(missed.map(\.path))
  // Only where the way breaks off: everything behind it is unreached for the same reason.
  return missed.filter { node in
    let earlier = [node.path.previousStep, node.path.parent?.parent].compactMap { $0 }
    return node.path.block.map { !unreachedBlocks.contains($0) } ?? true
      && earlier.allSatisfy { !missedPaths.contains($0) }
  }.compactMap { node in
    let isBehindTransfer = flow.isBehindTransfer(node)
    // What such an end says is what happens.
    if isBehindTransfer, [.hangUp, .end].contains(node.step.keyword) { return nil }
    return Diagnostic(
      .unreachableStep,
      .warning,
      "nothing leads to this step",
      at: node.keywordSpan,
      help: isBehindTransfer
        ? "nobody else is in the call, so it is over for the flow when `transfer` succeeds"
        : node.path.index == 0
          ? "what it is a handler of cannot happen" : "the step before it always goes elsewhere"
    )
  }
}

/// From every step some end must be within reach; the first of those that have none is named.
private func endless(_ flow: CheckedFlow) -> [Diagnostic] {
  // Backwards from the ends: what is not met cannot reach one.
  let ways = flow.ways.ways
  var leadsTo: [[Int]] = Array(repeating: [], count: ways.count)
  var work: [Int] = []
  for (point, ways) in ways.enumerated() {
    for case let next? in ways.map(\.target) { leadsTo[next].append(point) }
    // A flow that is run can end the call; where it cannot, that is found in it.
    if flow.points.exits[point] != nil || ways.contains(where: { $0.target == nil }) {
      work.append(point)
    }
  }
  var canEnd = [Bool](repeating: false, count: ways.count)
  for point in work { canEnd[point] = true }
  while let point = work.popLast() {
    for earlier in leadsTo[point] where !canEnd[earlier] {
      canEnd[earlier] = true
      work.append(earlier)
    }
  }
  let first = canEnd.indices.filter { !canEnd[$0] && flow.points.known[$0].start != nil }
    .map { flow.points.node(of: $0) }.min { $0.number < $1.number }
  guard let first else { return [] }
  return [
    Diagnostic(
      .missingEnd,
      "from here the flow can never end",
      at: first.keywordSpan,
      related: flow.calls.way(to: first.number).labels,
      help: "let some way lead to `hangUp`, `transfer` or `end`"
    )
  ]
}

extension CheckedFlow {
  /// Whether a step that is reached would lead to this one if somebody else were in the call.
  fileprivate func isBehindTransfer(_ node: StepNode) -> Bool {
    reached.contains { earlier in
      points.graph.edges[earlier.number].contains {
        $0.needsCompany && $0.target == .step(node.number)
      }
    }
  }
}

extension FlowPath {
  /// The path of the step before a step in its list; nil for the first.
  fileprivate var previousStep: FlowPath? {
    index.flatMap { $0 > 0 ? parent?.step($0 - 1) : nil }
  }
}
