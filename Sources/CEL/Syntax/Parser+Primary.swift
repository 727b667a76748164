internal import Diagnostics

extension Parser {
  /// A primary and the fields, indices and calls after it.
  mutating func parseMember() -> Node {
    let primary = parsePrimary()
    return parseSuffixes(of: primary)
  }

  mutating func parseSuffixes(of primary: Node) -> Node {
    var node = primary
    while case .sign(let sign) = token.kind {
      switch sign {
      case .dot, .optionalDot:
        node = parseField(of: node, isOptional: sign == .optionalDot)
      case .openBracket, .optionalBracket:
        node = parseIndex(of: node, isOptional: sign == .optionalBracket)
      // Only after a name: `a ? {} : b` is a conditional over a map.
      case .openBrace where node.qualifiedName != nil:
        node = parseMessage(named: node)
      case .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .and, .or, .less, .greater, .plus,
        .minus, .times, .divide, .remainder, .not, .question, .colon, .comma, .openParenthesis,
        .closeParenthesis, .closeBracket, .openBrace, .closeBrace:
        return node
      }
    }
    return node
  }

  private mutating func parsePrimary() -> Node {
    let start = token.range.lowerBound
    switch token.kind {
    case .int, .uint, .double: return parseNumber(isNegative: false, from: start)
    case .string(let form): return parseString(form)
    case .identifier: return parseName(isRooted: false, from: start)
    case .sign(.dot):
      advance()
      guard token.kind == .identifier else { return missingExpression() }
      return parseName(isRooted: true, from: start)
    case .sign(.openParenthesis): return parseParentheses()
    case .sign(.openBracket), .sign(.optionalBracket): return parseList()
    case .sign(.openBrace): return parseMap()
    // The lexer has reported it; here it stands for an operand, so that reading goes on.
    case .broken:
      let range = token.range
      advance()
      return make(.invalid, range)
    case .quotedIdentifier, .sign, .end: return missingExpression()
    }
  }

  private mutating func missingExpression() -> Node {
    if let pattern = refusePattern() { return pattern }
    report(
      token.range,
      "expected an expression, found \(describe(token))",
      help: countingHelp.map { "write `\($0)`" }
    )
    let start = token.range.lowerBound
    // `a == == b` is one finding.
    while token.kind.isStray { advance() }
    // What stands after stray operators is read, so that its own mistakes are said too.
    guard token.kind.beginsOperand else { return make(.invalid, start..<start) }
    return parsePrimary()
  }

  /// What `n++` and `n--` of other languages are written as; nil for anything else.
  private var countingHelp: String? {
    let written = String(decoding: bytes, as: UTF8.self)
    guard token.range.upperBound == bytes.count,
      let sign = ["++", "--"].first(where: written.hasSuffix)
    else { return nil }
    return "\(written.dropLast(2)) \(sign.prefix(1)) 1"
  }

  private mutating func parseParentheses() -> Node {
    let start = token.range.lowerBound
    advance()
    let inner = parseExpression()
    if let refused = refuseParentheses(from: start) { return refused }
    let end = token.range.upperBound
    // Unclosed, the operand keeps its own range.
    guard expect(.closeParenthesis, "to close `(`") else { return inner }
    // The range grows by the parentheses, so that findings cover what the author sees.
    return Node(id: inner.id, range: start..<end, height: inner.height, kind: inner.kind)
  }

  /// `('x', 'y')` of other languages, where a list stands in brackets; nil for anything else.
  private mutating func refuseParentheses(from start: Int) -> Node? {
    guard token.kind == .sign(.comma),
      let end = bytes[token.range.upperBound...].firstIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let written = "[\(text(start + 1..<end))]"
    report(
      start..<end + 1,
      "a list stands in brackets",
      help: "write `\(written)`",
      fixes: source.rewriting(start..<end + 1, as: written).map { [$0] } ?? []
    )
    jump(to: end + 1)
    return make(.invalid, start..<end + 1)
  }

  /// `/x/` of other languages, where a pattern stands in quotes; nil for anything else.
  private mutating func refusePattern() -> Node? {
    let start = token.range.lowerBound
    guard token.kind == .sign(.divide),
      let end = bytes[token.range.upperBound...].firstIndex(of: UInt8(ascii: "/"))
    else { return nil }
    let pattern = text(start + 1..<end)
    let written = "r'\(pattern)'"
    let isPlain = !pattern.contains("'")
    report(
      start..<end + 1,
      "a pattern is a text in quotes",
      help: isPlain ? "write `\(written)`" : nil,
      fixes: isPlain ? source.rewriting(start..<end + 1, as: written).map { [$0] } ?? [] : []
    )
    jump(to: end + 1)
    return make(.invalid, start..<end + 1)
  }

