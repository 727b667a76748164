internal import Diagnostics

extension Parser {
  /// The call, or what it stands for if it is a macro.
  mutating func expand(_ call: Node.Call, _ range: Range<Int>) -> Node {
    // As in cel-spec, macros belong to the grammar: a host's function of one of their names and
    // counts of arguments is never reached.
    if let expansion = expansion(of: call, range) { return expansion }
    return make(.call(call), range)
  }

  private mutating func expansion(of call: Node.Call, _ range: Range<Int>) -> Node? {
    guard let target = call.target else {
      return call.function == "has" ? expandHas(call, range) : nil
    }
    // By name alone, before anything is resolved: macros are expanded while reading (cel-spec,
    // "Macros").
    if case .name(let space, _) = target.kind {
      if space == "cel", let node = expandNamespaced(call, range) { return node }
      if space == "math", call.function == "greatest" || call.function == "least" {
        return expandExtreme(call, target, range)
      }
    }
    switch call.function {
    case "optMap": return expandOptional(call, target, range, isFlat: false)
    case "optFlatMap": return expandOptional(call, target, range, isFlat: true)
    default: return expandLoop(call, target, range)
    }
  }

  /// `has(operand.field)`.
  private mutating func expandHas(_ call: Node.Call, _ range: Range<Int>) -> Node? {
    guard call.arguments.count == 1 else { return nil }
    guard case .select(let operand, let field, let isOptional) = call.arguments[0].kind else {
      // What could not be read was reported.
      if case .invalid = call.arguments[0].kind { return make(.invalid, range) }
      report(
        call.arguments[0].range,
        "`has` asks for a field, and this is none",
        help: "write `has(record.field)`"
      )
      return make(.invalid, range)
    }
    return make(.has(operand, field, isOptional: isOptional), range)
  }
}

// MARK: Loops

extension Parser {
  private mutating func expandLoop(
    _ call: Node.Call,
    _ target: Node,
    _ range: Range<Int>
  ) -> Node? {
    // A call with another count of arguments is no macro, and may be a function.
    guard let shape = LoopShape(call.function, call.arguments.count) else { return nil }
    var variables: [Node.Word] = []
    for argument in call.arguments.prefix(shape.variables) {
      guard let word = word(argument) else {
        report(
          argument.range,
          "`\(call.function)` takes a name for each element here",
          help: "write `\(shape.usage)`"
        )
        return make(.invalid, range)
      }
      // The second would hide the first.
      if variables.contains(where: { $0.name == word.name }) {
        report(argument.range, "`\(word.name)` names two things here")
        return make(.invalid, range)
      }
      variables.append(word)
    }
    let loop = Node.Comprehension(
      kind: shape.kind,
      range: target,
      variables: variables,
      condition: shape.hasCondition ? call.arguments[shape.variables] : nil,
      body: call.arguments[call.arguments.count - 1]
    )
    return make(.comprehension(loop), range)
  }

  /// The name that an argument is, if it is nothing else.
  private func word(_ node: Node) -> Node.Word? {
    guard case .name(let name, isRooted: false) = node.kind else { return nil }
    return Node.Word(name: name, range: node.range)
  }
}

/// What a loop's arguments mean, by its name and their count.
private struct LoopShape {
  let kind: Node.Comprehension.Kind
  let variables: Int
  let hasCondition: Bool
  let usage: String

  /// `exists_one` is cel-spec's spelling, `existsOne` that of the extension with two names; both
  /// are taken for both.
  init?(_ function: String, _ count: Int) {
    switch (function, count) {
    case ("all", 2): self.init(.all, 1, usage: "list.all(x, x > 0)")
    case ("exists", 2): self.init(.exists, 1, usage: "list.exists(x, x > 0)")
    case ("exists_one", 2), ("existsOne", 2):
      self.init(.existsOne, 1, usage: "list.exists_one(x, x > 0)")
    case ("filter", 2): self.init(.filter, 1, usage: "list.filter(x, x > 0)")
    case ("map", 2): self.init(.map, 1, usage: "list.map(x, x + 1)")
    case ("map", 3):
      self.init(.map, 1, hasCondition: true, usage: "list.map(x, x > 0, x + 1)")
    case ("all", 3): self.init(.all, 2, usage: "list.all(i, x, x > i)")
    case ("exists", 3): self.init(.exists, 2, usage: "list.exists(i, x, x > i)")
    case ("existsOne", 3), ("exists_one", 3):
      self.init(.existsOne, 2, usage: "list.existsOne(i, x, x > i)")
    case ("transformList", 3):
      self.init(.transformList, 2, usage: "list.transformList(i, x, x + i)")
    case ("transformList", 4):
      self.init(.transformList, 2, hasCondition: true, usage: "list.transformList(i, x, x > 0, x)")
    case ("transformMap", 3):
      self.init(.transformMap, 2, usage: "map.transformMap(k, v, v + 1)")
    case ("transformMap", 4):
      self.init(.transformMap, 2, hasCondition: true, usage: "map.transformMap(k, v, v > 0, v)")
    case ("transformMapEntry", 3):
      self.init(.transformMapEntry, 2, usage: "map.transformMapEntry(k, v, {v: k})")
    case ("transformMapEntry", 4):
      self.init(
        .transformMapEntry,
        2,
        hasCondition: true,
        usage: "map.transformMapEntry(k, v, v > 0, {v: k})"
      )
    case (_, _): return nil
    }
  }

