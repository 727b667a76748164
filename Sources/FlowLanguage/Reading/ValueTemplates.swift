import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension ValueReader {
  /// A value of any shape; unquoted scalars that JSON would read as numbers, `true`, `false` or
  /// `null` are those, everything else is text.
  func valueTemplate(_ node: SyntaxNode) -> ValueTemplate {
    switch node.content {
    case .sequence(let items): return .list(items.map(valueTemplate))
    case .mapping(let entries):
      return .map(
        entries.map { entry in
          checkSent(entry)
          return ValueTemplate.Entry(key: entry.key.text, value: valueTemplate(entry.value))
        }
      )
    case .scalar(let scalar):
      checkSecrets(inBody: scalar)
      switch nodes.textContent(scalar.fragment) {
      case .expression(let source) where secretName(source) == nil:
        return .expression(expression(source, .value))
      case .plain(let text):
        checkSent(Template(parts: [.text(text)], span: scalar.span))
        return .literal(scalar.style == .plain ? jsonLiteral(text) : .string(text))
      case let content:
        let template = template(content, at: scalar.span)
        checkSent(template)
        return .text(template)
      }
    }
  }

  /// Looks at a text that is sent; values that are kept may be anything.
  private func checkSent(_ template: Template) {
    if place.takesSecrets { checkForeignValues(sentIn: template) }
  }

  private func jsonLiteral(_ text: String) -> LiteralValue {
    switch text {
    case "", "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    guard isJSONNumber(text) else { return .string(text) }
    if let int = Int64(text) { return .int(int) }
    guard let double = Double(text), double.isFinite else { return .string(text) }
    return .double(double)
  }

  /// A value of a declared type: a literal of the type's form, or one expression.
  func typedValue(_ node: SyntaxNode, _ type: FlowType) -> ValueTemplate? {
    switch (node.content, type) {
    case (.sequence, .optional(let wrapped)), (.mapping, .optional(let wrapped)):
      return typedValue(node, wrapped)
    case (.sequence(let items), .list(let item)):
      return .list(items.compactMap { typedValue($0, item) })
    case (.mapping(let entries), .map(let value)):
      return .map(
        entries.compactMap { entry in
          typedValue(entry.value, value).map { ValueTemplate.Entry(key: entry.key.text, value: $0) }
        }
      )
    case (.mapping(let entries), .record(let fields)):
      return record(entries, fields, at: node.headSpan)
    case (.scalar(let scalar), _) where !scalar.isAbsent:
      switch nodes.textContent(scalar.fragment) {
      case .expression(let source): return .expression(expression(source, .type(type.celType)))
      case .mixed(let parts) where type == .string:
        return .text(template(.mixed(parts), at: scalar.span))
      case .plain(let text): return literal(text, of: type, at: scalar.span).map { .literal($0) }
      case .mixed: return literal(scalar.text, of: type, at: scalar.span).map { .literal($0) }
      }
    case (.scalar, _), (.sequence, _), (.mapping, _):
      nodes.reportWrongShape(node, "a value of type `\(type.name)`")
      return nil
    }
  }

  private func record(
    _ entries: [SyntaxEntry],
    _ fields: [FlowType.Field],
    at span: Span
  ) -> ValueTemplate? {
    let values = entries.compactMap { entry -> ValueTemplate.Entry? in
      guard let field = fields.first(where: { $0.name == entry.key.text }) else {
        nodes.reportUnknownKey(entry.key, in: "the record", known: fields.map(\.name))
        return nil
      }
      return typedValue(entry.value, field.type).map {
        ValueTemplate.Entry(key: field.name, value: $0)
      }
    }
    let missing = fields.filter { field in
      if case .optional = field.type { return false }
      if case .unreadable = field.type { return false }
      return !entries.contains { $0.key.text == field.name }
    }
    if !missing.isEmpty, nodes.isComplete {
      nodes.report(
        Diagnostic(
          .missingField,
          "the record needs \(quotedList(missing.map(\.name)))",
          at: span,
          help: "every field that is declared without `?` must be there"
        )
      )
    }
    return .map(values)
  }
}

/// Whether a text is a number as JSON writes it (RFC 8259, section 6); `007`, `+1` and `1.` are
/// texts.
func isJSONNumber(_ text: String) -> Bool {
  var rest = text.utf8[...]
  func digits() -> Int {
    let count = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    rest = rest.dropFirst(count)
    return count
  }
  if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
  let startsWithZero = rest.first == UInt8(ascii: "0")
  let whole = digits()
  guard whole == 1 || whole > 1 && !startsWithZero else { return false }
  if rest.first == UInt8(ascii: ".") {
    rest.removeFirst()
    guard digits() > 0 else { return false }
  }
  if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
    rest.removeFirst()
    if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      rest.removeFirst()
    }
    guard digits() > 0 else { return false }
  }
  return rest.isEmpty
}
