internal import Diagnostics

/// Gives a variable's value.
typealias Lookup = (CELVariable) throws(CELFailure) -> CELValue?

extension Program {
  /// Evaluates the operation at that place.
  func evaluate(_ place: Int, _ run: inout Run, _ lookup: Lookup) throws(CELFailure) -> CELValue {
    do throws(CELFailure) {
      // Each operation costs a step at least: what is not charged for could be repeated for ever.
      try run.charge(1)
      switch operations[place] {
      case .constant(let index): return constants[index]
      case .variable(let index): return try value(of: variables[index], lookup)
      // A local is set by the macro around it before anything reads it.
      case .local(let slot): return run.slots[slot] ?? .null
      case .lazy(let slot, let value):
        // Computed at most once, and not at all if nothing reads it: a value that fails must not
        // fail a body that never asks for it.
        if let known = run.slots[slot] { return known }
        let computed = try evaluate(value, &run, lookup)
        run.slots[slot] = computed
        return computed
      case .select(let operand, let name):
        return try selectField(try evaluate(operand, &run, lookup), names[name])
      case .optionalSelect(let operand, let name):
        return try selectOptionalField(try evaluate(operand, &run, lookup), names[name])
      case .has(let operand, let name):
        return .bool(try hasField(try evaluate(operand, &run, lookup), names[name]))
      case .index(let left, let right):
        let collection = try evaluate(left, &run, lookup)
        return try element(of: collection, try evaluate(right, &run, lookup))
      case .optionalIndex(let left, let right):
        let collection = try evaluate(left, &run, lookup)
        return try optionalElement(of: collection, try evaluate(right, &run, lookup))
      case .negate(let operand): return try negated(try evaluate(operand, &run, lookup))
      case .not(let operand): return .bool(!(try bool(operand, "`!`", &run, lookup)))
      case .binary(let binary, let left, let right):
        // Left before right, so that the first failure in the text is the one that is told.
        let value = try evaluate(left, &run, lookup)
        return try apply(binary, value, try evaluate(right, &run, lookup), &run)
      case .and(let places): return .bool(!(try decide(places, on: false, &run, lookup)))
      case .or(let places): return .bool(try decide(places, on: true, &run, lookup))
      case .conditional(let condition, let yes, let no):
        let chosen = try bool(condition, "`?`", &run, lookup) ? yes : no
        return try evaluate(chosen, &run, lookup)
      case .unaryCall(let function, let argument):
        return try call(function, try evaluate(argument, &run, lookup), &run)
      case .binaryCall(let function, let first, let second):
        let value = try evaluate(first, &run, lookup)
        return try call(function, value, try evaluate(second, &run, lookup), &run)
      case .call(let function, let places):
        return try call(function, places, &run, lookup)
      case .list(let places): return try list(places, &run, lookup)
      case .map(let places): return try map(places, &run, lookup)
      case .loop(let index): return try loop(loops[index], &run, lookup)
      case .bind(let slot, _, let body):
        // Inside a loop the slot still has the value of the round before.
        run.slots[slot] = nil
        return try evaluate(body, &run, lookup)
      case .optionalMap(let operand, let slot, let body, let isFlat):
        guard let wrapped = try optional(operand, &run, lookup) else { return .optional(nil) }
        run.slots[slot] = wrapped
        if isFlat { return .optional(try optional(body, &run, lookup)) }
        return .optional(try evaluate(body, &run, lookup))
      case .fail(let index): throw failures[index]
      }
    } catch {
      // The innermost part that fails gives the place; those around it pass it on.
      throw placed(error, place)
    }
  }

  /// The failure with the operation's place, unless a part of it has put in its own.
  private func placed(_ failure: CELFailure, _ place: Int) -> CELFailure {
    guard failure.span == .none else { return failure }
    var placed = failure
    placed.span = source.span(of: ranges[place])
    return placed
  }

  private func value(of variable: CELVariable, _ lookup: Lookup) throws(CELFailure) -> CELValue {
    // A checked flow sets what it reads (SEMANTICS, P3); this is for variables that a host leaves
    // out.
    if let value = try lookup(variable) { return value }
    throw CELFailure(.unknownName, "`\(variable.name)` has no value")
  }

  /// Evaluates an operand that must be a bool.
  func bool(
    _ place: Int,
    _ user: StaticString,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> Bool {
    let value = try evaluate(place, &run, lookup)
    guard case .bool(let flag) = value else {
      throw CELFailure(.noSuchOverload, "\(user) needs a bool, not a \(value.spokenTypeName)")
    }
    return flag
  }

  /// Evaluates an operand that must be an optional, and unwraps it.
  private func optional(
    _ place: Int,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> CELValue? {
    let value = try evaluate(place, &run, lookup)
    guard case .optional(let wrapped) = value else {
      throw CELFailure(.noSuchOverload, "a \(value.spokenTypeName) is no optional")
    }
    return wrapped
  }

  /// Whether one of the operands is what decides.
  ///
  /// It does so even where another one fails; but nothing hides that the limit of the cost is
  /// passed.
  private func decide(
    _ places: TableRange,
    on deciding: Bool,
    _ run: inout Run,
    _ lookup: Lookup
  ) throws(CELFailure) -> Bool {
    var failure: CELFailure?
    var index = places.lowerBound
    while index < places.upperBound {
      do throws(CELFailure) {
        if try bool(operands[index], deciding ? "`||`" : "`&&`", &run, lookup) == deciding {
          return true
        }
      } catch {
        if error.kind == .limit { throw error }
        // The first failure is told, if no later operand decides (cel-spec, "Logical Operators").
        failure = failure ?? error
      }
      index += 1
    }
    if let failure { throw failure }
    return false
  }
}
