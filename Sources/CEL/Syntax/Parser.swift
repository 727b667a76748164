internal import Diagnostics

/// Reads an expression into a tree, and goes on after what it cannot read.
///
/// Precedence climbs: a conditional holds chains of `||`, those hold chains of `&&`, then relations,
/// sums, products, signs, and at last a primary with what follows it.
struct Parser {
  let source: SourceFragment
  let bytes: [UInt8]
  /// The type of a variable, for help.
  private let typeOf: (String) -> CELType?
  private(set) var findings: [Diagnostic] = []
  private var lexer: Lexer
  private(set) var token: Token
  private var reportedProblems = 0
  private var tokenCount = 0
  private var nodeCount = 0
  private var depth = 0
  /// Whether a limit was passed: the rest is not read.
  private var isAtLimit = false

  init(_ source: SourceFragment, typeOf: @escaping (String) -> CELType? = { _ in nil }) {
    self.source = source
    self.typeOf = typeOf
    bytes = Array(source.text.utf8)
    lexer = Lexer(bytes)
    token = Token(kind: .end, range: 0..<0)
    // Before a token is read: nothing is done with a text that is too long.
    if bytes.count > CELLimits.sourceBytes {
      isAtLimit = true
      report(
        0..<bytes.count,
        "this expression is longer than \(CELLimits.sourceBytes) bytes",
        help: "move parts of it into variables"
      )
    } else {
      advance()
    }
  }

  /// The tree of the whole text.
  mutating func parse() -> Node {
    guard !isAtLimit else { return make(.invalid, 0..<0) }
    let root = parseExpression()
    if token.kind != .end {
      if let written = filterForm(of: root) { return refuseFilter(of: root, written) }
      // Behind what could not be read nobody knows what follows.
      guard findings.isEmpty else { return make(.invalid, root.range) }
      if let refused = refuseBareList(root) ?? refuseClock(root) { return refused }
      let meant = spelledOperator
      report(
        meant?.range ?? token.range,
        "`\(text(meant?.range ?? token.range))` stands after the end of the expression",
        help: meant.map { "did you mean `\($0.sign)`?" } ?? foreignHelp(root),
        fixes: meant.flatMap { source.rewriting($0.range, as: $0.sign) }.map { [$0] } ?? []
      )
      // The word is no name then, and nothing is to be said of it as one.
      if root.isForeignWord || endsWithNot(root) { return make(.invalid, root.range) }
    }
    return root
  }

  /// `now > 17:00`; nil for anything else.
  private mutating func refuseClock(_ root: Node) -> Node? {
    guard token.kind == .sign(.colon), case .binary(let sign, let value, let hour) = root.kind,
      case .literal(.int(let hours)) = hour.kind, (0...24).contains(hours)
    else { return nil }
    let end = min(token.range.upperBound + 2, bytes.count)
    guard let minutes = Int(text(token.range.upperBound..<end)) else { return nil }
    let asked = text(value.range)
    // Of a whole hour the hour says all: after 17:00 is from 17 on.
    let isAfter = sign == .greater || sign == .greaterOrEqual
    let written =
      minutes == 0
      ? "\(asked).getHours('UTC') \(isAfter ? ">=" : "<") \(hours)"
      : "\(asked).getHours('UTC') * 60 + \(asked).getMinutes('UTC') \(sign.rawValue) "
        + "\(hours * 60 + Int64(minutes))"
    report(
      hour.range.lowerBound..<end,
      "`\(text(hour.range.lowerBound..<end))` is no value of an expression",
      help: "write `\(written)`, with the zone you mean"
    )
    return make(.invalid, root.range.lowerBound..<end)
  }

  /// `n in 'x', 'y'` without the brackets of the list; nil for anything else.
  private mutating func refuseBareList(_ root: Node) -> Node? {
    guard token.kind == .sign(.comma), case .binary(.isIn, let item, let list) = root.kind else {
      return nil
    }
    let rest = text(list.range.lowerBound..<bytes.count)
    let whole = root.range.lowerBound..<bytes.count
    let written = "\(text(item.range)) in [\(rest)]"
    let isList = !["&&", "||", "?"].contains(where: rest.contains)
    report(
      list.range.lowerBound..<bytes.count,
      "a list stands in brackets",
      help: isList ? "write `\(written)`" : nil,
      fixes: isList ? source.rewriting(whole, as: written).map { [$0] } ?? [] : []
    )
    return make(.invalid, root.range)
  }

