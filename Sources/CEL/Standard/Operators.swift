/// The types of one way to use an operator.
struct OperatorSignature: Sendable {
  let left: CELType
  let right: CELType
  let result: CELType
  /// Whether operands of these types can fail.
  let canFail: Bool
  let isGeneric: Bool

  init(_ left: CELType, _ right: CELType, _ result: CELType, canFail: Bool = false) {
    self.left = left
    self.right = right
    self.result = result
    self.canFail = canFail
    isGeneric = left.hasParameters
  }
}

extension BinaryOperator {
  /// The types it takes; `==`, `!=` and `in` have rules of their own.
  var signatures: [OperatorSignature] {
    switch self {
    case .equal, .notEqual, .isIn: []
    case .less, .lessOrEqual, .greater, .greaterOrEqual: Self.orders
    case .add: Self.sums
    case .subtract: Self.differences
    case .multiply: Self.products
    case .divide: Self.products
    case .remainder: Self.remainders
    }
  }

  /// Whether it only compares.
  var isComparison: Bool { fixedResult == .bool }

  /// The result, where it is the same for all types.
  var fixedResult: CELType? {
    switch self {
    case .equal, .notEqual, .isIn, .less, .lessOrEqual, .greater, .greaterOrEqual: .bool
    case .add, .subtract, .multiply, .divide, .remainder: nil
    }
  }

  /// Numbers compare across their types (cel-spec, "Ordering"); all else within one.
  private static let orders: [OperatorSignature] = {
    let numbers: [CELType] = [.int, .uint, .double]
    let others: [CELType] = [.string, .bool, .bytes, .timestamp, .duration]
    let across = numbers.flatMap { left in
      numbers.map { OperatorSignature(left, $0, .bool) }
    }
    return across + others.map { OperatorSignature($0, $0, .bool) }
  }()

  /// Never across types (cel-spec, "Arithmetic"): `1 + 1.0` is a mistake that `double(1)` makes
  /// good.
  ///
  /// Joining texts and lists can fail by its limit alone, which is no failure of the operands.
  private static let sums = [
    OperatorSignature(.int, .int, .int, canFail: true),
    OperatorSignature(.uint, .uint, .uint, canFail: true),
    OperatorSignature(.double, .double, .double),
    OperatorSignature(.string, .string, .string),
    OperatorSignature(.bytes, .bytes, .bytes),
    OperatorSignature(.list(.parameter("T")), .list(.parameter("T")), .list(.parameter("T"))),
    OperatorSignature(.timestamp, .duration, .timestamp, canFail: true),
    OperatorSignature(.duration, .timestamp, .timestamp, canFail: true),
    OperatorSignature(.duration, .duration, .duration, canFail: true),
  ]

  /// As sums, without what has no difference.
  private static let differences = [
    OperatorSignature(.int, .int, .int, canFail: true),
    OperatorSignature(.uint, .uint, .uint, canFail: true),
    OperatorSignature(.double, .double, .double),
    OperatorSignature(.timestamp, .timestamp, .duration, canFail: true),
    OperatorSignature(.timestamp, .duration, .timestamp, canFail: true),
    OperatorSignature(.duration, .duration, .duration, canFail: true),
  ]

  /// Multiplication and division.
  private static let products = [
    OperatorSignature(.int, .int, .int, canFail: true),
    OperatorSignature(.uint, .uint, .uint, canFail: true),
    OperatorSignature(.double, .double, .double),
  ]

  /// Whole numbers only (cel-spec, "Arithmetic").
  private static let remainders = [
    OperatorSignature(.int, .int, .int, canFail: true),
    OperatorSignature(.uint, .uint, .uint, canFail: true),
  ]
}
