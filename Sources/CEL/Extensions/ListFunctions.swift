// The extension `lists` of cel-go. What takes a time that is not linear in the list says so by its
// cost, or has a limit of its own.
/// The functions on lists beyond the standard ones.
let listFunctions: [CELFunction] = [
  CELFunction(
    "distinct",
    "The elements of the list, each only where it first comes.",
    example: .init("[1, 2, 1].distinct()", "[1, 2]"),
    cost: .product,
    listOverload { values throws(CELFailure) in
      // Equality is across types of numbers and deep, so there is no hash that both sides share:
      // each element is compared with those kept.
      try requireSquare(values.count)
      var distinct: [CELValue] = []
      for value in values where !distinct.contains(where: { $0.isEqual(to: value) }) {
        distinct.append(value)
      }
      return distinct
    }
  ),
  CELFunction(
    "flatten",
    "The elements of the lists in the list.",
    example: .init("[[1], [2, 3]].flatten()", "[1, 2, 3]"),
    cost: .linear,
    CELOverload(
      // One level only: the type of a list flattened to any depth could not be said.
      [.list(.list(elementType))],
      .list(elementType),
      isMember: true,
      canFail: true,
      .unary(flattened)
    )
  ),
  CELFunction(
    "reverse",
    "The list in the opposite order.",
    example: .init("[1, 2].reverse()", "[2, 1]"),
    cost: .linear,
    listOverload { values in values.reversed() }
  ),
  CELFunction(
    "sort",
    "The list in the order of its elements, which must have one.",
    example: .init("[3, 1, 2].sort()", "[1, 2, 3]"),
    // n log n, of comparisons that a step each pays for.
    cost: .linear,
    listOverload(canFail: true, sorted)
  ),
  CELFunction(
    "slice",
    "The elements from one place up to, but without, another.",
    example: .init("[1, 2, 3].slice(1, 3)", "[2, 3]"),
    cost: .linear,
    CELOverload(
      [.list(elementType), .int, .int],
      .list(elementType),
      isMember: true,
      canFail: true,
      .any(sliced)
    )
  ),
  CELFunction(
    "first",
    "The first element, or none of an empty list.",
    example: .init("[1, 2].first().orValue(0)", "1"),
    endOverload { $0.first }
  ),
  CELFunction(
    "last",
    "The last element, or none of an empty list.",
    example: .init("[1, 2].last().orValue(0)", "2"),
    endOverload { $0.last }
  ),
  CELFunction(
    "lists.range",
    "The whole numbers from 0 up to, but without, the one given.",
    example: .init("lists.range(3)", "[0, 1, 2]"),
    .of(canFail: true) { (count: Int64) throws(CELFailure) in
      // A negative count makes an empty list, as in cel-go.
      let count = Int(clamping: max(0, count))
      return try withinList(count, (0..<count).map { Int64($0) })
    }
  ),
]

private let elementType = CELType.parameter("T")

/// An overload that makes a list of a list.
private func listOverload(
  canFail: Bool = false,
  _ body: @escaping @Sendable ([CELValue]) throws(CELFailure) -> [CELValue]
) -> CELOverload {
  CELOverload(
    [.list(elementType)],
    .list(elementType),
    isMember: true,
    canFail: canFail,
    .unary { value throws(CELFailure) in
      guard case .list(let values) = value else { throw .mistyped([value]) }
      return .list(try body(values))
    }
  )
}

private func endOverload(
  _ end: @escaping @Sendable ([CELValue]) -> CELValue?
) -> CELOverload {
  CELOverload(
    [.list(elementType)],
    .optional(elementType),
    isMember: true,
    .unary { value throws(CELFailure) in
      guard case .list(let values) = value else { throw .mistyped([value]) }
      return .optional(end(values))
    }
  )
}

private func flattened(_ value: CELValue) throws(CELFailure) -> CELValue {
  guard case .list(let lists) = value else { throw .mistyped([value]) }
  var elements: [CELValue] = []
  for list in lists {
    guard case .list(let values) = list else { throw .mistyped([list]) }
    // Before they are joined: lists in a list may be one list many times.
    elements = try withinList(elements.count + values.count, elements + values)
  }
  return .list(elements)
}

private func sliced(_ values: [CELValue]) throws(CELFailure) -> CELValue {
  guard values.count == 3, case .list(let list) = values[0], case .int(let start) = values[1],
    case .int(let end) = values[2]
  else { throw .mistyped(values) }
  // Never clipped: a part that is not there is the author's mistake.
  guard start >= 0, start <= end, end <= Int64(list.count) else {
    throw CELFailure(
      .indexOutOfRange,
      "a list of \(list.count) has no part from \(start) to \(end)"
    )
  }
  return .list(Array(list[Int(start)..<Int(end)]))
}

private func sorted(_ values: [CELValue]) throws(CELFailure) -> [CELValue] {
  guard let first = values.first else { return [] }
  for value in values {
    // Checked before sorting, which needs a total order: NaN has none, and with it the result would
    // depend on the algorithm.
    guard let order = compare(value, first), order != .unordered else {
      throw CELFailure(.noSuchOverload, "these elements have no order")
    }
  }
  // Elements that are equal keep their order: the standard library's sort is stable.
  return values.sorted { compare($0, $1) == .before }
}

private func requireSquare(_ count: Int) throws(CELFailure) {
  guard count <= CELLimits.distinctElements else {
    throw CELFailure(.limit, "`distinct` takes at most \(CELLimits.distinctElements) elements")
  }
}
