import CEL
import Diagnostics

/// Hints about steps that fail where what they look up is not there, which ends the call since
/// nothing handles it (SEMANTICS.md, rule 29).
///
/// Much can fail that never does: `n + 1` by its size, `int(keys)` by what the step that took the
/// keys rules out. So it is told of one thing alone, what is taken out of a list or a map that came
/// with the call or from another system, and only where nothing in the flow asks about that.
/// A step that can fail for other reasons too is told of already (`unhandled-failure`).
func partialExpressionFindings(
  _ flow: CheckedFlow,
  _ compiled: [CELExpression?]
) -> [Diagnostic] {
  let failing = failingExpressionFindings(compiled)
  // Who runs the flow can handle its failure.
  guard !flow.comesBack else { return failing }
  let ending = Set(flow.reached.filter(flow.endsByComputing).map(\.number))
  let asked = AskedPaths(compiled)
  return failing
    + zip(flow.read.expressions, compiled).compactMap { pending, expression in
      guard case .step(let number) = pending.site, ending.contains(number), let expression,
        let lookup = expression.variableLookups.first(where: { lookup in
          flow.isFromOutside(lookup) && !asked.areAbout(lookup.path)
        })
      else { return nil }
      let node = flow.steps[number]
      return Diagnostic(
        .partialExpression,
        .hint,
        "where this is not there `\(node.step.keyword.rawValue)` fails, which ends the call",
        at: lookup.place,
        help:
          "take it as `[?…]` or `.?…` with `.orValue(…)`, or add `on: { failed: … }` to the step"
      )
    }
}

/// Warnings of what fails whenever it is computed, for nothing but what is written decides it.
private func failingExpressionFindings(_ compiled: [CELExpression?]) -> [Diagnostic] {
  compiled.compactMap { expression in
    guard let failure = expression?.failures.first else { return nil }
    return Diagnostic(
      .partialExpression,
      .warning,
      "this fails whenever it is computed: \(failure.message)",
      at: failure.span,
      help: "write a value that it can be computed of"
    )
  }
}

extension CheckedFlow {
  /// Whether a step can fail only by what it computes, and that ends the call.
  fileprivate func endsByComputing(_ node: StepNode) -> Bool {
    !node.isInLastHandler && node.shape.effect(of: .failed).unhandled == .accepted
      && known[node.number].openEdges.contains {
        $0.target == .unhandledFailure && $0.outcome == .failed
      }
  }

  /// Whether what is looked up came with the call, or is the result of a step.
  fileprivate func isFromOutside(_ lookup: VariableLookup) -> Bool {
    lookup.path.first == "call" || lookup.path.first.flatMap { results.rowOfID[$0] } != nil
  }
}

/// Something that is taken out of a list or a map of a variable.
private struct VariableLookup {
  let place: Span
  /// The variable and the fields that follow at once.
  let path: [String]
}

extension CELExpression {
  /// What it takes out of the lists and maps of variables.
  fileprivate var variableLookups: [VariableLookup] {
    lookups.compactMap { place in
      references.first { $0.span.start == place.start }.map {
        VariableLookup(place: place, path: $0.path)
      }
    }
  }
}

/// What the expressions of a flow may ask about: what they read without taking it out of a list or a
/// map, in conditions and beside what they take.
private struct AskedPaths {
  private var asked: Set<[String]> = []
  /// All that what is asked about lies in, itself too.
  private var around: Set<[String]> = []

  init(_ compiled: [CELExpression?]) {
    for case let expression? in compiled where expression.type == .bool || expression.canFail {
      let taken = Set(expression.lookups.map(\.start))
      for reference in expression.references where !taken.contains(reference.span.start) {
        insert(reference.path)
      }
    }
  }

  private mutating func insert(_ path: [String]) {
    guard asked.insert(path).inserted else { return }
    for count in path.indices { around.insert(Array(path[...count])) }
  }

  /// Whether one of them is about a value, or about a part of it or a whole it is in.
  func areAbout(_ path: [String]) -> Bool {
    around.contains(path) || path.indices.contains { asked.contains(Array(path[...$0])) }
  }
}
