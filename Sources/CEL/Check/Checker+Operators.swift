internal import Diagnostics

/// Operators that compute and compare.
extension Checker {
  /// Checks an operator between two parts; comparisons of kinds narrow, and words that never come
  /// about are findings.
  mutating func checkBinary(
    _ node: Node,
    _ binary: BinaryOperator,
    _ left: Node,
    _ right: Node
  ) -> Outcome {
    if binary.isComparison { comparedDepth += 1 }
    defer { if binary.isComparison { comparedDepth -= 1 } }
    if binary == .subtract, let outcome = refuseDashedName(node) { return outcome }
    let told = findings.count
    let leftType = check(left).type
    // `x.kind == phoneNumber` without quotes is a name that does not exist; the finding can say so
    // only while it is known what stands on the left.
    expectedWords = left.literalValue == nil ? vocabulary(of: left)?.all ?? [] : []
    let isEquality = binary == .equal || binary == .notEqual
    expectsText =
      isEquality && left.literalValue == nil && substitution.substituted(leftType) == .string
    let rightType = check(right).type
    expectedWords = []
    expectsText = false
    if refuseNull(node, binary, left, right, told) { return Outcome(type: .bool) }
    switch binary {
    case .equal, .notEqual:
      checkEquality(node, leftType, rightType)
      checkWords(binary, left, right)
      return narrowing(binary, left, right)
    case .isIn:
      checkMembership(node, leftType, rightType)
      checkWords(binary, left, right)
      return narrowing(binary, left, right)
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide,
      .remainder:
      return Outcome(type: checkArithmetic(node, binary, leftType, rightType))
    }
  }

  /// Says what asks whether a field is there instead of what its comparison with null has told, as
  /// the one finding of `x.number == null`; says whether that is what was written.
  private mutating func refuseNull(
    _ node: Node,
    _ binary: BinaryOperator,
    _ left: Node,
    _ right: Node,
    _ told: Int
  ) -> Bool {
    guard binary == .equal || binary == .notEqual, left.isNull != right.isNull,
      withdraw(.unsetResult, after: told)
    else { return false }
    let asked = text(left.isNull ? right : left)
    // Not `!…`: at the beginning of unquoted text YAML reads it as a tag.
    let written = "has(\(asked))" + (binary == .equal ? " == false" : "")
    report(
      .typeMismatch,
      node.range,
      "nothing is null here: `\(asked)` is there, or it is missing",
      remedy(writing: written, over: node.range)
    )
    return true
  }

  private mutating func checkArithmetic(
    _ node: Node,
    _ binary: BinaryOperator,
    _ left: CELType,
    _ right: CELType
  ) -> CELType {
    // An operand that is wrong has its finding; a comparison is a bool all the same, so that the
    // rest of a condition is still checked.
    if left == .invalid || right == .invalid { return binary.fixedResult ?? .invalid }
    // As with functions: each signature is tried alone, and teaches only if all that fit agree.
    var result: CELType?
    var first: OperatorSignature?
    let mark = substitution.mark
    for signature in binary.signatures {
      let type = substitution.result(of: signature, left, right)
      substitution.rollBack(to: mark)
      guard let type else { continue }
      canFail[node.id] = canFail[node.id] || signature.canFail
      first = first ?? signature
      result = result == nil || result == type ? type : .dyn
    }
    // A `dyn` may hold what no signature takes.
    if left.isUnknown || right.isUnknown { canFail[node.id] = true }
    if let result, let first {
      // Only where all signatures that fit agree is there something to learn.
      let learnt = result == .dyn ? result : substitution.result(of: first, left, right)
      return isLenient ? .dyn : learnt ?? result
    }
    canFail[node.id] = true
    reportOperands(node, binary, substitution.resolved(left), substitution.resolved(right))
    return binary.fixedResult ?? .invalid
  }

  private mutating func reportOperands(
    _ node: Node,
    _ binary: BinaryOperator,
    _ left: CELType,
    _ right: CELType
  ) {
    guard case .binary(_, let leftNode, let rightNode) = node.kind else { return }
    let optional = optionalHelp(left, leftNode) ?? optionalHelp(right, rightNode)
    // One sentence of advice: the first that fits, the likeliest slip first.
    // What is joined with a text becomes a text; else the right side follows the left one.
    let becomesLeft = goes(binary, left) ? mismatchHelp(right, left, rightNode) : nil
    let becomesRight = goes(binary, right) ? mismatchHelp(left, right, leftNode) : nil
    // A number with a point keeps it: cut off, it would be another.
    let isLeftWhole = left == .int || left == .uint
    // A text that is written out is what its value is meant to be.
    let followsRight =
      right == .string && rightNode.literalText == nil || isLeftWhole && right == .double
    let conversion = followsRight ? becomesRight ?? becomesLeft : becomesLeft ?? becomesRight
    let help =
      rangeHelp(binary, leftNode, rightNode) ?? calendarHelp(leftNode, rightNode)
      ?? quotedHelp(node, left, right) ?? optional ?? conversion
    report(
      .typeMismatch,
      node,
      "`\(binary.rawValue)` does not go between \(left.article) and \(right.article)",
      help: help
    )
  }

