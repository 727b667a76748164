internal import Diagnostics

/// Operators that decide: they narrow what is known.
extension Checker {
  /// `!` swaps what is known where the operand holds and where it does not.
  mutating func checkNot(_ operand: Node) -> Outcome {
    let inner = check(operand)
    expectBool(operand, inner.type, "`!` turns a bool around")
    return Outcome(type: .bool, whenTrue: inner.whenFalse, whenFalse: inner.whenTrue)
  }

  /// Checks `a && b && …` or `a || b || …`, each operand knowing what those before it leave open.
  ///
  /// An operand is evaluated only if none before it decided; where one before it failed, a failure
  /// of this one changes nothing (cel-spec, "Logical Operators"). So it may rely on what the
  /// earlier ones say: `x.kind == 'phoneNumber' && x.number != ''` cannot go wrong.
  mutating func checkLogical(_ logical: LogicalOperator, _ operands: [Node]) -> Outcome {
    let outer = facts
    defer { facts = outer }
    // `going`: the operands so far did not decide; `settled`: one of them did.
    var going = Narrowing.none
    var settled = Narrowing.impossible
    for (index, operand) in operands.enumerated() {
      let inner = check(operand)
      if index == 0, logical == .or, reportStandIn(operands, inner.type) {
        return Outcome(type: .invalid)
      }
      expectBool(operand, inner.type, "`\(logical.rawValue)` joins two bools")
      let (on, off) =
        logical == .and
        ? (inner.whenTrue, inner.whenFalse) : (inner.whenFalse, inner.whenTrue)
      // It is decided here only if no operand before it was decisive.
      settled = settled.or(going.and(off))
      going = going.and(on)
      // The next operand is evaluated only where this one did not decide, so it is checked
      // knowing that.
      facts = outer.and(Narrowing(kinds: going.kinds))
    }
    return logical == .and
      ? Outcome(type: .bool, whenTrue: going, whenFalse: settled)
      : Outcome(type: .bool, whenTrue: settled, whenFalse: going)
  }

  /// Reports `name || 'nobody'`, which in other languages gives what stands for a missing value.
  private mutating func reportStandIn(_ operands: [Node], _ type: CELType) -> Bool {
    guard !isLenient, operands.count == 2,
      case .optional(let wrapped) = substitution.resolved(type),
      wrapped != .bool
    else { return false }
    let other = check(operands[1]).type
    guard substitution.assign(other, to: wrapped) else { return false }
    let whole = operands[0].range.lowerBound..<operands[1].range.upperBound
    report(
      .typeMismatch,
      whole,
      "`||` joins two bools, and does not stand in for a missing value",
      remedy(writing: "\(text(operands[0])).orValue(\(text(operands[1])))", over: whole)
    )
    return true
  }

  /// Checks `c ? a : b`; each side knows what the condition says, and only one is evaluated
  /// (cel-spec, "Logical Operators").
  mutating func checkConditional(
    _ node: Node,
    _ condition: Node,
    _ yes: Node,
    _ no: Node
  ) -> Outcome {
    let decision = check(condition)
    if reportStandIn(node, condition, yes, no, decision.type) { return Outcome(type: .invalid) }
    expectBool(condition, decision.type, "`?` needs a bool before it")
    let left = check(yes, knowing: decision.whenTrue)
    let right = check(no, knowing: decision.whenFalse)
    return Outcome(
      type: joinBranches(node, left.type, right.type),
      // True by the one side or by the other; what both ways leave is what is known.
      whenTrue: decision.whenTrue.and(left.whenTrue).or(decision.whenFalse.and(right.whenTrue)),
      whenFalse: decision.whenTrue.and(left.whenFalse).or(decision.whenFalse.and(right.whenFalse))
    )
  }

  /// Reports `name ? name : 'nobody'`, which asks whether a value is there as other languages do.
  private mutating func reportStandIn(
    _ node: Node,
    _ condition: Node,
    _ yes: Node,
    _ no: Node,
    _ type: CELType
  ) -> Bool {
    guard !isLenient, case .optional(let wrapped) = substitution.resolved(type), wrapped != .bool,
      text(condition) == text(yes)
    else { return false }
    let other = check(no).type
    guard substitution.assign(other, to: wrapped) else { return false }
    report(
      .typeMismatch,
      node.range,
      "`?` needs a bool before it, and does not ask whether a value is there",
      remedy(writing: "\(text(yes)).orValue(\(text(no)))", over: node.range)
    )
    return true
  }

