/// How two values lie in the order of their kind.
enum Comparison {
  case before
  case same
  case after
  /// One of them is NaN.
  case unordered

  init<Value: Comparable>(_ left: Value, _ right: Value) {
    self = left < right ? .before : left == right ? .same : .after
  }
}

/// Compares two values, numbers across their kinds; nil where the kinds have no common order.
func compare(_ left: CELValue, _ right: CELValue) -> Comparison? {
  switch (left, right) {
  case (.int(let left), .int(let right)): Comparison(left, right)
  case (.uint(let left), .uint(let right)): Comparison(left, right)
  case (.double(let left), .double(let right)): compareDoubles(left, right)
  case (.string(let left), .string(let right)):
    // By scalars: Swift's own order is that of canonical equivalence.
    isTextBefore(left, right) ? .before : areSameText(left, right) ? .same : .after
  // By sign first: neither kind can hold all values of the other.
  case (.int(let left), .uint(let right)): left < 0 ? .before : Comparison(left.magnitude, right)
  case (.uint(let left), .int(let right)): right < 0 ? .after : Comparison(left, right.magnitude)
  case (.int(let left), .double(let right)): compareAsDoubles(left, right)
  case (.uint(let left), .double(let right)): compareAsDoubles(left, right)
  case (.double(let left), .int(let right)): compareAsDoubles(right, left).reversed
  case (.double(let left), .uint(let right)): compareAsDoubles(right, left).reversed
  case (.bool(let left), .bool(let right)): Comparison(left ? 1 : 0, right ? 1 : 0)
  case (.bytes(let left), .bytes(let right)):
    // Bytes by bytes, the shorter first where it begins the other (cel-spec, "Ordering").
    left.lexicographicallyPrecedes(right) ? .before : left == right ? .same : .after
  case (.timestamp(let left), .timestamp(let right)): Comparison(left, right)
  case (.duration(let left), .duration(let right)): Comparison(left, right)
  case (_, _): nil
  }
}

private func compareDoubles(_ left: Double, _ right: Double) -> Comparison {
  left.isNaN || right.isNaN ? .unordered : Comparison(left, right)
}

/// Compares a whole number with a double as two doubles, as the conformance suite has it.
private func compareAsDoubles(_ left: some BinaryInteger, _ right: Double) -> Comparison {
  compareDoubles(Double(left), right)
}

extension Comparison {
  fileprivate var reversed: Comparison {
    switch self {
    case .before: .after
    case .same: .same
    case .after: .before
    case .unordered: .unordered
    }
  }
}