  /// Whether the operator goes between two values of the type.
  private mutating func goes(_ binary: BinaryOperator, _ type: CELType) -> Bool {
    let mark = substitution.mark
    defer { substitution.rollBack(to: mark) }
    return binary.signatures.contains { signature in
      let fits = substitution.result(of: signature, type, type) != nil
      substitution.rollBack(to: mark)
      return fits
    }
  }

  private func optionalHelp(_ type: CELType, _ node: Node) -> String? {
    guard case .optional = type else { return nil }
    return "write `\(text(node)).orValue(…)`"
  }

  /// What to write for `9 < x < 17`, which compares with the result of the first comparison.
  private func rangeHelp(_ binary: BinaryOperator, _ left: Node, _ right: Node) -> String? {
    guard binary.isOrder, case .binary(let first, _, let middle) = left.kind, first.isOrder else {
      return nil
    }
    return "write `\(text(left)) && \(text(middle)) \(binary.rawValue) \(text(right))`"
  }

  /// What to write for the name of a day or a month beside the number of one.
  private func calendarHelp(_ left: Node, _ right: Node) -> String? {
    for (value, name) in [(left, right), (right, left)] {
      guard case .call(let call) = value.kind, let names = calendarNames[call.function],
        let word = name.literalText?.lowercased(), word.count >= 3,
        let number = names.firstIndex(where: { $0.hasPrefix(word) })
      else { continue }
      let first = names[0].prefix(1).uppercased() + names[0].dropFirst()
      return "`\(call.function)` gives a number, from 0 for \(first): write `\(number)`"
    }
    return nil
  }

  /// What to write for a number or a bool in quotes beside one.
  private func quotedHelp(_ node: Node, _ left: CELType, _ right: CELType) -> String? {
    guard case .binary(_, let leftNode, let rightNode) = node.kind else { return nil }
    for (quoted, other) in [(leftNode, right), (rightNode, left)] {
      guard case .literal(.string(let text)) = quoted.kind else { continue }
      if other == .bool, ["true", "false"].contains(text) {
        return "write the word without quotes: `\(text)`"
      }
      guard other.isNumber, Int64(text) != nil || Double(text)?.isFinite == true else { continue }
      return "write the number without quotes: `\(text)`"
    }
    return nil
  }

  /// What to do about a number that is compared with a text that is none.
  private func wordlessHelp(_ type: CELType, _ other: Node) -> String? {
    guard type.isNumber, let text = other.literalText, Double(text) == nil else { return nil }
    return "`\(text)` is no number: compare it with one"
  }

  /// What to ask instead of comparing an optional with null.
  private func nullHelp(_ node: Node, _ left: CELType, _ right: CELType) -> String? {
    guard case .binary(let binary, let leftNode, let rightNode) = node.kind else { return nil }
    // Not `!…`: at the beginning of unquoted text YAML reads it as a tag.
    let ending = binary == .equal ? ".hasValue() == false" : ".hasValue()"
    switch (left, right) {
    case (.optional, .null): return "write `\(text(leftNode))\(ending)`"
    case (.null, .optional): return "write `\(text(rightNode))\(ending)`"
    case (let type, .null), (.null, let type):
      // Of a field that may be missing another finding speaks.
      return type == .string
        ? "it is never missing, for it is no `string?`: compare it with `''`"
        : "it is never missing, for it is no `\(type)?`"
    case (_, _): return nil
    }
  }

  /// The field of a record that holds a word it is compared with as a whole.
  private func wordHelp(_ type: CELType, _ node: Node, _ other: Node) -> String? {
    guard case .literal(.string(let word)) = other.kind else { return nil }
    var field: String?
    if case .record(let record) = type {
      field = record.fields.first { $0.words.contains(word) }?.name
    }
    if case .abstract(let abstract) = type, let own = environment.abstractTypes[abstract.name] {
      guard own.kinds.contains(where: { $0.word == word }) else {
        return environment.advice["\(abstract.name) =="]
      }
      field = own.discriminator
    }
    return field.map { "compare its `\($0)`: `\(text(node)).\($0)`" }
  }