  private mutating func parseName(isRooted: Bool, from start: Int) -> Node {
    let range = token.range
    let name = text(range)
    advance()
    // `.true` is no literal, and no name either.
    if !isRooted, let literal = Self.wordLiterals[name] { return make(.literal(literal), range) }
    if reservedWords.contains(name) || Self.wordLiterals[name] != nil || name == "in" {
      report(
        range,
        "`\(name)` is a word of the language and cannot be a name here",
        help: "choose another name",
        // `in` is an operator without its operand, rather than a name someone chose.
        code: name == "in" ? .expressionSyntax : .reservedName
      )
      return make(.invalid, range)
    }
    guard token.kind == .sign(.openParenthesis) else {
      return make(.name(name, isRooted: isRooted), start..<range.upperBound)
    }
    let arguments = parseArguments()
    let call = Node.Call(
      function: name,
      functionRange: range,
      isRooted: isRooted,
      target: nil,
      arguments: arguments.nodes
    )
    return expand(call, start..<arguments.end)
  }

  private static let wordLiterals: [String: CELValue] = [
    "true": .bool(true), "false": .bool(false), "null": .null,
  ]

  private mutating func parseField(of operand: Node, isOptional: Bool) -> Node {
    advance()
    let range = token.range
    let start = operand.range.lowerBound
    guard token.kind == .identifier || token.kind == .quotedIdentifier else {
      report(range, "expected a field's name after the dot, found \(describe(token))")
      return make(.invalid, start..<range.lowerBound)
    }
    let isQuoted = token.kind == .quotedIdentifier
    let name = isQuoted ? text(range.lowerBound + 1..<range.upperBound - 1) : text(range)
    advance()
    // No function has a quoted name, and `a.?f(x)` is not in the grammar: what follows is reported
    // where it stands.
    guard token.kind == .sign(.openParenthesis), !isQuoted, !isOptional else {
      let field = Node.Field(name: name, range: range)
      return make(.select(operand, field, isOptional: isOptional), start..<range.upperBound)
    }
    let arguments = parseArguments()
    let call = Node.Call(
      function: name,
      functionRange: range,
      isRooted: false,
      target: operand,
      arguments: arguments.nodes
    )
    return expand(call, start..<arguments.end)
  }

  private mutating func parseIndex(of operand: Node, isOptional: Bool) -> Node {
    advance()
    let index = parseExpression()
    if token.kind == .sign(.colon) { return refuseSlice(of: operand, from: index) }
    let end = token.range.upperBound
    let isClosed = expect(.closeBracket, "to close `[`")
    // The rest up to the bracket belongs to the same mistake.
    if !isClosed { skip(to: .closeBracket) }
    let range = operand.range.lowerBound..<(isClosed ? end : index.range.upperBound)
    return make(.index(operand, index, isOptional: isOptional), range)
  }

  /// `text[0:3]` of other languages.
  private mutating func refuseSlice(of operand: Node, from index: Node) -> Node {
    let colon = token.range
    skip(to: .closeBracket)
    let end = max(colon.upperBound, token.range.lowerBound)
    let rest = bytes[colon.upperBound..<end].prefix { $0 != UInt8(ascii: "]") }
    let last = String(decoding: rest, as: UTF8.self).filter { $0 != " " }
    let bounds = last.isEmpty ? text(index.range) : "\(text(index.range)), \(last)"
    let whole = text(operand.range)
    report(
      colon,
      "`[… : …]` means nothing in an expression",
      help: "write `\(whole).substring(\(bounds))`"
        + (last.isEmpty ? "" : ", or of a list `\(whole).slice(\(bounds))`")
    )
    return make(.invalid, operand.range.lowerBound..<end)
  }

  private mutating func parseArguments() -> (nodes: [Node], end: Int) {
    advance()
    var nodes: [Node] = []
    while token.kind != .sign(.closeParenthesis), token.kind != .end {
      nodes.append(parseExpression())
      // A comma may come last (cel-spec: `ExprList [","]` for lists and maps; calls are treated
      // alike).
      guard consume(.comma) else { break }
    }
    return (nodes, close(.closeParenthesis, opened: "("))
  }

