import Diagnostics

/// Findings about blocks that come to run themselves: such a call would nest without an end
/// (SEMANTICS.md, rule 9).
///
/// `goto` out of a block that is run stays inside of the `run`, so a circle of both is one too, if
/// there is a `run` in it.
func runCircleFindings(_ flow: CheckedFlow) -> [Diagnostic] {
  guard flow.steps.contains(where: \.runsBlock) else { return [] }
  var leadsTo: [String: [(block: String, step: StepNode)]] = [:]
  for node in flow.steps {
    guard let block = node.path.block else { continue }
    for target in node.blocks { leadsTo[block, default: []].append((target, node)) }
  }
  var told: Set<String> = []
  return flow.steps.compactMap { node -> Diagnostic? in
    guard let block = node.path.block, case .block(let first)? = node.shape.enclosed,
      !told.contains(block), let way = way(from: first, to: block, leadsTo)
    else { return nil }
    // One circle, one finding.
    told.formUnion(way.map(\.block))
    told.insert(first)
    return Diagnostic(
      .runCircle,
      "`\(block)` comes to run itself",
      at: Diagnostic.Label(node.keywordSpan, "it runs `\(first)`"),
      related: way.map { Diagnostic.Label($0.step.keywordSpan, "which leads to `\($0.block)`") },
      help:
        "`goto` inside of a block that is run does not leave the `run`; let one of them go to the "
        + "other by `goto` instead"
    )
  }
}

/// The shortest way from block to block; nil where there is none.
private func way(
  from first: String,
  to last: String,
  _ leadsTo: [String: [(block: String, step: StepNode)]]
) -> [(block: String, step: StepNode)]? {
  var ways: [String: [(block: String, step: StepNode)]] = [first: []]
  var work = [first]
  var next = 0
  while next < work.count {
    let block = work[next]
    if block == last { return ways[block] }
    for onward in leadsTo[block] ?? [] where ways[onward.block] == nil {
      ways[onward.block] = (ways[block] ?? []) + [onward]
      work.append(onward.block)
    }
    next += 1
  }
  return nil
}

extension StepNode {
  /// Whether it runs a block.
  fileprivate var runsBlock: Bool {
    if case .block? = shape.enclosed { true } else { false }
  }

  /// The blocks that the step itself leads to.
  fileprivate var blocks: [String] {
    var names = nestedHandlers.compactMap { handler in
      if case .block(let name) = handler.content { name } else { nil }
    }
    if case .block(let name)? = shape.enclosed { names.append(name) }
    for outcome in shape.possibleOutcomes {
      if case .block(let name) = shape.onward(after: outcome) { names.append(name) }
    }
    return names
  }
}
