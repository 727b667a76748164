internal import Diagnostics

/// Lists, maps, indices and the macros that go through them.
extension Checker {
  /// Finds the type of a list literal: elements of different types make `list<dyn>` (cel-spec,
  /// "Aggregate literals" under type checking), and an empty list is a list of whatever it is used
  /// as.
  mutating func checkList(_ elements: [Node.Element]) -> CELType {
    var joined: CELType?
    for element in elements {
      joined = join(joined, elementType(element.value, isOptional: element.isOptional))
    }
    return .list(joined ?? substitution.fresh())
  }

  /// Finds the type of a map literal, its keys and values each as a list's elements.
  mutating func checkMap(_ node: Node, _ entries: [Node.Entry]) -> CELType {
    var keys: CELType?
    var values: CELType?
    for entry in entries {
      let key = check(entry.key).type
      checkKey(key, entry.key)
      // Two computed keys may turn out to be one, which is an error when it happens (cel-spec,
      // "Map": repeated keys).
      if entry.key.literalValue == nil { canFail[node.id] = true }
      keys = join(keys, key)
      values = join(values, elementType(entry.value, isOptional: entry.isOptional))
    }
    reportRepeatedKeys(node, entries)
    return .map(keys ?? substitution.fresh(), values ?? substitution.fresh())
  }

  /// The type that an element adds; one after `?` is an optional that may be left out.
  private mutating func elementType(_ node: Node, isOptional: Bool) -> CELType {
    let type = check(node).type
    guard isOptional else { return type }
    switch substitution.substituted(type) {
    case .optional(let wrapped): return wrapped
    case .dyn, .parameter:
      canFail[node.id] = true
      return .dyn
    case .invalid: return .invalid
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list, .map,
      .type, .record, .abstract, .opaque:
      canFail[node.id] = true
      report(
        .typeMismatch,
        node,
        "`?` needs an optional after it, and this is \(type.article)",
        help: "leave the `?` out"
      )
      return isLenient ? .dyn : .invalid
    }
  }

  /// The type of a collection's elements after one more; different types make `dyn`.
  private mutating func join(_ joined: CELType?, _ type: CELType) -> CELType {
    guard let joined else { return type }
    return substitution.join(joined, type) ?? .dyn
  }

  /// Keys are strings, bools, ints and uints (cel-spec, "Map"): a double would make the map depend
  /// on how two numbers are compared.
  private mutating func checkKey(_ type: CELType, _ node: Node) {
    switch substitution.substituted(type) {
    case .bool, .int, .uint, .string, .dyn, .parameter, .invalid: break
    case .null, .double, .bytes, .timestamp, .duration, .list, .map, .optional, .type, .record,
      .abstract, .opaque:
      report(
        .typeMismatch,
        node,
        "a map's key is a string, a bool or a whole number, and this is \(type.article)"
      )
    }
  }

  /// Notes where two literal keys are one.
  ///
  /// No finding: cel-spec makes it an error of evaluation, and the conformance cases evaluate it.
  private mutating func reportRepeatedKeys(_ node: Node, _ entries: [Node.Entry]) {
    var seen = CELMap()
    for entry in entries {
      guard let key = entry.key.literalValue, key.isMapKey else { continue }
      if !seen.insert(.null, forKey: key, replacing: false) { canFail[node.id] = true }
    }
  }

  mutating func checkIndex(
    _ node: Node,
    _ operand: Node,
    _ index: Node,
    isOptional: Bool
  ) -> CELType {
    // `x[?k]`, and any index on an optional, give an optional instead of failing (cel-spec proposal
    // 246, "Optional values"): they chain without asking at each link.
    let operandType = substitution.substituted(check(operand).type)
    let indexType = check(index).type
    var isGuarded = isOptional
    var collection = operandType
    if case .optional(let wrapped) = operandType {
      collection = substitution.substituted(wrapped)
      isGuarded = true
    }
    // A missing key, or an index out of range.
    canFail[node.id] = !isGuarded
    let element = elementType(of: collection, node, index, indexType)
    return isGuarded && element != .invalid ? .optional(element) : element
  }

