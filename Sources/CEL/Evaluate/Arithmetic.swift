extension Program {
  /// Applies an operator to its operands.
  func apply(
    _ binary: BinaryOperator,
    _ left: CELValue,
    _ right: CELValue,
    _ run: inout Run
  ) throws(CELFailure) -> CELValue {
    switch binary {
    case .equal:
      // Equality stops where the lighter value ends, so that is all it costs.
      try run.charge(min(left.weight, right.weight))
      return .bool(left.isEqual(to: right))
    case .notEqual:
      try run.charge(min(left.weight, right.weight))
      return .bool(!left.isEqual(to: right))
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      try run.charge(min(left.weight, right.weight))
      // Only kinds with one order get here once checked; a `dyn` can still hold any two.
      guard let order = compare(left, right) else {
        throw CELFailure.noOverload(binary.rawValue, [left, right])
      }
      return .bool(binary.holds(order))
    // Charged where it is known what is gone through.
    case .isIn: return .bool(try isMember(left, of: right, &run))
    case .add:
      try run.charge(left.weight + right.weight)
      return try sum(left, right)
    case .subtract: return try difference(left, right)
    case .multiply: return try product(left, right)
    case .divide: return try quotient(left, right)
    case .remainder: return try remainder(left, right)
    }
  }

  /// Whether a value is an element of a list, or a key of a map; equality is CEL's, across the
  /// types of numbers (cel-spec, "Membership").
  private func isMember(
    _ value: CELValue,
    of collection: CELValue,
    _ run: inout Run
  ) throws(CELFailure) -> Bool {
    switch collection {
    case .list(let values):
      // Elements are compared one by one; a map is asked for its key at once.
      try run.charge(values.count)
      return values.contains { $0.isEqual(to: value) }
    case .map(let map): return map[value] != nil
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .optional,
      .record, .type:
      throw .noOverload("in", [value, collection])
    }
  }
}

extension BinaryOperator {
  /// Whether a comparison with that outcome makes the operator true.
  fileprivate func holds(_ order: Comparison) -> Bool {
    switch order {
    // NaN is neither before, after nor the same (IEEE 754): every comparison is false.
    case .unordered: false
    case .before: self == .less || self == .lessOrEqual
    case .same: self == .lessOrEqual || self == .greaterOrEqual
    case .after: self == .greater || self == .greaterOrEqual
    }
  }
}

/// Negates a number; a uint has no opposite (cel-spec, "Arithmetic").
func negated(_ value: CELValue) throws(CELFailure) -> CELValue {
  switch value {
  case .int(let number):
    // The one number whose opposite 64 bits cannot hold.
    guard number != .min else { throw .overflow("`-(\(number))`") }
    return .int(-number)
  case .double(let number): return .double(-number)
  case .null, .bool, .uint, .string, .bytes, .timestamp, .duration, .list, .map, .optional,
    .record, .type:
    throw .noOverload("-", [value])
  }
}

/// Adds, or joins texts, bytes and lists.
///
/// Whole numbers never wrap around: overflow is an error (cel-spec, "Overflow"), and types are never
/// mixed.
private func sum(_ left: CELValue, _ right: CELValue) throws(CELFailure) -> CELValue {
  switch (left, right) {
  case (.int(let left), .int(let right)):
    .int(try checked(left.addingReportingOverflow(right), "+", left, right))
  case (.uint(let left), .uint(let right)):
    .uint(try checked(left.addingReportingOverflow(right), "+", left, right))
  case (.double(let left), .double(let right)): .double(left + right)
  case (.string(let left), .string(let right)):
    // The length is looked at before the text is made: doubling in a macro must not fill memory.
    .string(try withinText(left.utf8.count + right.utf8.count, left + right))
  case (.bytes(let left), .bytes(let right)):
    .bytes(try withinText(left.count + right.count, left + right))
  case (.list(let left), .list(let right)):
    .list(try withinList(left.count + right.count, left + right))
  case (.timestamp(let time), .duration(let length)),
    (.duration(let length), .timestamp(let time)):
    .timestamp(try required(time.adding(length), "the time"))
  case (.duration(let left), .duration(let right)):
    .duration(
      CELDuration(
        nanoseconds: try checked(
          left.nanoseconds.addingReportingOverflow(right.nanoseconds),
          "+",
          left.nanoseconds,
          right.nanoseconds
        )
      )
    )
  case (_, _): throw .noOverload("+", [left, right])
  }
}