  private init(
    _ kind: Node.Comprehension.Kind,
    _ variables: Int,
    hasCondition: Bool = false,
    usage: String
  ) {
    self.kind = kind
    self.variables = variables
    self.hasCondition = hasCondition
    self.usage = usage
  }
}

// MARK: Optionals, bindings and blocks

extension Parser {
  private mutating func expandOptional(
    _ call: Node.Call,
    _ target: Node,
    _ range: Range<Int>,
    isFlat: Bool
  ) -> Node? {
    guard call.arguments.count == 2 else { return nil }
    guard let word = word(call.arguments[0]) else {
      report(
        call.arguments[0].range,
        "`\(call.function)` takes a name for the value here",
        help: "write `optional.\(call.function)(x, x + 1)`"
      )
      return make(.invalid, range)
    }
    return make(.optionalMap(target, word, call.arguments[1], isFlat: isFlat), range)
  }

  /// `math.greatest(a, b, …)`: several arguments become one list.
  private mutating func expandExtreme(
    _ call: Node.Call,
    _ target: Node,
    _ range: Range<Int>
  ) -> Node? {
    // One argument is a number or a list, and a plain call.
    guard call.arguments.count > 1 else { return nil }
    let elements = call.arguments.map { Node.Element(value: $0, isOptional: false) }
    let bounds =
      call.arguments[0].range
      .lowerBound..<call.arguments[call.arguments.count - 1].range
      .upperBound
    let list = make(.list(elements), bounds)
    let call = Node.Call(
      function: call.function,
      functionRange: call.functionRange,
      isRooted: false,
      target: target,
      arguments: [list]
    )
    return make(.call(call), range)
  }

  /// `block`, `index`, `iterVar` and `accuVar` are for the conformance suite, which writes
  /// optimised trees with them.
  ///
  /// The macros of the name space `cel`.
  private mutating func expandNamespaced(_ call: Node.Call, _ range: Range<Int>) -> Node? {
    switch (call.function, call.arguments.count) {
    case ("bind", 3):
      guard let word = word(call.arguments[0]) else {
        report(
          call.arguments[0].range,
          "`cel.bind` takes a name here",
          help: "write `cel.bind(name, value, expression)`"
        )
        return make(.invalid, range)
      }
      return make(.bind(word, call.arguments[1], call.arguments[2]), range)
    case ("block", 2):
      guard case .list(let elements) = call.arguments[0].kind,
        elements.allSatisfy({ !$0.isOptional })
      else {
        report(call.arguments[0].range, "`cel.block` takes a list literal here")
        return make(.invalid, range)
      }
      return make(.block(elements.map(\.value), call.arguments[1]), range)
    case ("index", 1): return numbered("@index", call.arguments, range)
    case ("iterVar", 2): return numbered("@it", call.arguments, range)
    case ("accuVar", 2): return numbered("@ac", call.arguments, range)
    case (_, _): return nil
    }
  }

  /// A name that no author can write, made of the numbers.
  private mutating func numbered(
    _ prefix: String,
    _ arguments: [Node],
    _ range: Range<Int>
  ) -> Node? {
    var name = prefix
    for argument in arguments {
      guard case .literal(.int(let number)) = argument.kind, number >= 0 else {
        report(argument.range, "expected a whole number")
        return make(.invalid, range)
      }
      name += ":\(number)"
    }
    return make(.name(name, isRooted: false), range)
  }
}
