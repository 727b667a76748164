internal import Diagnostics

/// Turns a checked tree into a program, and computes what depends on nothing at once.
struct Compiler {
  private let tree: CheckedTree
  private(set) var program: Program
  /// Whether a part can fail that was not computed at once.
  private(set) var canFail = false
  /// The parts that look something up that may not be there.
  private(set) var lookups: [Range<Int>] = []
  /// The parts that fail whenever they are computed, with what each fails of.
  private(set) var failures: [(range: Range<Int>, failure: CELFailure)] = []
  private(set) var findings: [Diagnostic] = []
  private var locals: [Local] = []
  private var variablePlaces: [Int: Int] = [:]

  /// Calls that were made ready for a constant argument and cannot fail any more.
  private var prepared: Set<Int> = []

  /// A name that a macro introduced, with its slot.
  private struct Local {
    let name: String
    let slot: Int
    /// The operation that computes it, for a local that is computed when it is read.
    let value: Int?
  }

  /// How much computing in advance may cost.
  ///
  /// Far below an evaluation's: validating a folder of flows must not take longer because someone
  /// wrote a loop over constants.
  private static let foldingCost = 10_000

  init(_ tree: CheckedTree, _ source: SourceFragment) {
    self.tree = tree
    program = Program(source: source)
  }

  /// Compiles the whole tree.
  mutating func compile() {
    program.root = compile(tree.root)
    // Loops and bindings are not folded part by part; without a variable the whole is a constant.
    if program.variables.isEmpty { _ = fold(program.root) }
    // What failed in a part that was never reached does not matter to a constant.
    if case .constant = program.operations[program.root] {
      canFail = false
      failures = []
    }
  }

  /// Compiles one part and gives its place.
  private mutating func compile(_ node: Node) -> Int {
    let place = compileKind(node)
    if tree.canFail[node.id], !prepared.contains(node.id) {
      // A part that was computed here has shown that it does not fail.
      if case .constant = program.operations[place] {
      } else {
        canFail = true
        if tree.isLookup(node) { lookups.append(node.range) }
      }
    }
    return place
  }

  private mutating func compileKind(_ node: Node) -> Int {
    switch node.kind {
    case .literal(let value): return constant(value, node)
    case .name, .select: return compilePath(node)
    case .has(let operand, let field, _):
      return fold(.has(compile(operand), name: name(field.name)), node)
    case .index(let operand, let index, let isOptional):
      let (operand, index) = (compile(operand), compile(index))
      return fold(isOptional ? .optionalIndex(operand, index) : .index(operand, index), node)
    case .call(let call): return compileCall(node, call)
    case .negate(let operand): return fold(.negate(compile(operand)), node)
    case .not(let operand): return fold(.not(compile(operand)), node)
    case .binary(let binary, let left, let right):
      return fold(.binary(binary, compile(left), compile(right)), node)
    case .logical(let logical, let operands):
      let places = append(operands.map { compile($0) })
      return fold(logical == .and ? .and(places) : .or(places), node)
    case .conditional(let condition, let yes, let no):
      return fold(.conditional(compile(condition), compile(yes), compile(no)), node)
    case .list(let elements): return compileList(node, elements)
    case .map(let entries): return compileMap(node, entries)
    case .comprehension(let loop): return compileLoop(node, loop)
    case .bind(let word, let value, let body):
      return compileBinding(node, word.name, value) { $0.compile(body) }
    case .optionalMap(let operand, let word, let body, let isFlat):
      let operand = compile(operand)
      let slot = enter(word.name)
      defer { locals.removeLast() }
      let body = compile(body)
      return emit(.optionalMap(operand, slot: slot, body: body, isFlat: isFlat), node)
    case .block(let values, let body): return compileBlock(node, values[...], body)
    case .message, .invalid: return compileResolution(node)
    }
  }
}

// MARK: Names

extension Compiler {
  private mutating func compilePath(_ node: Node) -> Int {
    if tree.resolutions[node.id] != nil { return compileResolution(node) }
    guard case .select(let operand, let field, let isOptional) = node.kind else {
      return fail(CELFailure(.unknownName, "this name means nothing"), node)
    }
    let place = compile(operand)
    let name = name(field.name)
    return fold(isOptional ? .optionalSelect(place, name: name) : .select(place, name: name), node)
  }

