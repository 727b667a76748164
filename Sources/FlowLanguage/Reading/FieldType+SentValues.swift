import CEL
import CallModel
import Diagnostics
import FlowSyntax

extension FieldType where Value == ValueTemplate {
  /// A value that is sent as JSON of a shape; any value where that is nil.
  static func sent(as schema: APISchema?) -> Self {
    Self(shape: .any, placeholder: .literal(.null)) { node, values in
      values.sentValue(node, as: schema ?? .any)
    }
  }
}

extension ValueReader {
  /// A value of the shape that another system expects; what has another shape is a finding.
  fileprivate func sentValue(_ node: SyntaxNode, as schema: APISchema) -> ValueTemplate {
    switch (node.content, schema.shape) {
    case (_, .any): return valueTemplate(node)
    case (.mapping(let entries), .object(let fields, let isClosed)):
      return sentObject(entries, fields, isClosed: isClosed, at: node)
    case (.mapping(let entries), .map(let value)):
      return .map(
        entries.map { entry in
          checkSent(entry)
          return ValueTemplate.Entry(key: entry.key.text, value: sentValue(entry.value, as: value))
        }
      )
    case (.sequence(let items), .list(let item)):
      return .list(items.map { sentValue($0, as: item) })
    case (.scalar(let scalar), _): return sentScalar(scalar, node, as: schema)
    case (.mapping, .scalar), (.mapping, .list), (.sequence, .scalar), (.sequence, .map),
      (.sequence, .object):
      nodes.reportWrongShape(node, schema.words)
      return valueTemplate(node)
    }
  }

  private func sentObject(
    _ entries: [SyntaxEntry],
    _ fields: [APISchema.Field],
    isClosed: Bool,
    at node: SyntaxNode
  ) -> ValueTemplate {
    var sent: [ValueTemplate.Entry] = []
    var names = Set(entries.map(\.key.text))
    for entry in entries {
      checkSent(entry)
      var schema = APISchema.any
      if let field = fields.first(where: { $0.name == entry.key.text }) {
        schema = field.schema
      } else if let meant = reportUnknown(entry.key, among: fields, isClosed: isClosed) {
        names.insert(meant)
      }
      sent.append(
        ValueTemplate.Entry(key: entry.key.text, value: sentValue(entry.value, as: schema))
      )
    }
    let missing = fields.filter { $0.isRequired && !$0.isReadOnly && !names.contains($0.name) }
    if !missing.isEmpty, nodes.isComplete {
      nodes.report(
        Diagnostic(
          .missingField,
          "what is sent needs \(quotedList(missing.map(\.name)))",
          at: node.headSpan,
          help: "the service's description requires it"
        )
      )
    }
    return .map(sent)
  }

  /// Notes a key that an object does not have; returns the one that was probably meant.
  ///
  /// A description that does not forbid others may leave some out, so there it is a warning, but
  /// where one is missed.
  private func reportUnknown(
    _ key: SyntaxScalar,
    among fields: [APISchema.Field],
    isClosed: Bool
  ) -> String? {
    let known = fields.filter { !$0.isReadOnly }.map(\.name)
    let meant = nodes.nearest(to: key.text, among: known)
    let near = NearName(
      meant,
      for: key.text,
      of: .author,
      at: key.span,
      otherwise: "it has \(quotedList(known))"
    )
    let isMissed = fields.contains { $0.name == meant && $0.isRequired }
    nodes.report(
      Diagnostic(
        .unknownField,
        isClosed || isMissed ? .error : .warning,
        "the service's description has no `\(key.text)` here",
        at: key.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return meant
  }

  private func sentScalar(
    _ scalar: SyntaxScalar,
    _ node: SyntaxNode,
    as schema: APISchema
  ) -> ValueTemplate {
    switch nodes.textContent(scalar.fragment) {
    case .expression(let source) where secretName(source) == nil:
      let type = schema.type(in: .request)
      return .expression(expression(source, type.map { .sent($0) } ?? .value))
    case .plain(let text):
      if schema.isNullable, scalar.style == .plain, text.isEmpty || text == "null" {
        return .literal(.null)
      }
      guard case .scalar(let type) = schema.shape, !scalar.isAbsent else {
        nodes.reportWrongShape(node, schema.words)
        return valueTemplate(node)
      }
      return .literal(literal(text, of: type, at: scalar.span) ?? .null)
    case let content:
      if case .scalar(let type) = schema.shape, !type.isNumberOrFlag {
        return .text(template(content, at: scalar.span))
      }
      nodes.reportWrongShape(node, schema.words)
      return .text(template(content, at: scalar.span))
    }
  }
}

extension FlowType {
  fileprivate var isNumberOrFlag: Bool { [.int, .double, .bool].contains(self) }
}

extension APISchema {
  /// The shape in messages.
  fileprivate var words: String {
    switch shape {
    case .any: "any value"
    case .scalar(let type): "a value of type `\(type.name)`"
    case .list: "a list"
    case .map, .object: "a mapping"
    }
  }
}