/// Subtracts; the difference of two times is a duration, which holds about 292 years.
private func difference(_ left: CELValue, _ right: CELValue) throws(CELFailure) -> CELValue {
  switch (left, right) {
  case (.int(let left), .int(let right)):
    .int(try checked(left.subtractingReportingOverflow(right), "-", left, right))
  case (.uint(let left), .uint(let right)):
    .uint(try checked(left.subtractingReportingOverflow(right), "-", left, right))
  case (.double(let left), .double(let right)): .double(left - right)
  case (.timestamp(let time), .duration(let length)):
    .timestamp(try required(time.subtracting(length), "the time"))
  case (.timestamp(let left), .timestamp(let right)):
    .duration(try required(left.subtracting(right), "the duration"))
  case (.duration(let left), .duration(let right)):
    .duration(
      CELDuration(
        nanoseconds: try checked(
          left.nanoseconds.subtractingReportingOverflow(right.nanoseconds),
          "-",
          left.nanoseconds,
          right.nanoseconds
        )
      )
    )
  case (_, _): throw .noOverload("-", [left, right])
  }
}

/// Multiplies; doubles become infinite instead of failing (IEEE 754).
private func product(_ left: CELValue, _ right: CELValue) throws(CELFailure) -> CELValue {
  switch (left, right) {
  case (.int(let left), .int(let right)):
    .int(try checked(left.multipliedReportingOverflow(by: right), "*", left, right))
  case (.uint(let left), .uint(let right)):
    .uint(try checked(left.multipliedReportingOverflow(by: right), "*", left, right))
  case (.double(let left), .double(let right)): .double(left * right)
  case (_, _): throw .noOverload("*", [left, right])
  }
}

/// Divides; whole numbers toward zero, and by zero they fail, where doubles become infinite or NaN
/// (cel-spec, "Arithmetic").
private func quotient(_ left: CELValue, _ right: CELValue) throws(CELFailure) -> CELValue {
  switch (left, right) {
  case (.int(let left), .int(let right)):
    try requireDivisor(right)
    // The least int by -1 is the one quotient that 64 bits do not hold.
    return .int(try checked(left.dividedReportingOverflow(by: right), "/", left, right))
  case (.uint(let left), .uint(let right)):
    try requireDivisor(right)
    return .uint(left / right)
  case (.double(let left), .double(let right)): return .double(left / right)
  case (_, _): throw .noOverload("/", [left, right])
  }
}

/// The remainder has the sign of the left number; doubles have none (cel-spec, "Arithmetic").
private func remainder(_ left: CELValue, _ right: CELValue) throws(CELFailure) -> CELValue {
  switch (left, right) {
  case (.int(let left), .int(let right)):
    try requireDivisor(right)
    return .int(
      try checked(left.remainderReportingOverflow(dividingBy: right), "%", left, right)
    )
  case (.uint(let left), .uint(let right)):
    try requireDivisor(right)
    return .uint(left % right)
  case (_, _): throw .noOverload("%", [left, right])
  }
}

private func requireDivisor(_ divisor: some BinaryInteger) throws(CELFailure) {
  guard divisor != 0 else { throw CELFailure(.divisionByZero, "division by zero") }
}

/// The result, if it did not overflow; the failure shows the numbers, which the author needs to see
/// how it came about.
private func checked<Number: FixedWidthInteger>(
  _ result: (partialValue: Number, overflow: Bool),
  _ sign: String,
  _ left: Number,
  _ right: Number
) throws(CELFailure) -> Number {
  guard !result.overflow else { throw .overflow("`\(left) \(sign) \(right)`") }
  return result.partialValue
}

/// A time outside of the years 1 to 9999, or a duration of more than 64 bits of nanoseconds, is an
/// overflow (cel-spec, "Timestamps").
private func required<Value>(_ value: Value?, _ what: String) throws(CELFailure) -> Value {
  guard let value else { throw .overflow(what) }
  return value
}

/// The text or bytes, if they are not longer than a value may be.
///
/// The value is a closure, so that it is not even made where it would be too long.
func withinText<Value>(
  _ count: Int,
  _ value: @autoclosure () throws(CELFailure) -> Value
) throws(CELFailure) -> Value {
  guard count <= CELLimits.stringBytes else {
    throw CELFailure(.limit, "a text of more than \(CELLimits.stringBytes) bytes")
  }
  return try value()
}

/// The list, if it has no more elements than a value may have.
func withinList<Value>(
  _ count: Int,
  _ value: @autoclosure () throws(CELFailure) -> Value
) throws(CELFailure) -> Value {
  guard count <= CELLimits.listElements else {
    throw CELFailure(.limit, "a list of more than \(CELLimits.listElements) elements")
  }
  return try value()
}