  private mutating func compileResolution(_ node: Node) -> Int {
    switch tree.resolutions[node.id] {
    case .variable(let variable): return emit(.variable(place(of: variable)), node)
    case .local(let name):
      guard let local = locals.last(where: { areSameText($0.name, name) }) else {
        return fail(CELFailure(.unknownName, "there is no `\(name)`"), node)
      }
      return emit(local.value.map { .lazy(slot: local.slot, $0) } ?? .local(slot: local.slot), node)
    case .type(let name): return constant(.type(name), node)
    case .failure(let failure): return fail(failure, node)
    case .call, nil: return fail(CELFailure(.unknownName, "this part could not be read"), node)
    }
  }

  private mutating func place(of variable: CELEnvironment.Variable) -> Int {
    // One place for each variable, however often it is read.
    if let place = variablePlaces[variable.slot] { return place }
    program.variables.append(CELVariable(name: variable.name, slot: variable.slot))
    program.variableWeights.append(variable.type.weight(hint: variable.sizeHint))
    variablePlaces[variable.slot] = program.variables.count - 1
    return program.variables.count - 1
  }

  private mutating func name(_ name: String) -> Int {
    program.names.append(name)
    return program.names.count - 1
  }

  private mutating func enter(_ name: String, value: Int? = nil) -> Int {
    // No slot is used for two names: bodies may be evaluated lazily, long after the name's macro
    // has been compiled.
    let slot = program.slotCount
    program.slotCount += 1
    locals.append(Local(name: name, slot: slot, value: value))
    return slot
  }
}

// MARK: Calls and collections

extension Compiler {
  private mutating func compileCall(_ node: Node, _ call: Node.Call) -> Int {
    guard case .call(let function, let overloads, let isMember) = tree.resolutions[node.id] else {
      return compileResolution(node)
    }
    let nodes = isMember ? (call.target.map { [$0] } ?? []) + call.arguments : call.arguments
    let places = nodes.map { compile($0) }
    let bound = Program.BoundFunction(
      name: function.name,
      cost: function.cost,
      overloads: overloads,
      chosen: implementation(of: overloads, nodes, places, node)
    )
    program.functions.append(bound)
    let index = program.functions.count - 1
    switch places.count {
    case 1: return fold(.unaryCall(function: index, places[0]), node)
    case 2: return fold(.binaryCall(function: index, places[0], places[1]), node)
    default: return fold(.call(function: index, append(places)), node)
    }
  }

  /// The implementation, where there is one overload and every argument's kind is known.
  private mutating func implementation(
    of overloads: [CELOverload],
    _ nodes: [Node],
    _ places: [Int],
    _ call: Node
  ) -> CELOverload.Implementation? {
    // Several overloads: the values decide, at each call.
    guard overloads.count == 1 else { return nil }
    let overload = overloads[0]
    // A pattern or a zone that is written out is read here, once: a wrong one is a finding instead
    // of a failed call, and each evaluation saves the reading.
    if let prepare = overload.prepare, places.count > 1,
      case .constant(let constant) = program.operations[places[1]]
    {
      do {
        let implementation = try prepare(program.constants[constant])
        prepared.insert(call.id)
        return implementation
      } catch {
        let span = program.source.span(of: nodes[1].range)
        findings.append(Diagnostic(.malformedValue, .error, error.message, at: span))
        return nil
      }
    }
    // With a `dyn` argument the one overload that is left may still not fit the value.
    let isSettled = nodes.allSatisfy { !tree.types[$0.id].isUnknown }
    return isSettled || overload.signature.parameters.allSatisfy { $0 == .dyn }
      ? overload.implementation : nil
  }

  private mutating func compileList(_ node: Node, _ elements: [Node.Element]) -> Int {
    let compiled = elements.map { element in
      Program.Entry(key: nil, value: compile(element.value), isOptional: element.isOptional)
    }
    return fold(.list(append(compiled)), node)
  }

  private mutating func compileMap(_ node: Node, _ entries: [Node.Entry]) -> Int {
    let compiled = entries.map { entry in
      Program.Entry(
        key: compile(entry.key),
        value: compile(entry.value),
        isOptional: entry.isOptional
      )
    }
    return fold(.map(append(compiled)), node)
  }

  private mutating func append(_ places: [Int]) -> TableRange {
    program.operands += places
    return program.operands.count - places.count..<program.operands.count
  }

  private mutating func append(_ entries: [Program.Entry]) -> TableRange {
    program.entries += entries
    return program.entries.count - entries.count..<program.entries.count
  }
}

// MARK: Macros

