/// A JSON value with its members in the order given, for writing schemas.
enum SchemaValue: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  case text(String)
  case number(Int)
  case flag(Bool)
  case list([SchemaValue])
  case object([(String, SchemaValue)])

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .number(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(arrayLiteral elements: SchemaValue...) { self = .list(elements) }

  /// A definition of the schema.
  static func reference(_ name: String) -> SchemaValue {
    .object([("$ref", .text("#/$defs/\(name)"))])
  }

  /// One of several schemas.
  static func anyOf(_ schemas: [SchemaValue]) -> SchemaValue {
    schemas.count == 1 ? schemas[0] : .object([("anyOf", .list(schemas))])
  }

  /// A mapping with names of the author's.
  static func mapping(of value: SchemaValue) -> SchemaValue {
    .object([("type", "object"), ("additionalProperties", value)])
  }

  /// `${ … }` and nothing else.
  static let expression = SchemaValue.object([
    ("type", "string"), ("pattern", #"^\$\{.*\}$"#),
  ])

  /// The value as indented JSON.
  func text(indent: String = "") -> String {
    switch self {
    case .text(let text): quoted(text)
    case .number(let number): String(number)
    case .flag(let flag): String(flag)
    case .list(let items): bracketed(items.map { ("", $0) }, "[", "]", indent)
    case .object(let members):
      bracketed(members.map { (quoted($0.0) + ": ", $0.1) }, "{", "}", indent)
    }
  }

  private func bracketed(
    _ items: [(String, SchemaValue)],
    _ open: String,
    _ close: String,
    _ indent: String
  ) -> String {
    guard !items.isEmpty else { return open + close }
    let inner = indent + "  "
    let lines = items.map { inner + $0.0 + $0.1.text(indent: inner) }
    return "\(open)\n\(lines.joined(separator: ",\n"))\n\(indent)\(close)"
  }

  private func quoted(_ text: String) -> String {
    let escaped = text.map { character -> String in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