  private mutating func joinBranches(
    _ node: Node,
    _ left: CELType,
    _ right: CELType
  ) -> CELType {
    // Evaluated unchecked, the two results may differ, as in cel-spec's dynamic mode.
    if isLenient { return .dyn }
    if let joined = substitution.join(left, right) { return joined }
    let (left, right) = (substitution.resolved(left), substitution.resolved(right))
    report(
      .typeMismatch,
      node,
      "the two results differ: one is \(left.article), the other is \(right.article)",
      help: "make both the same type, or wrap both in `dyn(…)`"
    )
    return .invalid
  }

  private mutating func check(_ node: Node, knowing known: Narrowing) -> Outcome {
    let outer = facts
    defer { facts = outer }
    facts = outer.and(Narrowing(kinds: known.kinds))
    return check(node)
  }

  /// Checks that a part is a bool; the reason is made only where it is not, since most are.
  mutating func expectBool(_ node: Node, _ type: CELType, _ reason: @autoclosure () -> String) {
    guard !isLenient else {
      canFail[node.id] = true
      return
    }
    // CEL has no truth of numbers or texts: a `dyn` that is none fails when it is evaluated.
    if type.isUnknown { canFail[node.id] = true }
    guard !substitution.assign(type, to: .bool) else { return }
    let type = substitution.resolved(type)
    report(
      .typeMismatch,
      node,
      "\(reason()), and this is \(type.article)",
      help: boolHelp(type, text(node))
    )
  }

  /// What an author from a language with truthy values probably meant.
  private func boolHelp(_ type: CELType, _ text: String) -> String? {
    switch type {
    case .optional(.bool): "write `\(text).orValue(false)`, or `.hasValue()`"
    case .optional: "ask whether it is there: `\(text).hasValue()`"
    case .string: "compare it: `\(text) == 'word'`"
    case .int, .uint, .double: "compare it: `\(text) != 0`"
    case .list, .map: "ask `size(\(text)) > 0`"
    case .record(let record):
      record.fields.first { $0.type == .bool }.map { "ask a field of it: `\(text).\($0.name)`" }
    case .dyn, .null, .bool, .bytes, .timestamp, .duration, .type, .parameter, .abstract, .opaque,
      .invalid:
      nil
    }
  }

  /// What to write instead of a text where a value of another type is expected; nil where it is none.
  private func literalHelp(_ word: String, _ expected: CELType) -> String? {
    switch expected {
    case .int: Int64(word).map { "write the number without quotes: `\($0)`" }
    case .duration: readDuration(word).map { _ in "write `duration('\(word)')`" }
    case .timestamp:
      readTimestamp(word) != nil
        ? "write `timestamp('\(word)')`"
        : readTimestamp("\(word)T00:00:00Z") != nil
          ? "write `timestamp('\(word)T00:00:00Z')`, with the zone you mean" : nil
    case .bool: boolHelp(.string, "'\(word)'")
    case _: nil
    }
  }

  /// What to do about a value of one type where another is expected.
  func mismatchHelp(_ type: CELType, _ expected: CELType, _ node: Node) -> String? {
    if expected == .string, case .literal = node.kind, type != .string, type != .null {
      return "write `'\(text(node))'`"
    }
    // Of a text that is written out it is known what it converts to.
    if type == .string, let word = node.literalText {
      return literalHelp(word, expected)
    }
    return switch (type, expected) {
    // Only conversions that CEL has (cel-spec, "Type conversions"): an advice that is refused too
    // would be worse than none.
    case (.optional(let wrapped), let expected) where wrapped == expected:
      "write `\(text(node)).orValue(…)`"
    case (.int, .string), (.uint, .string), (.double, .string), (.bool, .string),
      (.timestamp, .string), (.duration, .string):
      "write `string(\(text(node)))`"
    case (.int, .double), (.uint, .double): "write `double(\(text(node)))`"
    case (.double, .int), (.uint, .int), (.string, .int): "write `int(\(text(node)))`"
    case (.int, .duration), (.double, .duration):
      node.literalValue == nil
        ? nil : "write `duration('\(text(node))s')`, with the unit you mean"
    case (.string, .duration): "write `duration(\(text(node)))`"
    case (.string, .timestamp): "write `timestamp(\(text(node)))`"
    case (.abstract(let type), .abstract(let expected)),
      (.abstract(let type), .optional(.abstract(let expected))):
      narrowingHelp(type, expected, node)
    case (.null, .optional): "write `optional.none()`"
    case (_, .bool): boolHelp(type, text(node))
    case (_, _): nil
    }
  }
}
