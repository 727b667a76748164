internal import Diagnostics

/// Finds the types of an expression's parts, what its names mean, and what is wrong with it.
struct Checker {
  /// What the check of one part gives.
  struct Outcome {
    var type: CELType
    var whenTrue = Narrowing.none
    var whenFalse = Narrowing.none
  }

  /// What a finding says besides what is wrong.
  struct Remedy {
    var label = ""
    var help: String?
    var fixes: [Diagnostic.Fix] = []
  }

  /// A name that a macro introduced.
  struct Local {
    let name: String
    let type: CELType
    /// The root of its paths; differs from every variable's and every other local's.
    let root: String
  }

  let environment: CELEnvironment
  let source: SourceFragment
  /// Whether types are left alone and unknown names fail when they are evaluated.
  let isLenient: Bool
  private(set) var findings: [Diagnostic] = []
  var substitution = Substitution()
  var locals: [Local] = []
  /// The words that the part at hand is compared with, for a name that was meant as one.
  var expectedWords: [String] = []
  /// Whether the part at hand is compared with a text, which a name may be meant as.
  var expectsText = false
  /// What is known where the checker stands.
  var facts: Narrowing
  var resolutions: [Resolution?]
  var types: [CELType]
  var canFail: [Bool]
  /// The stable paths of the parts that have one.
  var paths: [Int: CELPath] = [:]
  /// The time zones named so far.
  var zones: [String: CELTimeZone] = [:]
  /// The path that is being checked, with all that is taken from it.
  var wholePath: Node?
  private var references: [CELReference] = []
  /// How many parts around the one that is checked only compare or measure what is in them.
  var comparedDepth = 0
  private var localCount = 0

  init(
    _ environment: CELEnvironment,
    _ source: SourceFragment,
    idCount: Int,
    isLenient: Bool = false
  ) {
    self.environment = environment
    self.source = source
    self.isLenient = isLenient
    facts = Narrowing(kinds: environment.assumptions)
    substitution.joinsNull = environment.joinsNull
    resolutions = Array(repeating: nil, count: idCount)
    types = Array(repeating: .invalid, count: idCount)
    canFail = Array(repeating: false, count: idCount)
  }

  /// Checks the whole expression.
  mutating func checkTree(_ root: Node, expecting expected: CELType?) -> CheckedTree {
    let outcome = check(root)
    // Asked last: an open type, as that of `[]`, becomes what is expected.
    if let expected, !substitution.assign(outcome.type, to: expected), !isLenient {
      let type = substitution.resolved(outcome.type)
      report(
        .typeMismatch,
        root,
        "expected \(expected.article), and this is \(type.article)",
        help: mismatchHelp(type, expected, root)
      )
    }
    return CheckedTree(
      root: root,
      resolutions: resolutions,
      canFail: canFail,
      type: substitution.resolved(outcome.type),
      references: references,
      whenTrue: outcome.whenTrue,
      whenFalse: outcome.whenFalse,
      vocabulary: vocabulary(of: root),
      subject: discriminated(root),
      zones: zones,
      // Only now: a type may have been learnt after its part was checked.
      types: types.map { substitution.resolved($0) }
    )
  }

  /// Checks one part and writes its type down.
  ///
  /// The depth is bounded by the parser (`CELLimits.depth`), so recursion is.
  mutating func check(_ node: Node) -> Outcome {
    let outcome = checkKind(node)
    types[node.id] = outcome.type
    return outcome
  }

  private mutating func checkKind(_ node: Node) -> Outcome {
    switch node.kind {
    case .literal(let value): return checkLiteral(value)
    case .name, .select: return checkPath(node)
    case .has(let operand, let field, _): return checkHas(node, operand, field)
    case .index(let operand, let index, let isOptional):
      return Outcome(type: checkIndex(node, operand, index, isOptional: isOptional))
    case .call(let call): return checkCall(node, call)
    case .negate(let operand): return Outcome(type: checkNegation(node, operand))
    case .not(let operand): return checkNot(operand)
    case .binary(let binary, let left, let right): return checkBinary(node, binary, left, right)
    case .logical(let logical, let operands): return checkLogical(logical, operands)
    case .conditional(let condition, let yes, let no):
      return checkConditional(node, condition, yes, no)
    case .list(let elements): return Outcome(type: checkList(elements))
    case .map(let entries): return Outcome(type: checkMap(node, entries))
    case .message(let name): return Outcome(type: refuseMessage(node, name))
    case .comprehension(let loop): return Outcome(type: checkComprehension(loop))
    case .bind(let word, let value, let body): return checkBind(word, value, body)
    case .optionalMap(let operand, let word, let body, let isFlat):
      return Outcome(type: checkOptionalMap(operand, word, body, isFlat: isFlat))
    case .block(let values, let body): return checkBlock(values, body)
    case .invalid: return Outcome(type: .invalid)
    }
  }