extension Compiler {
  private mutating func compileLoop(_ node: Node, _ loop: Node.Comprehension) -> Int {
    // Before the names: the range does not see them.
    let range = compile(loop.range)
    let first = enter(loop.variables[0].name)
    let second = loop.variables.count == 2 ? enter(loop.variables[1].name) : nil
    defer { locals.removeLast(loop.variables.count) }
    let condition = loop.condition.map { compile($0) }
    let body = compile(loop.body)
    program.loops.append(
      Program.Loop(
        kind: loop.kind,
        range: range,
        firstSlot: first,
        secondSlot: second,
        condition: condition,
        body: body
      )
    )
    return emit(.loop(program.loops.count - 1), node)
  }

  private mutating func compileBinding(
    _ node: Node,
    _ name: String,
    _ value: Node,
    _ body: (inout Compiler) -> Int
  ) -> Int {
    let value = compile(value)
    let slot = enter(name, value: value)
    defer { locals.removeLast() }
    return emit(.bind(slot: slot, value: value, body: body(&self)), node)
  }

  private mutating func compileBlock(_ node: Node, _ values: ArraySlice<Node>, _ body: Node) -> Int
  {
    guard let value = values.first else { return compile(body) }
    let number = values.startIndex
    return compileBinding(node, "@index:\(number)", value) {
      $0.compileBlock(node, values.dropFirst(), body)
    }
  }
}

// MARK: Emitting

extension Compiler {
  private mutating func emit(_ operation: Operation, _ node: Node) -> Int {
    emit(operation, at: node.range)
  }

  private mutating func emit(_ operation: Operation, at range: Range<Int>) -> Int {
    program.operations.append(operation)
    program.ranges.append(range)
    return program.operations.count - 1
  }

  private mutating func constant(_ value: CELValue, _ node: Node) -> Int {
    program.constants.append(value)
    return emit(.constant(program.constants.count - 1), node)
  }

  private mutating func fail(_ failure: CELFailure, _ node: Node) -> Int {
    program.failures.append(failure)
    return emit(.fail(program.failures.count - 1), node)
  }

  /// Emits an operation, or its value where all it works on is constant.
  private mutating func fold(_ operation: Operation, _ node: Node) -> Int {
    let place = emit(operation, node)
    guard isOverConstants(operation) else { return place }
    // Of a limit, which is a lower one here, and of the host's reasons nothing follows.
    if let failure = fold(place), ![.limit, .host].contains(failure.kind) {
      failures.append((node.range, failure))
    }
    return place
  }

  /// Folding evaluates with the real evaluator, so a constant is what an evaluation would give, to
  /// the last rule.
  ///
  /// Puts a constant with the operation's value into its place, unless it fails: then it fails when the
  /// expression is evaluated.
  private mutating func fold(_ place: Int) -> CELFailure? {
    if case .constant = program.operations[place] { return nil }
    var run = Run(slotCount: program.slotCount, costLimit: Self.foldingCost)
    do {
      let value = try program.evaluate(place, &run) { _ in nil }
      program.constants.append(value)
      program.operations[place] = .constant(program.constants.count - 1)
      return nil
      // Not a finding: the part may never be reached, as in `false && 1 / 0 > 0`.
    } catch {
      return error
    }
  }

  private func isOverConstants(_ operation: Operation) -> Bool {
    switch operation {
    // Operations with names need slots that have no value yet.
    case .constant, .variable, .local, .lazy, .loop, .bind, .optionalMap, .fail: false
    case .select(let operand, _), .optionalSelect(let operand, _), .has(let operand, _),
      .negate(let operand), .not(let operand), .unaryCall(_, let operand):
      isConstant(operand)
    case .index(let left, let right), .optionalIndex(let left, let right),
      .binary(_, let left, let right), .binaryCall(_, let left, let right):
      isConstant(left) && isConstant(right)
    case .conditional(let condition, let yes, let no):
      isConstant(condition) && isConstant(yes) && isConstant(no)
    case .and(let places), .or(let places), .call(_, let places):
      program.operands[places].allSatisfy(isConstant)
    case .list(let places): program.entries[places].allSatisfy { isConstant($0.value) }
    case .map(let places):
      program.entries[places].allSatisfy {
        ($0.key.map(isConstant) ?? true) && isConstant($0.value)
      }
    }
  }

  private func isConstant(_ place: Int) -> Bool {
    if case .constant = program.operations[place] { true } else { false }
  }
}
