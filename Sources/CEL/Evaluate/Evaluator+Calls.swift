extension Program {
  // Calls of one and of two arguments, nearly all there are, need no array for them.
  func call(
    _ function: Int,
    _ argument: CELValue,
    _ run: inout Run
  ) throws(CELFailure) -> CELValue {
    try charge(function, argument, .null, &run)
    // The checker knew the type: no value is looked at to choose.
    if case .unary(let apply) = functions[function].chosen { return try apply(argument) }
    return try dispatch(functions[function], [argument])
  }

  func call(
    _ function: Int,
    _ first: CELValue,
    _ second: CELValue,
    _ run: inout Run
  ) throws(CELFailure) -> CELValue {
    try charge(function, first, second, &run)
    if case .binary(let apply) = functions[function].chosen { return try apply(first, second) }
    return try dispatch(functions[function], [first, second])
  }

  func call(
    _ function: Int,
    _ places: TableRange,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> CELValue {
    var arguments: [CELValue] = []
    arguments.reserveCapacity(places.count)
    var weight = 0
    for place in operands[places] {
      let value = try evaluate(place, &run, lookup)
      weight += value.weight
      arguments.append(value)
    }
    // Charged once the arguments are known and before the work: over the limit nothing is done.
    try run.charge(functions[function].cost.steps(weight, 0))
    return try dispatch(functions[function], arguments)
  }

  /// Charges a call before it is made, by the weight of what it works on: a call over the limit
  /// does no work, and a text of a mebibyte is not searched for the price of a short one.
  private func charge(
    _ function: Int,
    _ first: CELValue,
    _ second: CELValue,
    _ run: inout Run
  ) throws(CELFailure) {
    if case .constant(let steps) = functions[function].cost { return try run.charge(steps) }
    try run.charge(functions[function].cost.steps(first.weight, second.weight))
  }

  private func dispatch(
    _ function: BoundFunction,
    _ arguments: [CELValue]
  ) throws(CELFailure) -> CELValue {
    if let chosen = function.chosen { return try chosen.apply(arguments) }
    // Where an argument is `dyn` the checker could not choose; their order decides, as there.
    for overload in function.overloads where overload.admits(arguments) {
      return try overload.implementation.apply(arguments)
    }
    throw .noOverload(function.name, arguments)
  }
}

extension CELFunction.Cost {
  /// What a call costs for arguments of these weights.
  func steps(_ first: Int, _ second: Int) -> Int {
    switch self {
    case .constant(let steps): steps
    case .linear: 1 &+ first &+ second
    // Each factor is held below 2^31, so that the product cannot wrap around to something cheap.
    case .product: 1 &+ min(first &+ 1, 1 << 31) &* min(second &+ 1, 1 << 31)
    }
  }
}

extension CELOverload {
  /// Whether the overload takes values of these kinds.
  fileprivate func admits(_ values: [CELValue]) -> Bool {
    zip(signature.parameters, values).allSatisfy { $0.admits($1) }
  }
}

extension CELOverload.Implementation {
  func apply(_ arguments: [CELValue]) throws(CELFailure) -> CELValue {
    switch self {
    case .nullary(let apply) where arguments.isEmpty: try apply()
    case .unary(let apply) where arguments.count == 1: try apply(arguments[0])
    case .binary(let apply) where arguments.count == 2: try apply(arguments[0], arguments[1])
    case .any(let apply): try apply(arguments)
    case .nullary, .unary, .binary: throw .mistyped(arguments)
    }
  }
}

extension CELType {
  /// Whether the value is of the type, as far as its outermost kind says.
  func admits(_ value: CELValue) -> Bool {
    switch self {
    // The elements of a list are not looked at: the overload does that, and says which one is
    // wrong.
    case .dyn, .parameter, .invalid: true
    case .null: if case .null = value { true } else { false }
    case .bool: if case .bool = value { true } else { false }
    case .int: if case .int = value { true } else { false }
    case .uint: if case .uint = value { true } else { false }
    case .double: if case .double = value { true } else { false }
    case .string: if case .string = value { true } else { false }
    case .bytes: if case .bytes = value { true } else { false }
    case .timestamp: if case .timestamp = value { true } else { false }
    case .duration: if case .duration = value { true } else { false }
    case .list: if case .list = value { true } else { false }
    case .map: if case .map = value { true } else { false }
    case .optional: if case .optional = value { true } else { false }
    case .type: if case .type = value { true } else { false }
    // A JSON object is a map until it is converted to the declared record.
    case .record: value.isRecordOrMap
    case .abstract(let type): value.isRecord(named: type.name)
    case .opaque(let name, _): value.isRecord(named: name)
    }
  }
}

extension CELValue {
  fileprivate var isRecordOrMap: Bool {
    switch self {
    case .record, .map: true
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list,
      .optional, .type:
      false
    }
  }

  fileprivate func isRecord(named name: String) -> Bool {
    if case .record(let record) = self { areSameText(record.typeName, name) } else { false }
  }
}

extension CELValue {
  /// How much of it there is to go through, in units of 16 bytes or one element.
  var weight: Int {
    switch self {
    case .string(let text): text.utf8.count / 16
    case .bytes(let bytes): bytes.count / 16
    case .list(let values): values.count
    case .map(let map): map.count
    // A record has the fields its type declares, however large they are: it is never gone through
    // as a whole but where it is compared, and there `CELLimits.valueDepth` bounds it.
    case .null, .bool, .int, .uint, .double, .timestamp, .duration, .optional, .record, .type: 0
    }
  }
}
