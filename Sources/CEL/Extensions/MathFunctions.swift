// The extension `math` of cel-go. `greatest` and `least` of several arguments are macros: the
// parser makes one list of them.
/// The functions of the name space `math`.
let mathFunctions: [CELFunction] = [
  CELFunction(
    "math.greatest",
    "The greatest of the numbers, or of the numbers of a list.",
    example: .init("math.greatest(1, 5, 3)", "5"),
    cost: .linear,
    .of { (value: Int64) in value },
    .of { (value: UInt64) in value },
    .of { (value: Double) in value },
    extremeOverload(.int, .after),
    extremeOverload(.uint, .after),
    extremeOverload(.double, .after),
    extremeOverload(.dyn, .after)
  ),
  CELFunction(
    "math.least",
    "The least of the numbers, or of the numbers of a list.",
    example: .init("math.least([2.5, 1.5])", "1.5"),
    cost: .linear,
    .of { (value: Int64) in value },
    .of { (value: UInt64) in value },
    .of { (value: Double) in value },
    extremeOverload(.int, .before),
    extremeOverload(.uint, .before),
    extremeOverload(.double, .before),
    extremeOverload(.dyn, .before)
  ),
  rounding(
    "math.ceil",
    "The least whole number that is not less.",
    .init("math.ceil(1.2)", "2.0"),
    .up
  ),
  rounding(
    "math.floor",
    "The greatest whole number that is not more.",
    .init("math.floor(-1.2)", "-2.0"),
    .down
  ),
  rounding(
    "math.round",
    "The nearest whole number; halves go away from zero.",
    .init("math.round(1.5)", "2.0"),
    .toNearestOrAwayFromZero
  ),
  rounding(
    "math.trunc",
    "The number without what stands after the point.",
    .init("math.trunc(-1.9)", "-1.0"),
    .towardZero
  ),
  CELFunction(
    "math.abs",
    "The number without its sign.",
    example: .init("math.abs(-2)", "2"),
    .of(canFail: true) { (value: Int64) throws(CELFailure) in
      // The least int has no positive one.
      guard value != .min else { throw .overflow("`math.abs(\(value))`") }
      return abs(value)
    },
    .of { (value: UInt64) in value },
    .of { (value: Double) in value.magnitude }
  ),
  CELFunction(
    "math.sign",
    "-1, 0 or 1, as the number is below, at or above zero.",
    example: .init("math.sign(-2.5)", "-1.0"),
    .of { (value: Int64) in value.signum() },
    .of { (value: UInt64) in UInt64(value == 0 ? 0 : 1) },
    // NaN and the two zeros are their own sign.
    .of { (value: Double) in value > 0 ? 1.0 : value < 0 ? -1.0 : value }
  ),
  CELFunction(
    "math.sqrt",
    "The square root; NaN for a number below zero.",
    example: .init("math.sqrt(2.25)", "1.5"),
    .of { (value: Double) in value.squareRoot() },
    .of { (value: Int64) in Double(value).squareRoot() },
    .of { (value: UInt64) in Double(value).squareRoot() }
  ),
  CELFunction(
    "math.isInf",
    "Whether the number is infinite.",
    example: .init("math.isInf(1.0 / 0.0)", "true"),
    .of { (value: Double) in value.isInfinite }
  ),
  CELFunction(
    "math.isNaN",
    "Whether the number is NaN.",
    example: .init("math.isNaN(0.0 / 0.0)", "true"),
    .of { (value: Double) in value.isNaN }
  ),
  CELFunction(
    "math.isFinite",
    "Whether the number is neither infinite nor NaN.",
    example: .init("math.isFinite(1.5)", "true"),
    .of { (value: Double) in value.isFinite }
  ),
]

/// The functions of the name space `math` that look at bits.
let bitFunctions: [CELFunction] = [
  CELFunction(
    "math.bitAnd",
    "The bits that both have.",
    example: .init("math.bitAnd(5, 3)", "1"),
    .of { (left: Int64, right: Int64) in left & right },
    .of { (left: UInt64, right: UInt64) in left & right }
  ),
  CELFunction(
    "math.bitOr",
    "The bits that one of them has.",
    example: .init("math.bitOr(5, 3)", "7"),
    .of { (left: Int64, right: Int64) in left | right },
    .of { (left: UInt64, right: UInt64) in left | right }
  ),
  CELFunction(
    "math.bitXor",
    "The bits that exactly one of them has.",
    example: .init("math.bitXor(5, 3)", "6"),
    .of { (left: Int64, right: Int64) in left ^ right },
    .of { (left: UInt64, right: UInt64) in left ^ right }
  ),
  CELFunction(
    "math.bitNot",
    "The bits that it does not have.",
    example: .init("math.bitNot(0)", "-1"),
    .of { (value: Int64) in ~value },
    .of { (value: UInt64) in ~value }
  ),
  CELFunction(
    "math.bitShiftLeft",
    "The bits moved up by so many places; 0 from 64 places on.",
    example: .init("math.bitShiftLeft(1, 4)", "16"),
    .of(canFail: true) { (value: Int64, places: Int64) throws(CELFailure) in
      Int64(bitPattern: UInt64(bitPattern: value) << (try shift(places)))
    },
    .of(canFail: true) { (value: UInt64, places: Int64) throws(CELFailure) in
      value << (try shift(places))
    }
  ),
  CELFunction(
    "math.bitShiftRight",
    "The bits moved down by so many places, zeros following; 0 from 64 places on.",
    example: .init("math.bitShiftRight(16, 2)", "4"),
    .of(canFail: true) { (value: Int64, places: Int64) throws(CELFailure) in
      // Zeros follow, also for negative numbers: the bits are moved, not the number divided.
      Int64(bitPattern: UInt64(bitPattern: value) >> (try shift(places)))
    },
    .of(canFail: true) { (value: UInt64, places: Int64) throws(CELFailure) in
      value >> (try shift(places))
    }
  ),
]

/// Swift's shifts by 64 or more give zero, as the language wants.
private func shift(_ places: Int64) throws(CELFailure) -> UInt64 {
  guard places >= 0 else {
    throw CELFailure(.malformedValue, "bits cannot move by \(places) places")
  }
  return UInt64(places)
}

private func rounding(
  _ name: String,
  _ documentation: String,
  _ example: CELFunction.Example,
  _ rule: FloatingPointRoundingRule
) -> CELFunction {
  CELFunction(
    name,
    documentation,
    example: example,
    .of { (value: Double) in value.rounded(rule) }
  )
}

/// An overload that takes a list and gives the number that comes last in the order asked for.
private func extremeOverload(_ element: CELType, _ wanted: Comparison) -> CELOverload {
  CELOverload(
    [.list(element)],
    element,
    canFail: true,
    .unary { value throws(CELFailure) in
      guard case .list(let values) = value else { throw .mistyped([value]) }
      guard var extreme = values.first else {
        throw CELFailure(.malformedValue, "an empty list has no greatest and no least number")
      }
      for value in values {
        // A `dyn` list may hold anything.
        guard value.isNumber, extreme.isNumber else { throw .mistyped([value]) }
        // Of equals the first stays, with its own type.
        if compare(value, extreme) == wanted { extreme = value }
      }
      return extreme
    }
  )
}