  /// The field that has the key which is asked for in a record.
  private func indexHelp(_ node: Node, _ type: CELType) -> String? {
    guard case .index(let operand, let index, _) = node.kind, case .record(let record) = type else {
      return nil
    }
    if let name = index.literalText, record.field(name) != nil {
      return "write `\(text(operand)).\(name)`"
    }
    let maps = record.fields.filter { if case .map = $0.type { true } else { false } }
    guard !maps.isEmpty else { return nil }
    let written = maps.map { "`\(text(operand)).\($0.name)[\(text(index))]`" }
    return "write \(written.joined(separator: " or "))"
  }

  private mutating func elementType(
    of collection: CELType,
    _ node: Node,
    _ index: Node,
    _ indexType: CELType
  ) -> CELType {
    switch collection {
    case .list(let element):
      expectIndex(index, indexType, .int, "a list's index is an `int`")
      return element
    case .map(let key, let value):
      // Numbers are keys across their types: `{1: 'a'}[1u]` is there (cel-spec, "Equality").
      if !substitution.canBeEqual(indexType, key) {
        expectIndex(index, indexType, key, "this map's keys are \(key.article) each")
      }
      return value
    case .dyn, .parameter:
      canFail[node.id] = true
      return .dyn
    case .invalid: return .invalid
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .optional,
      .type, .record, .abstract, .opaque:
      canFail[node.id] = true
      guard !isLenient else { return .dyn }
      report(
        .typeMismatch,
        node,
        "only a list or a map has `[…]`, and this is \(collection.article)",
        help: collection == .string ? "write `text.charAt(index)`" : indexHelp(node, collection)
      )
      return .invalid
    }
  }

  private mutating func expectIndex(
    _ node: Node,
    _ type: CELType,
    _ expected: CELType,
    _ rule: String
  ) {
    guard !substitution.assign(type, to: expected) else { return }
    report(.typeMismatch, node, "\(rule), and this is \(substitution.resolved(type).article)")
  }
}

// MARK: Macros

extension Checker {
  /// What the names of a loop can be.
  private struct LoopTypes {
    /// What a single name is: the element or key.
    let element: CELType
    /// What the first of two names is: the index or key.
    let key: CELType
    /// What the second of two names is: the element or value.
    let value: CELType

    init(_ element: CELType, _ key: CELType, _ value: CELType) {
      self.element = element
      self.key = key
      self.value = value
    }
  }

  /// Checks a macro that goes through a list or map.
  ///
  /// The names are visible in condition and body only; the range is checked before they are, so
  /// that `x.map(x, x)` goes through the outer `x`.
  mutating func checkComprehension(_ loop: Node.Comprehension) -> CELType {
    let range = substitution.substituted(check(loop.range).type)
    let types = loopTypes(range, loop)
    enter(loop.variables[0], loop.variables.count == 1 ? types.element : types.key)
    if loop.variables.count == 2 { enter(loop.variables[1], types.value) }
    defer { leave(loop.variables.count) }
    // What the condition says of values is known in the body, and nowhere after the loop.
    let outer = facts
    defer { facts = outer }
    if let condition = loop.condition {
      let outcome = check(condition)
      expectBool(condition, outcome.type, "the condition is a bool")
      facts = outer.and(Narrowing(kinds: outcome.whenTrue.kinds))
    }
    return result(of: loop, check(loop.body).type, types)
  }

