internal import CEL
internal import CallEmulator
internal import CallModel
internal import Diagnostics
internal import FlowLanguage
internal import FlowSyntax
internal import JSON

/// The methods that requests have, as lines name them.
let requestMethods = ["get", "post", "put", "patch", "delete"]

/// The keys of a request besides its method, of an answer, and of a rule besides its request.
let requestKeys = ["headers", "body"]
let answerKeys = ["status", "headers", "body"]
let ruleKeys = ["answer", "after"]

/// Answers that are one word.
let bareAnswers = ["timeout", "unreachable"]

extension ScenarioReader {
  /// A value of any shape, with `${ … }` in it; nil where something in it is wrong.
  mutating func value(_ node: SyntaxNode) -> ScenarioValue? {
    switch node.content {
    case .scalar(let scalar): return value(scalar)
    case .sequence(let items):
      let read = items.compactMap { value($0) }
      return read.count == items.count ? .list(read) : nil
    case .mapping(let entries):
      let read = entries.compactMap { entry in
        value(entry.value).map { (key: entry.key.text, value: $0) }
      }
      return read.count == entries.count ? .map(read) : nil
    }
  }

  private mutating func value(_ scalar: SyntaxScalar) -> ScenarioValue? {
    guard scalar.text.contains("${") else { return .literal(JSONValue(plain: scalar)) }
    let (parts, findings) = splitTemplate(scalar.fragment)
    for finding in findings { values.report(finding) }
    guard !findings.hasErrors else { return nil }
    if case .expression(let source)? = parts.first, parts.count == 1 {
      return expression(source, in: names).map(ScenarioValue.expression)
    }
    var pieces: [ScenarioValue.Piece] = []
    for part in parts {
      switch part {
      case .text(let text): pieces.append(.text(text.text))
      case .expression(let source):
        guard let expression = expression(source, in: names) else { return nil }
        pieces.append(.expression(expression))
      }
    }
    return .text(pieces)
  }

  /// An expression; nil where it is wrong.
  mutating func expression(
    _ source: SourceFragment,
    in environment: CELEnvironment,
    expecting type: CELType? = nil
  ) -> CELExpression? {
    let (expression, findings) = compileCEL(source, in: environment, expecting: type)
    for finding in findings { values.report(finding) }
    return expression
  }

  /// What requests get: a list of rules, or one.
  mutating func rules(_ node: SyntaxNode) -> [AnswerRule] {
    (node.items ?? [node]).compactMap { rule($0) }
  }

  private mutating func rule(_ node: SyntaxNode) -> AnswerRule? {
    let keys = requestMethods + requestKeys + ruleKeys
    let foreign = [
      "response": "answer", "reply": "answer", "respond": "answer", "returns": "answer",
    ]
    guard let fields = values.fields(of: node, "a rule of `http`", keys, orIn: foreign),
      let pattern = pattern(fields, node.span)
    else { return nil }
    guard let answerNode = fields["answer"] else {
      values.report(.missingField, "a rule of `http` needs `answer`", node.span.startPoint)
      return nil
    }
    guard var answer = answer(answerNode) else { return nil }
    if let after = fields["after"].flatMap({ values.duration($0) }) { answer.after = after }
    return AnswerRule(pattern: pattern, answer: answer)
  }

  /// `{ post: "*/calls", body: … }`.
  mutating func requestPattern(_ node: SyntaxNode) -> RequestPattern? {
    let keys = requestMethods + requestKeys
    return values.fields(of: node, "`requested`", keys).flatMap { pattern($0, node.span) }
  }

  private mutating func pattern(
    _ fields: [String: SyntaxNode],
    _ span: Span
  ) -> RequestPattern? {
    let methods = requestMethods.filter { fields[$0] != nil }
    guard methods.count == 1, let method = methods.first, let node = fields[method] else {
      let list = requestMethods.map { "`\($0)`" }.joined(separator: ", ")
      values.report(
        methods.isEmpty ? .missingField : .exclusiveFields,
        "a request has one of \(list), with its address",
        span
      )
      return nil
    }
    guard let url = values.text(node) else { return nil }
    var pattern = RequestPattern(method: method.uppercased(), url: TextPattern(text: url))
    if let node = fields["headers"] {
      for (name, text) in texts(node) {
        pattern.headers[name.lowercased()] = TextPattern(text: text)
      }
    }
    if let body = fields["body"] {
      guard let value = value(body) else { return nil }
      pattern.body = value
    }
    return pattern
  }

  /// `{ status: 200, body: … }`, `timeout` or `unreachable`.
  mutating func answer(_ node: SyntaxNode) -> ScenarioAnswer? {
    switch node.scalar?.text {
    case "timeout": return ScenarioAnswer(content: .timeout)
    case "unreachable": return ScenarioAnswer(content: .unreachable)
    case _?, nil: break
    }
    guard let fields = values.fields(of: node, "an answer", answerKeys) else {
      return nil
    }
    let status = fields["status"].flatMap { values.count($0) } ?? 200
    guard (100...599).contains(status) else {
      values.report(
        .valueOutOfRange,
        "a status is from 100 to 599",
        fields["status"]?.span ?? node.span
      )
      return nil
    }
    var body: ScenarioValue?
    if let node = fields["body"] {
      guard let value = value(node) else { return nil }
      body = value
    }
    var headers: [String: String] = [:]
    if let node = fields["headers"] {
      for (name, text) in texts(node) { headers[name.lowercased()] = text }
    }
    return ScenarioAnswer(content: .respond(status: status, headers: headers, body: body))
  }
}

extension JSONValue {
  /// A scalar as JSON has it: what is in quotes is a text, what is not may be a number, a truth value
  /// or null.
  fileprivate init(plain scalar: SyntaxScalar) {
    let text = scalar.text
    guard scalar.style == .plain else {
      self = .string(text)
      return
    }
    switch text {
    case "", "null", "~": self = .null
    case "true": self = .bool(true)
    case "false": self = .bool(false)
    default:
      let isNumber = text.utf8.allSatisfy { "+-.eE0123456789".utf8.contains($0) }
      if let number = Int(text), !text.hasPrefix("+") {
        self = .integer(number)
      } else if isNumber, !text.hasPrefix("+"), let number = Double(text), number.isFinite {
        self = .number(number)
      } else {
        self = .string(text)
      }
    }
  }
}
