/// What the type parameters of one expression have turned out to be.
struct Substitution {
  private var bindings: [String: CELType] = [:]
  /// Every change with what was there before, so that an attempt that fails can be taken back
  /// without having copied everything.
  private var journal: [(name: String, before: CELType?)] = []
  private var freshCount = 0
  /// Whether `null` joins the types that were nullable once (cel-spec, "legacy nullable types").
  var joinsNull = false

  /// A point to which everything learnt later can be taken back.
  var mark: Int { journal.count }

  /// Takes back what was learnt since the mark.
  mutating func rollBack(to mark: Int) {
    while journal.count > mark, let change = journal.popLast() {
      bindings[change.name] = change.before
    }
  }

  private mutating func learn(_ name: String, _ type: CELType) {
    journal.append((name, bindings[name]))
    bindings[name] = type
  }

  /// A parameter that nothing is known of yet.
  mutating func fresh() -> CELType {
    freshCount += 1
    return .parameter("#\(freshCount)")
  }

  /// The type with everything known put in, and parameters that stayed open replaced by `dyn`.
  func resolved(_ type: CELType) -> CELType {
    // Most types have none, and are not copied.
    guard type.hasParameters else { return type }
    return substituted(type).replacingParameters { _ in .dyn }
  }

  /// The type with everything known put in.
  func substituted(_ type: CELType) -> CELType {
    guard type.hasParameters, !bindings.isEmpty else { return type }
    return type.replacingParameters { name in
      // A binding may name further parameters; `bind` refuses circles, so this ends.
      bindings[name].map { substituted($0) } ?? .parameter(name)
    }
  }

  /// Whether a value of one type may stand where the other is expected, learning what parameters
  /// must be for that.
  mutating func assign(_ given: CELType, to expected: CELType) -> Bool {
    if case .parameter(let name) = expected {
      if bind(name, to: given) { return true }
      if bindings[name] != nil { return false }
    }
    // An empty list's element is whatever is expected of it.
    if case .parameter(let name) = given { return bind(name, to: expected) }
    // `dyn` goes everywhere, both ways (cel-spec, "Gradual type checking"); `invalid` too, so that
    // one mistake is one finding.
    if given.isUnknown || expected.isUnknown { return true }
    return assignParts(given, expected)
  }

  private mutating func assignParts(_ given: CELType, _ expected: CELType) -> Bool {
    switch (given, expected) {
    case (.list(let given), .list(let expected)), (.optional(let given), .optional(let expected)):
      assign(given, to: expected)
    case (.map(let givenKey, let givenValue), .map(let key, let value)):
      assign(givenKey, to: key) && assign(givenValue, to: value)
    case (.opaque(let givenName, let given), .opaque(let name, let expected)):
      givenName == name && given.count == expected.count
        && zip(given, expected).reduce(true) { $0 && assign($1.0, to: $1.1) }
    case (.abstract(let given), .abstract(let expected)):
      // A value of fewer kinds may stand where more are taken, and never the other way: this is the
      // check that keeps a Teams user out of a field for numbers.
      given.name == expected.name && given.kinds.isSubset(of: expected.kinds)
    case (.record(let given), .record(let expected)):
      given == expected
    case (_, _):
      given == expected
    }
  }

  /// Binds a parameter to a type, or keeps the more general one of what it is bound to and that.
  private mutating func bind(_ name: String, to type: CELType) -> Bool {
    let name = representative(of: name)
    if case .parameter(let other) = type {
      let other = representative(of: other)
      if other == name { return true }
      // The younger parameter follows the older one, so that chains stay short.
      guard bindings[other] != nil else {
        learn(other, .parameter(name))
        return true
      }
    }
    guard let bound = bindings[name] else {
      // The occurs check: a list that is its own element has no finite type.
      guard !substituted(type).mentions(parameter: name) else { return false }
      learn(name, type)
      return true
    }
    if bound == type { return true }
    guard let joined = join(bound, type) else { return false }
    if !substituted(joined).mentions(parameter: name) { learn(name, joined) }
    return true
  }

  /// The last parameter of the chain that the parameter begins.
  private func representative(of name: String) -> String {
    var name = name
    while case .parameter(let next) = bindings[name] { name = next }
    return name
  }

  /// The more general one of two types that go together, or nil if they do not.
  ///
  /// Kinds of one host type unite.
  mutating func join(_ left: CELType, _ right: CELType) -> CELType? {
    if case .abstract(let left) = left, case .abstract(let right) = right {
      guard left.name == right.name else { return nil }
      return .abstract(CELAbstractType(name: left.name, kinds: left.kinds.union(right.kinds)))
    }
    // Outside of flows only; a flow has optionals instead of null.
    if joinsNull, let joined = joinNull(left, right) { return joined }
    if let joined = joinParts(left, right) { return joined }
    if left == right { return left }
    let start = mark
    if !assign(right, to: left) {
      rollBack(to: start)
      guard assign(left, to: right) else {
        rollBack(to: start)
        return nil
      }
    }
    // Both were assignable: `list<dyn>` and `list<int>` make the more general, in either order.
    return isAtLeastAsGeneral(substituted(left), as: substituted(right)) ? left : right
  }

  private func joinNull(_ left: CELType, _ right: CELType) -> CELType? {
    if left == .null, right.wasNullable { return right }
    if right == .null, left.wasNullable { return left }
    return nil
  }

  /// Lists, maps and optionals of host types join their parts.
  private mutating func joinParts(_ left: CELType, _ right: CELType) -> CELType? {
    switch (left, right) {
    case (.list(.abstract(let left)), .list(.abstract(let right))):
      join(.abstract(left), .abstract(right)).map { .list($0) }
    case (.optional(.abstract(let left)), .optional(.abstract(let right))):
      join(.abstract(left), .abstract(right)).map { .optional($0) }
    case (_, _): nil
    }
  }

  /// Whether values of the two types can be equal: numbers across their kinds, kinds of one host
  /// type that have one in common, everything else as it is assigned.
  mutating func canBeEqual(_ left: CELType, _ right: CELType) -> Bool {
    switch (left, right) {
    case (.abstract(let left), .abstract(let right)):
      return left.name == right.name
        // No kinds means any: nothing is known of the value.
        && (left.kinds.isEmpty || right.kinds.isEmpty || !left.kinds.isDisjoint(with: right.kinds))
    case (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int),
      (.double, .uint):
      return true
    case (_, _):
      return join(left, right) != nil
    }
  }
}

extension CELType {
  /// Whether `null` was a value of the type before there were optionals.
  fileprivate var wasNullable: Bool {
    switch self {
    case .optional, .timestamp, .duration, .record, .abstract, .opaque: true
    case .dyn, .null, .bool, .int, .uint, .double, .string, .bytes, .list, .map, .type, .parameter,
      .invalid:
      false
    }
  }
}

/// Whether every value of the second type is one of the first, as far as `dyn` and open parameters
/// decide it.
private func isAtLeastAsGeneral(_ left: CELType, as right: CELType) -> Bool {
  switch (left, right) {
  case (.dyn, _), (.invalid, _), (.parameter, _): true
  case (_, .dyn), (_, .invalid), (_, .parameter): false
  case (.list(let left), .list(let right)), (.optional(let left), .optional(let right)):
    isAtLeastAsGeneral(left, as: right)
  case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
    isAtLeastAsGeneral(leftKey, as: rightKey) && isAtLeastAsGeneral(leftValue, as: rightValue)
  case (.opaque(_, let left), .opaque(_, let right)):
    zip(left, right).allSatisfy { isAtLeastAsGeneral($0, as: $1) }
  case (_, _): true
  }
}
