internal import Diagnostics

extension Program {
  /// What one operation costs at most, its parts included, and what its value weighs at most.
  private struct Estimate {
    var cost: Int
    var weight = 0
  }

  /// The most that the whole program costs.
  var estimatedCost: Int {
    let estimates = estimates()
    return estimates.indices.contains(root) ? estimates[root].cost : 0
  }

  /// The finding for a program that may cost more than the limit; it points at the smallest part
  /// that alone does.
  func excess(over limit: Int) -> Diagnostic? {
    let estimates = estimates()
    // Parts stand before the whole, so the first that is over is the smallest.
    guard let place = estimates.firstIndex(where: { $0.cost > limit }) else { return nil }
    return Diagnostic(
      .expressionCost,
      .error,
      "this expression may cost \(estimates[root].cost) steps, and \(limit) are allowed",
      at: Diagnostic.Label(source.span(of: ranges[place]), "most of it is here"),
      help: "loop through less, or not inside another loop"
    )
  }

  /// The estimates of all operations.
  ///
  /// Parts stand before what they are parts of, so one pass does.
  private func estimates() -> [Estimate] {
    var estimates: [Estimate] = []
    estimates.reserveCapacity(operations.count)
    for operation in operations {
      var estimate = estimate(operation, estimates)
      // The step that `evaluate` charges for the operation itself.
      estimate.cost = saturatedSum(estimate.cost, 1)
      estimates.append(estimate)
    }
    return estimates
  }

  private func estimate(_ operation: Operation, _ known: [Estimate]) -> Estimate {
    switch operation {
    case .constant(let index): return Estimate(cost: 0, weight: constants[index].weight)
    case .variable(let index): return Estimate(cost: 0, weight: variableWeights[index])
    // What a loop's name holds is not known here: as much as is assumed of any value.
    case .local: return Estimate(cost: 0, weight: CELType.dyn.weight(hint: nil))
    case .lazy(_, let value): return Estimate(cost: 0, weight: known[value].weight)
    case .fail: return Estimate(cost: 0)
    case .select(let part, _), .optionalSelect(let part, _), .has(let part, _):
      return Estimate(cost: known[part].cost, weight: CELType.dyn.weight(hint: nil))
    case .index(let left, let right), .optionalIndex(let left, let right):
      let cost = saturatedSum(known[left].cost, known[right].cost)
      return Estimate(cost: cost, weight: CELType.dyn.weight(hint: nil))
    case .negate(let part), .not(let part): return Estimate(cost: known[part].cost)
    case .binary(let binary, let left, let right):
      return estimate(binary, known[left], known[right])
    case .and(let places), .or(let places): return Estimate(cost: sum(places, known).cost)
    case .conditional(let condition, let yes, let no):
      // One side only, the dearer.
      let cost = saturatedSum(known[condition].cost, max(known[yes].cost, known[no].cost))
      return Estimate(cost: cost, weight: max(known[yes].weight, known[no].weight))
    case .unaryCall(let function, let part):
      return estimate(functions[function], [known[part]])
    case .binaryCall(let function, let left, let right):
      return estimate(functions[function], [known[left], known[right]])
    case .call(let function, let places):
      return estimate(functions[function], operands[places].map { known[$0] })
    case .list(let places), .map(let places):
      let parts = entries[places].flatMap { [$0.key, $0.value].compactMap { $0 } }
      return Estimate(
        cost: parts.reduce(0) { saturatedSum($0, known[$1].cost) },
        weight: places.count
      )
    case .loop(let index): return estimate(loops[index], known)
    case .bind(_, let value, let body):
      // The value is computed once at most, however often the body reads it.
      let cost = saturatedSum(known[value].cost, known[body].cost)
      return Estimate(cost: cost, weight: known[body].weight)
    case .optionalMap(let part, _, let body, _):
      let cost = saturatedSum(known[part].cost, known[body].cost)
      return Estimate(cost: cost, weight: known[body].weight)
    }
  }

  private func estimate(
    _ binary: BinaryOperator,
    _ left: Estimate,
    _ right: Estimate
  ) -> Estimate {
    let parts = saturatedSum(left.cost, right.cost)
    let weight = saturatedSum(left.weight, right.weight)
    switch binary {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      return Estimate(cost: saturatedSum(parts, min(left.weight, right.weight)))
    case .isIn: return Estimate(cost: saturatedSum(parts, right.weight))
    // Two texts together can weigh one unit more than both.
    case .add: return Estimate(cost: saturatedSum(parts, weight), weight: saturatedSum(weight, 1))
    case .subtract, .multiply, .divide, .remainder: return Estimate(cost: parts)
    }
  }

  private func estimate(_ function: BoundFunction, _ arguments: [Estimate]) -> Estimate {
    let parts = arguments.reduce(0) { saturatedSum($0, $1.cost) }
    let weights = arguments.map(\.weight)
    let weight = weights.reduce(0, saturatedSum)
    let steps =
      weights.count == 2
      ? function.cost.steps(weights[0], weights[1]) : function.cost.steps(weight, 0)
    return Estimate(
      cost: saturatedSum(parts, steps),
      // A function may make more than it was given (`split`, `format`); what it makes at most is
      // not declared, so it counts as an unknown value.
      weight: max(weight, CELType.dyn.weight(hint: nil))
    )
  }

  private func estimate(_ loop: Loop, _ known: [Estimate]) -> Estimate {
    // The weight of a collection is the number of its elements.
    let rounds = known[loop.range].weight
    let condition = loop.condition.map { known[$0].cost } ?? 0
    var round = saturatedSum(condition, known[loop.body].cost)
    if loop.kind == .transformMapEntry {
      round = saturatedSum(round, saturatedProduct(known[loop.body].weight, 2 + rounds / 16))
    }
    let cost = saturatedSum(known[loop.range].cost, saturatedProduct(rounds, round))
    return Estimate(cost: cost, weight: rounds)
  }

  private func sum(_ places: TableRange, _ known: [Estimate]) -> Estimate {
    Estimate(cost: operands[places].reduce(0) { saturatedSum($0, known[$1].cost) })
  }
}

extension CELType {
  /// The most that a value of the type weighs, if it has at most so many bytes or elements.
  func weight(hint: Int?) -> Int {
    switch self {
    case .string, .bytes: (hint ?? CELLimits.assumedStringBytes) / 16
    case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type: 0
    case .dyn, .list, .map, .optional, .parameter, .record, .abstract, .opaque, .invalid:
      hint ?? CELLimits.assumedListElements
    }
  }
}

/// Nested loops over large lists pass 2^63 quickly: a sum stays at the end of the range, which is
/// over every limit, instead of wrapping around to something cheap.
private func saturatedSum(_ left: Int, _ right: Int) -> Int {
  let (sum, overflows) = left.addingReportingOverflow(right)
  return overflows ? .max : sum
}

private func saturatedProduct(_ left: Int, _ right: Int) -> Int {
  let (product, overflows) = left.multipliedReportingOverflow(by: right)
  return overflows ? .max : product
}