  /// Goes to a place, whatever stands before it.
  mutating func jump(to place: Int) {
    lexer = Lexer(bytes, from: place)
    reportedProblems = 0
    advance()
  }

  /// Whether the last that was read is the word that other languages have for `!`.
  private func endsWithNot(_ root: Node) -> Bool {
    text(root.range).split { !$0.isLetter }.last == "not" && text(root.range).hasSuffix("not")
  }

  /// What to write instead of `value is None`, `not value` and `value if condition else other`.
  private func foreignHelp(_ root: Node) -> String? {
    let value = text(root.range)
    let rest = text(token.range.upperBound..<bytes.count).trimmingBlanks(and: "")
    switch text(token.range) {
    case "is":
      if ["None", "null", "nil"].contains(rest) { return "write `\(value).hasValue() == false`" }
      // A word by itself is what the value is, and no name of another.
      let word = rest.prefix(while: \.isLetter)
      let after = rest.dropFirst(word.count)
      let isWord =
        !word.isEmpty && (after.first ?? " ") == " " && !["true", "false"].contains(word)
      return "write `\(value) == \(isWord ? "'\(word)'\(after)" : rest)`"
    case let word where value == "typeof":
      let more = text(token.range.upperBound..<bytes.count).prefix { $0 != " " }
      return "`type(…)` gives the type of a value: `type(\(word)\(more)) == string`"
    case "Date" where value == "new": return "the time is `now`"
    case "between":
      guard let bounds = rest.wholeMatch(of: /([^ ]+) and ([^ ]+)/) else { return nil }
      return "write `\(value) >= \(bounds.1) && \(value) <= \(bounds.2)`"
    case _ where value == "await": return "nothing is awaited in an expression: leave `await` out"
    case _ where endsWithNot(root):
      let all = text(token.range.lowerBound..<bytes.count)
      let next = all.firstMatch(of: #/ +(&&|\|\||\?) /#)
      let operand = all[..<(next?.range.lowerBound ?? all.endIndex)]
      return notHelp(String(operand), isFirst: text(root.range) == "not")
    case "if":
      guard let word = rest.firstRange(of: " else ") else { return nil }
      return "write `\(rest[..<word.lowerBound]) ? \(value) : \(rest[word.upperBound...])`"
    default: return nil
    }
  }

  /// What `not n` is written as, by the type of `n` where it is a variable.
  private func notHelp(_ operand: String, isFirst: Bool) -> String {
    let inner = operand.contains(" ") ? "(\(operand))" : operand
    return switch typeOf(operand) {
    case .string: "write `\(operand) == ''`"
    case .int: "write `\(operand) == 0`"
    case .optional: "write `\(operand).hasValue() == false`"
    // Not `!…` at the beginning, where YAML reads it as a tag in unquoted text.
    case _: isFirst ? "write `\(inner) == false`" : "write `!\(inner)`"
    }
  }

  /// Says what a filter is written as here, at the `|` that the lexer has reported.
  private mutating func refuseFilter(of root: Node, _ written: String) -> Node {
    if !findings.isEmpty {
      findings[findings.count - 1].help = "write `\(written)`"
      // Of several filters only the first is said: the next is found when this one is put right.
      let isOne = !text(token.range.upperBound..<bytes.count).contains("|")
      let whole = root.range.lowerBound..<bytes.count
      findings[findings.count - 1].fixes =
        isOne ? source.rewriting(whole, as: written).map { [$0] } ?? [] : []
    }
    return make(.invalid, root.range)
  }

  /// What `value | filter(…)` and `value | filter: …` of template languages are written as.
  private mutating func filterForm(of root: Node) -> String? {
    guard text(token.range) == "|" else { return nil }
    let rest = text(token.range.upperBound..<bytes.count).drop { $0 == " " }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard let function = ["default": "orValue"][name] ?? filterFunction(String(name)) else {
      return nil
    }
    let value = text(root.range)
    guard function != "size" else { return "size(\(value))" }
    let written = rest.dropFirst(name.count).prefix { $0 != "|" }
    let arguments = String(written).trimmingBlanks(and: "(:)")
    return "\(value).\(function)(\(arguments))"
  }

  /// The operator that a word stands for in other languages, where one stops the reading.
  private var spelledOperator: (sign: String, range: Range<Int>)? {
    let sign: String
    switch source.part(token.range).text {
    case "and", "und", "et", "AND": sign = "&&"
    case "or", "oder", "ou", "OR": sign = "||"
    case "equals", "eq", "EQ": sign = "=="
    case "ne", "neq": sign = "!="
    case "gt": sign = ">"
    case "lt": sign = "<"
    case "mod": sign = "%"
    default: return nil
    }
    // `and not (…)` is one slip.
    let rest = text(token.range.upperBound..<bytes.count)
    guard let negation = rest.prefixMatch(of: #/ +not +(?=\()/#) else { return (sign, token.range) }
    let end = token.range.upperBound + rest[..<negation.range.upperBound].utf8.count
    return ("\(sign) !", token.range.lowerBound..<end)
  }

  /// Ids count up from 0, so what is found out of each node is an array by id.
  ///
  /// How many ids the tree uses.
  var idCount: Int { nodeCount }
}

// MARK: Precedence

extension Parser {
  mutating func parseExpression() -> Node {
    guard enter() else { return skipAll() }
    defer { depth -= 1 }
    let condition = parseLogical(.or)
    // Optional values have a `?` of their own before a dot or bracket, which the lexer tells apart.
    let sign = token.range.lowerBound
    guard consume(.question) else { return condition }
    if token.kind == .sign(.question) || token.kind == .sign(.colon) {
      return parseStandIn(for: condition, from: sign)
    }
    // cel-spec: `Expr = ConditionalOr ["?" ConditionalOr ":" Expr]`, so only the last part nests
    // without brackets.
    let yes = parseLogical(.or)
    expect(.colon, "between the two results of `?`")
    let no = parseExpression()
    return make(.conditional(condition, yes, no), condition.range.lowerBound..<no.range.upperBound)
  }

  /// `name ?? 'nobody'` and `name ?: 'nobody'`, as other languages write it.
  private mutating func parseStandIn(for value: Node, from start: Int) -> Node {
    let end = token.range.upperBound
    advance()
    // A comparison behind it is one of the whole, whatever the other language makes of it.
    let other = parseUnary()
    let whole = value.range.lowerBound..<other.range.upperBound
    let written = "\(text(value.range)).orValue(\(text(other.range)))"
    report(
      start..<end,
      "`\(text(start..<end))` means nothing in an expression",
      help: "write `\(written)`",
      fixes: source.rewriting(whole, as: written).map { [$0] } ?? []
    )
    return make(.invalid, whole)
  }

  private mutating func parseLogical(_ level: LogicalOperator) -> Node {
    let sign: Sign = level == .or ? .or : .and
    // A chain is one node with many operands: hundreds of `||` are no depth, and the evaluator can
    // look at all of them, as one that decides hides the failure of another.
    let first = level == .or ? parseLogical(.and) : parseBinary(minimum: 3)
    guard token.kind == .sign(sign) else { return first }
    var operands = [first]
    while consume(sign) {
      operands.append(level == .or ? parseLogical(.and) : parseBinary(minimum: 3))
    }
    let end = operands[operands.count - 1].range.upperBound
    return make(.logical(level, operands), first.range.lowerBound..<end)
  }

  private mutating func parseBinary(minimum: Int) -> Node {
    var left = parseUnary()
    // Precedence climbing; recursion is bounded by the number of precedences.
    while let binary = binaryOperator(), binary.precedence >= minimum {
      advance()
      let start = token.range.lowerBound - 1
      if binary == .less, bytes[start] == UInt8(ascii: "<"), consume(.greater) {
        report(start..<start + 2, "`<>` means nothing in an expression", help: "did you mean `!=`?")
      }
      // One higher: operators of one precedence group from the left.
      let right = parseBinary(minimum: binary.precedence + 1)
      left = make(.binary(binary, left, right), left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private func binaryOperator() -> BinaryOperator? {
    switch token.kind {
    case .sign(let sign): BinaryOperator(rawValue: sign.rawValue)
    case .identifier: text(token.range) == "in" ? .isIn : nil
    case .quotedIdentifier, .int, .uint, .double, .string, .broken, .end: nil
    }
  }

  private mutating func parseUnary() -> Node {
    guard token.kind == .sign(.minus) || token.kind == .sign(.not) else { return parseMember() }
    guard enter() else { return skipAll() }
    defer { depth -= 1 }
    let start = token.range.lowerBound
    let isMinus = consume(.minus)
    // The sign belongs to the number: `-9223372036854775808` is an int, and its digits alone are
    // not.
    if isMinus, token.kind == .int || token.kind == .double {
      return parseSuffixes(of: parseNumber(isNegative: true, from: start))
    }
    if !isMinus { advance() }
    let operand = parseUnary()
    return make(isMinus ? .negate(operand) : .not(operand), start..<operand.range.upperBound)
  }
}

// MARK: Tokens

extension Parser {
  /// Goes to the next token.
  mutating func advance() {
    token = lexer.next()
    tokenCount += 1
    while reportedProblems < lexer.problems.count {
      let problem = lexer.problems[reportedProblems]
      let meant = problem.replacement
      report(
        problem.range,
        problem.message,
        help: problem.help ?? meant.map { "did you mean `\($0)`?" },
        fixes: meant.flatMap { source.rewriting(problem.range, as: $0) }.map { [$0] } ?? []
      )
      reportedProblems += 1
    }
    // Tokens are limited too, for a long row of signs may make no node.
    if tokenCount > CELLimits.tokens { passLimit("more than \(CELLimits.tokens) words and signs") }
  }

  /// Whether the token is that sign; if so it is passed.
  mutating func consume(_ sign: Sign) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    advance()
    return true
  }

  /// Passes the sign, or says that it is missing.
  @discardableResult
  mutating func expect(_ sign: Sign, _ place: String) -> Bool {
    if consume(sign) { return true }
    report(token.range, "expected `\(sign.rawValue)` \(place), found \(describe(token))")
    return false
  }

  func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  func describe(_ token: Token) -> String {
    token.kind == .end ? "the end" : "`\(text(token.range))`"
  }

  mutating func report(
    _ range: Range<Int>,
    _ message: String,
    help: String? = nil,
    fixes: [Diagnostic.Fix] = [],
    code: DiagnosticCode = .expressionSyntax
  ) {
    // What is said of a text that is broken throughout helps nobody.
    guard findings.count < CELLimits.findings else { return }
    let span = source.span(of: range)
    // One mistake often stops two readers at the same place; the first says it best.
    guard findings.last?.primary.span != span else { return }
    findings.append(Diagnostic(code, .error, message, at: span, help: help, fixes: fixes))
  }

  /// Makes a node and charges it.
  mutating func make(_ kind: Node.Kind, _ range: Range<Int>) -> Node {
    nodeCount += 1
    let id = nodeCount - 1
    let bare = Node(id: id, range: range, height: 0, kind: kind)
    // Heights are kept while the tree grows, so that no later pass can run out of stack on it.
    let height = bare.partsHeight + 1
    guard nodeCount <= CELLimits.nodes else {
      passLimit("more than \(CELLimits.nodes) parts")
      return Node(id: id, range: range, height: 1, kind: .invalid)
    }
    guard height <= CELLimits.depth else {
      passLimit("parts that lie more than \(CELLimits.depth) deep in each other")
      return Node(id: id, range: range, height: 1, kind: .invalid)
    }
    return Node(id: id, range: range, height: height, kind: kind)
  }

  /// Goes one bracket or sign deeper, unless that passes the limit.
  mutating func enter() -> Bool {
    depth += 1
    guard depth > CELLimits.depth else { return !isAtLimit }
    passLimit("parts that lie more than \(CELLimits.depth) deep in each other")
    return false
  }

  mutating func leave() {
    depth -= 1
  }

  /// Ends the reading where a limit is passed.
  private mutating func passLimit(_ what: String) {
    guard !isAtLimit else { return }
    isAtLimit = true
    report(token.range, "this expression has \(what)", help: "move parts of it into variables")
    // An endless row of ends: every loop of the parser stops at one.
    token = Token(kind: .end, range: bytes.count..<bytes.count)
    lexer = Lexer([])
  }

  private mutating func skipAll() -> Node {
    depth -= 1
    return make(.invalid, token.range)
  }
}

extension Node {
  /// Whether it is a word that stands before a value in other languages, and is no name.
  fileprivate var isForeignWord: Bool {
    guard case .name(let name, isRooted: false) = kind else { return false }
    return ["not", "typeof", "new", "await"].contains(name)
  }
}

extension String {
  /// The text without the blanks, and without these signs, around it.
  fileprivate func trimmingBlanks(and signs: String) -> String {
    let inner = drop { $0 == " " || signs.contains($0) }
    return String(inner.reversed().drop { $0 == " " || signs.contains($0) }.reversed())
  }
}