  /// Reports a comparison that is always false.
  ///
  /// Only `dyn` values may be compared across types (cel-spec, "Equality"); an author who compares
  /// a number with a text has made a mistake, and no caller should find it.
  private mutating func checkEquality(_ node: Node, _ left: CELType, _ right: CELType) {
    guard !substitution.canBeEqual(left, right), !isLenient else { return }
    guard case .binary(let binary, let leftNode, let rightNode) = node.kind else { return }
    let (left, right) = (substitution.resolved(left), substitution.resolved(right))
    let meant =
      calendarHelp(leftNode, rightNode) ?? quotedHelp(node, left, right)
      ?? wordlessHelp(left, rightNode) ?? wordlessHelp(right, leftNode)
      ?? nullHelp(node, left, right)
    report(
      .typeMismatch,
      node,
      "`\(binary.rawValue)` compares \(left.article) with \(right.article), which are never equal",
      help: meant ?? wordHelp(left, leftNode, rightNode) ?? wordHelp(right, rightNode, leftNode)
        ?? mismatchHelp(right, left, rightNode) ?? mismatchHelp(left, right, leftNode)
        ?? optionalHelp(left, leftNode) ?? optionalHelp(right, rightNode)
    )
  }

  /// Checks `in`: of the elements of a list, or of the keys of a map (cel-spec, "Membership").
  private mutating func checkMembership(_ node: Node, _ left: CELType, _ right: CELType) {
    let container = substitution.substituted(right)
    switch container {
    case .list(let element), .map(let element, _):
      guard !substitution.canBeEqual(left, element), !isLenient else { return }
      let (left, element) = (substitution.resolved(left), substitution.resolved(element))
      report(
        .typeMismatch,
        node,
        "\(left.article) is never in \(substitution.resolved(container).article)",
        help: "its \(container.isList ? "elements" : "keys") are \(element.article) each"
      )
    case .dyn, .invalid, .parameter:
      canFail[node.id] = true
    case .null, .bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration, .optional,
      .type, .record, .abstract, .opaque:
      canFail[node.id] = true
      guard container == .string, substitution.resolved(left) == .string,
        case .binary(_, let part, let whole) = node.kind
      else {
        return report(
          .typeMismatch,
          node,
          "`in` needs a list or a map after it, and this is \(container.article)",
          help: container == .string ? "write `text.contains(part)` for texts" : nil
        )
      }
      report(
        .typeMismatch,
        node.range,
        "`in` needs a list or a map after it, and this is \(container.article)",
        remedy(writing: "\(text(whole)).contains(\(text(part)))", over: node.range)
      )
    }
  }

  /// Checks `-x`; a uint has no negation (cel-spec, "Arithmetic").
  mutating func checkNegation(_ node: Node, _ operand: Node) -> CELType {
    let type = check(operand).type
    // The least int has no positive one; a double negates always.
    canFail[node.id] = true
    switch substitution.substituted(type) {
    case .int: return .int
    case .double:
      canFail[node.id] = false
      return .double
    case .dyn, .parameter: return .dyn
    case .invalid: return .invalid
    case .null, .bool, .uint, .string, .bytes, .timestamp, .duration, .list, .map, .optional,
      .type, .record, .abstract, .opaque:
      guard !isLenient else { return .dyn }
      report(.typeMismatch, node, "`-` needs a number after it, and this is \(type.article)")
      return .invalid
    }
  }
}

/// The names of what these functions number, from 0.
private let calendarNames = [
  "getDayOfWeek": [
    "sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
  ],
  "getMonth": [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ],
]

extension Node {
  fileprivate var isNull: Bool {
    if case .literal(.null) = kind { true } else { false }
  }
}

extension CELType {
  fileprivate var isNumber: Bool {
    switch self {
    case .int, .uint, .double: true
    case .dyn, .null, .bool, .string, .bytes, .timestamp, .duration, .list, .map, .optional, .type,
      .parameter, .record, .abstract, .opaque, .invalid:
      false
    }
  }

  fileprivate var isList: Bool {
    if case .list = self { true } else { false }
  }
}

extension Substitution {
  /// What the operator gives for these operands by that signature, or nil if it does not fit.
  fileprivate mutating func result(
    of signature: OperatorSignature,
    _ left: CELType,
    _ right: CELType
  ) -> CELType? {
    guard signature.isGeneric else {
      return assign(left, to: signature.left) && assign(right, to: signature.right)
        ? signature.result : nil
    }
    // The parameter of list concatenation is a new one for each use of `+`.
    let element = fresh()
    let instance: (CELType) -> CELType = { $0.replacingParameters { _ in element } }
    guard assign(left, to: instance(signature.left)), assign(right, to: instance(signature.right))
    else { return nil }
    return substituted(instance(signature.result))
  }
}

extension BinaryOperator {
  /// Whether it says which of two comes first.
  fileprivate var isOrder: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual: true
    case .equal, .notEqual, .isIn, .add, .subtract, .multiply, .divide, .remainder: false
    }
  }
}