  private mutating func loopTypes(_ range: CELType, _ loop: Node.Comprehension) -> LoopTypes {
    switch range {
    case .list(let element): return LoopTypes(element, .int, element)
    // With one name a map gives its keys, with two keys and values (cel-spec, "Macros").
    case .map(let key, let value): return LoopTypes(key, key, value)
    case .dyn, .parameter:
      canFail[loop.range.id] = true
      return LoopTypes(.dyn, .dyn, .dyn)
    case .invalid: return LoopTypes(.invalid, .invalid, .invalid)
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .optional,
      .type, .record, .abstract, .opaque:
      canFail[loop.range.id] = true
      guard !isLenient else { return LoopTypes(.dyn, .dyn, .dyn) }
      report(
        .typeMismatch,
        loop.range,
        "`\(loop.kind.rawValue)` goes through a list or a map, and this is \(range.article)"
      )
      return LoopTypes(.invalid, .invalid, .invalid)
    }
  }

  private mutating func result(
    of loop: Node.Comprehension,
    _ body: CELType,
    _ types: LoopTypes
  ) -> CELType {
    switch loop.kind {
    case .all, .exists, .existsOne:
      expectBool(loop.body, body, "`\(loop.kind.rawValue)` asks a bool of each element")
      return .bool
    case .filter:
      expectBool(loop.body, body, "`filter` asks a bool of each element")
      return .list(types.element)
    case .map, .transformList: return .list(body)
    case .transformMap: return .map(types.key, body)
    case .transformMapEntry:
      // Two entries may make the same key.
      canFail[loop.body.id] = true
      if case .map = substitution.substituted(body) { return body }
      guard !isLenient, !body.isUnknown else { return .map(.dyn, .dyn) }
      report(
        .typeMismatch,
        loop.body,
        "`transformMapEntry` makes a map of each entry, and this is \(body.article)",
        help: "write `{key: value}`"
      )
      return .invalid
    }
  }

  /// Checks `cel.bind(name, value, body)`: what the body narrows, the whole narrows.
  mutating func checkBind(_ word: Node.Word, _ value: Node, _ body: Node) -> Outcome {
    let type = check(value).type
    enter(word, type)
    defer { leave(1) }
    return check(body)
  }

  /// Checks `x.optMap(name, body)` and, flat, `x.optFlatMap(name, body)` (cel-spec proposal 246).
  mutating func checkOptionalMap(
    _ operand: Node,
    _ word: Node.Word,
    _ body: Node,
    isFlat: Bool
  ) -> CELType {
    let type = substitution.substituted(check(operand).type)
    let wrapped: CELType
    switch type {
    case .optional(let inner): wrapped = inner
    case .dyn, .parameter:
      canFail[operand.id] = true
      wrapped = .dyn
    case .invalid: wrapped = .invalid
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list, .map,
      .type, .record, .abstract, .opaque:
      canFail[operand.id] = true
      wrapped = .invalid
      report(.typeMismatch, operand, "expected an optional, and this is \(type.article)")
    }
    enter(word, isLenient ? .dyn : wrapped)
    defer { leave(1) }
    let result = substitution.substituted(check(body).type)
    guard isFlat else { return .optional(result) }
    return flatResult(result, body)
  }

  private mutating func flatResult(_ result: CELType, _ body: Node) -> CELType {
    switch result {
    case .optional: return result
    case .dyn, .parameter:
      canFail[body.id] = true
      return .optional(.dyn)
    case .invalid: return .invalid
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .list, .map,
      .type, .record, .abstract, .opaque:
      canFail[body.id] = true
      report(
        .typeMismatch,
        body,
        "`optFlatMap` needs an optional here, and this is \(result.article)",
        help: "use `optMap`"
      )
      return isLenient ? .optional(.dyn) : .invalid
    }
  }

  /// Checks `cel.@block`, which other tools write for parts that are used several times.
  ///
  /// Each value of a block is visible to those after it, by its number.
  mutating func checkBlock(_ values: [Node], _ body: Node) -> Outcome {
    for (index, value) in values.enumerated() {
      let type = check(value).type
      enter(Node.Word(name: "@index:\(index)", range: value.range), type)
    }
    defer { leave(values.count) }
    return check(body)
  }
}
