// cel-spec proposal 246, "Optional values"; a flow has them instead of null.
/// Values that may be missing.
let optionalFunctions: [CELFunction] = [
  CELFunction(
    "optional.of",
    "An optional that holds the value.",
    example: .init("optional.of(1).value()", "1"),
    CELOverload(
      [wrappedType],
      .optional(wrappedType),
      .unary { value throws(CELFailure) in .optional(value) }
    )
  ),
  CELFunction(
    "optional.none",
    "An optional that holds nothing.",
    example: .init("optional.none().hasValue()", "false"),
    CELOverload([], .optional(wrappedType), .nullary { () throws(CELFailure) in .optional(nil) })
  ),
  CELFunction(
    "optional.ofNonZeroValue",
    "An optional that holds the value, or nothing if it is empty, zero, false or null.",
    example: .init("optional.ofNonZeroValue('').hasValue()", "false"),
    CELOverload(
      [wrappedType],
      .optional(wrappedType),
      .unary { value throws(CELFailure) in .optional(value.isZero ? nil : value) }
    )
  ),
  CELFunction(
    "hasValue",
    "Whether the optional holds a value.",
    example: .init("{'a': 1}.?a.hasValue()", "true"),
    CELOverload(
      [.optional(wrappedType)],
      .bool,
      isMember: true,
      .unary { value throws(CELFailure) in .bool(try wrapped(value) != nil) }
    )
  ),
  CELFunction(
    "value",
    "What the optional holds; fails if that is nothing.",
    example: .init("{'a': 1}.?a.value()", "1"),
    CELOverload(
      [.optional(wrappedType)],
      wrappedType,
      isMember: true,
      canFail: true,
      .unary { value throws(CELFailure) in
        guard let inner = try wrapped(value) else {
          throw CELFailure(.noValue, "this optional holds nothing")
        }
        return inner
      }
    )
  ),
  CELFunction(
    "orValue",
    "What the optional holds, or the other value if that is nothing.",
    example: .init("{'a': 1}.?b.orValue(2)", "2"),
    CELOverload(
      [.optional(wrappedType), wrappedType],
      wrappedType,
      isMember: true,
      // The other value is computed all the same; only operators and macros leave operands out.
      .binary { value, other throws(CELFailure) in try wrapped(value) ?? other }
    ),
    // A text that is surely there is itself: an author who provides for its absence is not wrong.
    .of(member: true) { (text: String, _: String) in text }
  ),
  CELFunction(
    "or",
    "The optional, or the other one if it holds nothing.",
    example: .init("{'a': 1}.?b.or(optional.of(3)).value()", "3"),
    CELOverload(
      [.optional(wrappedType), .optional(wrappedType)],
      .optional(wrappedType),
      isMember: true,
      .binary { value, other throws(CELFailure) in
        // Also where it is not needed: a `dyn` that is no optional is a mistake either way.
        _ = try wrapped(other)
        return try wrapped(value) == nil ? other : value
      }
    )
  ),
  CELFunction(
    "unwrapOpt",
    "What the optionals of the list hold, without those that hold nothing.",
    example: .init("[optional.of(1), optional.none()].unwrapOpt()", "[1]"),
    CELOverload(
      [.list(.optional(wrappedType))],
      .list(wrappedType),
      isMember: true,
      .unary { value throws(CELFailure) in
        guard case .list(let values) = value else { throw .mistyped([value]) }
        var inner: [CELValue] = []
        for value in values {
          if let value = try wrapped(value) { inner.append(value) }
        }
        return .list(inner)
      }
    )
  ),
]

/// The type parameter of the functions here.
private let wrappedType = CELType.parameter("T")

private func wrapped(_ value: CELValue) throws(CELFailure) -> CELValue? {
  guard case .optional(let wrapped) = value else { throw .mistyped([value]) }
  return wrapped
}

extension CELValue {
  /// cel-go's `IsZeroValue`.
  ///
  /// Whether it is the value that a variable of its type begins with.
  fileprivate var isZero: Bool {
    switch self {
    case .null, .optional(nil): true
    case .bool(let value): !value
    case .int(let value): value == 0
    case .uint(let value): value == 0
    case .double(let value): value == 0
    case .string(let value): value.isEmpty
    case .bytes(let value): value.isEmpty
    case .timestamp(let value): value.seconds == 0 && value.nanoseconds == 0
    case .duration(let value): value.nanoseconds == 0
    case .list(let value): value.isEmpty
    case .map(let value): value.count == 0
    case .optional, .record, .type: false
    }
  }
}
