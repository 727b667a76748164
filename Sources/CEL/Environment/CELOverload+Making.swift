extension CELOverload {
  /// An overload `f(a)`, or `a.f()`, whose types follow from the closure.
  static func of<A: CELRepresentable, R: CELRepresentable>(
    member isMember: Bool = false,
    canFail: Bool = false,
    _ body: @escaping @Sendable (A) throws(CELFailure) -> R
  ) -> CELOverload {
    CELOverload(
      [A.celType],
      R.celType,
      isMember: isMember,
      canFail: canFail,
      .unary { value throws(CELFailure) in
        guard let value = A(cel: value) else { throw .mistyped([value]) }
        return try body(value).celValue
      }
    )
  }

  /// An overload `f(a, b)`, or `a.f(b)`, whose types follow from the closure.
  static func of<A: CELRepresentable, B: CELRepresentable, R: CELRepresentable>(
    member isMember: Bool = false,
    canFail: Bool = false,
    _ body: @escaping @Sendable (A, B) throws(CELFailure) -> R
  ) -> CELOverload {
    CELOverload(
      [A.celType, B.celType],
      R.celType,
      isMember: isMember,
      canFail: canFail,
      .binary { first, second throws(CELFailure) in
        guard let left = A(cel: first), let right = B(cel: second) else {
          throw .mistyped([first, second])
        }
        return try body(left, right).celValue
      }
    )
  }

  /// An overload `f(a, b, c)`, or `a.f(b, c)`, whose types follow from the closure.
  static func of<
    A: CELRepresentable,
    B: CELRepresentable,
    C: CELRepresentable,
    R: CELRepresentable
  >(
    member isMember: Bool = false,
    canFail: Bool = false,
    _ body: @escaping @Sendable (A, B, C) throws(CELFailure) -> R
  ) -> CELOverload {
    CELOverload(
      [A.celType, B.celType, C.celType],
      R.celType,
      isMember: isMember,
      canFail: canFail,
      .any { values throws(CELFailure) in
        guard values.count == 3, let first = A(cel: values[0]), let second = B(cel: values[1]),
          let third = C(cel: values[2])
        else { throw .mistyped(values) }
        return try body(first, second, third).celValue
      }
    )
  }
}

extension CELFailure {
  /// Arguments of kinds that an implementation does not take; the evaluator knows the name.
  static func mistyped(_ values: [CELValue]) -> CELFailure {
    let types = values.map(\.spokenTypeName).joined(separator: ", ")
    return CELFailure(.noSuchOverload, "no overload takes \(types)")
  }
}