  private func checkLiteral(_ value: CELValue) -> Outcome {
    switch value {
    // A literal decides: `true || x` never evaluates to false, and a `when: false` is unreachable.
    case .bool(true): Outcome(type: .bool, whenFalse: .impossible)
    case .bool(false): Outcome(type: .bool, whenTrue: .impossible)
    case .null: Outcome(type: .null)
    case .int: Outcome(type: .int)
    case .uint: Outcome(type: .uint)
    case .double: Outcome(type: .double)
    case .string: Outcome(type: .string)
    case .bytes: Outcome(type: .bytes)
    case .timestamp, .duration, .list, .map, .optional, .record, .type: Outcome(type: .dyn)
    }
  }

  /// Refuses `Type{field: value}`: there are no protobuf messages here, and the syntax is kept for
  /// the sake of the finding.
  private mutating func refuseMessage(_ node: Node, _ name: Node) -> CELType {
    report(
      .unknownName,
      name,
      "there is no message type `\(name.qualifiedName?.name ?? "")`",
      help: "write a map: `{'field': value}`"
    )
    resolutions[node.id] = .failure(CELFailure(.unknownName, "there are no message types"))
    return .invalid
  }
}

// MARK: Findings and notes

extension Checker {
  /// Takes back what was told after so many findings, if it is one of this kind and no other; says
  /// whether it was.
  mutating func withdraw(_ code: DiagnosticCode, after told: Int) -> Bool {
    guard findings.count == told + 1, findings[told].code == code else { return false }
    findings.removeLast()
    return true
  }

  mutating func report(
    _ code: DiagnosticCode,
    _ node: Node,
    _ message: String,
    help: String? = nil
  ) {
    report(code, node.range, message, Remedy(help: help))
  }

  mutating func report(
    _ code: DiagnosticCode,
    _ range: Range<Int>,
    _ message: String,
    _ remedy: Remedy
  ) {
    guard canReport else { return }
    findings.append(
      Diagnostic(
        code,
        .error,
        message,
        at: Diagnostic.Label(source.span(of: range), remedy.label),
        help: remedy.help,
        fixes: remedy.fixes
      )
    )
  }

  /// Whether a finding would be taken; looking for near names is not worth it otherwise.
  var canReport: Bool { !isLenient && findings.count < CELLimits.findings }

  /// A remedy that puts a name that exists, if one is near, in the place of what was written.
  func remedy(_ near: String?, _ range: Range<Int>, else help: String? = nil) -> Remedy {
    guard let near else { return Remedy(help: help) }
    let fix = Diagnostic.Fix(
      "replace with `\(near)`",
      at: source.span(of: range),
      replacement: near,
      isCertain: isSpelling(source.part(range).text, of: near)
    )
    return Remedy(help: "did you mean `\(near)`?", fixes: [fix])
  }

  /// A remedy that writes something else in the place of a part.
  func remedy(writing written: String, over range: Range<Int>) -> Remedy {
    Remedy(
      help: "write `\(written)`",
      fixes: source.rewriting(range, as: written).map { [$0] } ?? []
    )
  }

  mutating func refer(to path: CELPath, _ node: Node) {
    references.append(
      CELReference(
        path: path,
        span: source.span(of: node.range),
        isOnlyCompared: comparedDepth > 0
      )
    )
  }

  /// The source of a part.
  func text(_ node: Node) -> String {
    source.part(node.range).text
  }

  /// Makes a local visible until `leave`.
  mutating func enter(_ word: Node.Word, _ type: CELType) {
    // The count makes the path of each local its own: two loops over `x` narrow two values.
    localCount += 1
    locals.append(Local(name: word.name, type: type, root: "\(word.name)#\(localCount)"))
  }

  mutating func leave(_ count: Int) {
    locals.removeLast(count)
  }
}

extension CELType {
  /// The type with its article, as a sentence says it.
  var article: String {
    switch self {
    case .invalid: "something unknown"
    case .null: "null"
    case .dyn: "a value of any type"
    case .int, .uint, .optional, .abstract(_), .bool, .double, .string, .bytes, .timestamp,
      .duration, .list, .map, .type, .parameter, .record, .opaque:
      "\("aeiou".contains(description.first ?? " ") ? "an" : "a") `\(self)`"
    }
  }
}