  /// Passes the closing sign, or says that it is missing and goes to it; gives the end.
  mutating func close(_ sign: Sign, opened: String) -> Int {
    let end = token.range.upperBound
    if expect(sign, "to close `\(opened)`") { return end }
    let found = token.range.lowerBound
    skip(to: sign)
    return found
  }

  /// Goes past the next sign of that sort that no bracket in between opens, if there is one.
  private mutating func skip(to sign: Sign) {
    var open = 0
    while token.kind != .end {
      switch token.kind {
      case .sign(.openParenthesis), .sign(.openBracket), .sign(.optionalBracket),
        .sign(.openBrace):
        open += 1
      case .sign(.closeParenthesis), .sign(.closeBracket), .sign(.closeBrace):
        // Whatever closes here ends the search: what comes after belongs to what is around.
        if open == 0 {
          _ = consume(sign)
          return
        }
        open -= 1
      case .identifier, .quotedIdentifier, .int, .uint, .double, .string, .sign, .broken, .end:
        break
      }
      advance()
    }
  }
}

// MARK: Lists, maps and messages

extension Parser {
  private mutating func parseList() -> Node {
    let start = token.range.lowerBound
    // `[?x]` begins with the same sign as an optional index.
    var isOptional = token.kind == .sign(.optionalBracket)
    advance()
    var elements: [Node.Element] = []
    while isOptional || token.kind != .sign(.closeBracket) && token.kind != .end {
      isOptional = consume(.question) || isOptional
      elements.append(Node.Element(value: parseExpression(), isOptional: isOptional))
      isOptional = false
      guard consume(.comma) else { break }
    }
    let end = close(.closeBracket, opened: "[")
    return make(.list(elements), start..<max(start, end))
  }

  private mutating func parseMap() -> Node {
    let start = token.range.lowerBound
    let told = findings.count
    let (entries, end) = parseEntries()
    guard findings.count == told else { return make(.invalid, start..<max(start, end)) }
    return make(.map(entries), start..<max(start, end))
  }

  private mutating func parseEntries() -> (entries: [Node.Entry], end: Int) {
    advance()
    var entries: [Node.Entry] = []
    while token.kind != .sign(.closeBrace), token.kind != .end {
      let isOptional = consume(.question)
      let key = parseExpression()
      // `${{ name }}` of other systems.
      if token.kind == .sign(.closeBrace), entries.isEmpty, bytes.first == UInt8(ascii: "{") {
        // Of two pairs the inner one is told.
        guard findings.isEmpty else { break }
        report(
          token.range,
          "`{` and `}` around an expression make a map of it",
          help: isInBraces
            ? "one pair of braces is enough: `${\(text(key.range))}`"
            : "an expression reads names without braces: `\(text(key.range))`"
        )
        break
      }
      guard expect(.colon, "after the key") else { break }
      let value = parseExpression()
      entries.append(Node.Entry(key: key, value: value, isOptional: isOptional))
      guard consume(.comma) else { break }
    }
    return (entries, close(.closeBrace, opened: "{"))
  }

  /// Whether nothing but braces and blanks stands behind the token.
  private var isInBraces: Bool {
    bytes[token.range.lowerBound...].allSatisfy {
      $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: " ")
    }
  }

  private mutating func parseMessage(named name: Node) -> Node {
    let (_, end) = parseEntries()
    return make(.message(name), name.range.lowerBound..<max(name.range.upperBound, end))
  }
}

extension Token.Kind {
  /// Whether it can stand neither at the beginning of an expression nor after its end.
  fileprivate var isStray: Bool {
    switch self {
    case .quotedIdentifier: true
    case .sign(let sign):
      switch sign {
      case .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .and, .or, .less, .greater, .plus,
        .times, .divide, .remainder, .question, .optionalDot, .dot:
        true
      case .minus, .not, .colon, .comma, .openParenthesis, .closeParenthesis, .openBracket,
        .optionalBracket, .closeBracket, .openBrace, .closeBrace:
        false
      }
    case .identifier, .int, .uint, .double, .string, .broken, .end: false
    }
  }

  /// Whether an operand without a sign before it begins here.
  fileprivate var beginsOperand: Bool {
    switch self {
    case .identifier, .int, .uint, .double, .string: true
    case .quotedIdentifier, .sign, .broken, .end: false
    }
  }
}
