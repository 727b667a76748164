/// The JSON schema of flow files (draft 2020-12), written from the step catalogue.
///
/// Editors use it for completion and first checks; `flowctl validate` says much more. The text is
/// the same for the same catalogue, so that a stale copy is noticed.
package func flowSchema() -> String {
  let shared: [(String, SchemaValue)] = [
    ("step", stepSchema()),
    ("steps", .object([("type", "array"), ("minItems", 1), ("items", .reference("step"))])),
    ("handler", .anyOf([.object([("type", "string")]), .reference("steps")])),
    ("prompt", promptSchema),
    ("party", .object([("type", "string")])),
    (
      "type",
      .anyOf([.object([("type", "string")]), .object([("type", .list(["object", "array"]))])])
    ),
  ]
  let definitions =
    shared + StepKeyword.allCases.map { ("step-\($0.rawValue)", schema(of: $0)) }
  let document = SchemaValue.object([
    ("$schema", "https://json-schema.org/draft/2020-12/schema"),
    ("title", "A call flow"),
    ("type", "object"),
    ("required", .list(["flow", "blocks"])),
    ("additionalProperties", false),
    ("properties", .object(flowProperties)),
    ("$defs", .object(definitions)),
  ])
  return document.text() + "\n"
}

private let flowProperties: [(String, SchemaValue)] = [
  ("flow", .object([("type", "string"), ("pattern", "^[a-z][A-Za-z0-9-]*$")])),
  ("language", .object([("const", 1)])),
  ("description", .object([("type", "string")])),
  ("profile", .object([("enum", .list(["teamsPhone", "callAutomation"]))])),
  ("locale", .object([("type", "string"), ("pattern", .text(localePattern))])),
  ("voices", .mapping(of: .object([("type", "string")]))),
  ("maxDuration", .object([("type", "string")])),
  ("start", .object([("type", "string")])),
  ("identities", .mapping(of: .object([("type", .list(["string", "integer", "object"]))]))),
  ("routes", .object([("type", "array"), ("items", .object([("type", "object")]))])),
  ("settings", .mapping(of: .object([("type", "string")]))),
  ("variables", .mapping(of: .reference("type"))),
  ("hours", .mapping(of: .object([("type", "object")]))),
  ("prompts", .mapping(of: .object([("type", .list(["string", "object"]))]))),
  ("blocks", .mapping(of: .reference("steps"))),
  ("on", .mapping(of: .reference("handler"))),
]

private let promptSchema = SchemaValue.anyOf([
  .object([("type", "string")]),
  .object([
    ("type", "object"), ("additionalProperties", false),
    (
      "properties",
      .object([
        ("text", .object([("type", "string")])), ("ssml", .object([("type", "string")])),
        ("file", .object([("type", "string")])), ("locale", .object([("type", "string")])),
      ])
    ),
  ]),
])

/// A step is a bare keyword, or a mapping with one.
private func stepSchema() -> SchemaValue {
  let bare = StepKeyword.allCases.filter { keyword in
    !keyword.shape.fields.contains { $0.isRequired }
  }
  return .anyOf(
    [.object([("enum", .list(bare.map { .text($0.rawValue) }))])]
      + StepKeyword.allCases.map { .reference("step-\($0.rawValue)") }
  )
}

private func schema(of keyword: StepKeyword) -> SchemaValue {
  let shape = keyword.shape
  let beside = shape.fields.filter { $0.place == .beside }
  let properties: [(String, SchemaValue)] =
    [(keyword.rawValue, value(of: shape))]
    + beside.map { ($0.name, schema(of: $0.value, $0.documentation)) }
    + [
      ("id", .object([("type", "string"), ("pattern", "^[a-z][A-Za-z0-9]*$")])),
      ("when", .object([("type", .list(["string", "boolean"]))])),
      ("on", .mapping(of: .reference("handler"))),
    ]
  return .object([
    ("type", "object"),
    ("description", .text(keyword.definition.summary)),
    (
      "required",
      .list([.text(keyword.rawValue)] + beside.filter(\.isRequired).map { .text($0.name) })
    ),
    ("additionalProperties", false),
    ("properties", .object(properties)),
  ])
}

/// What may stand under the keyword: the main field's value, a mapping of the fields, or nothing.
private func value(of shape: StepShape) -> SchemaValue {
  let inside = shape.fields.filter { $0.place != .beside }
  let main = inside.first { $0.place == .main }.map { schema(of: $0.value, $0.documentation) }
  let named = inside.filter { !$0.name.isEmpty }
  let record = SchemaValue.object([
    ("type", "object"), ("additionalProperties", false),
    ("required", .list(named.filter { $0.isRequired }.map { .text($0.name) })),
    ("properties", .object(named.map { ($0.name, schema(of: $0.value, $0.documentation)) })),
  ])
  let isOptional = !inside.contains { $0.isRequired }
  return .anyOf(
    (main.map { [$0] } ?? []) + (named.isEmpty || named.count == 1 && main != nil ? [] : [record])
      + (isOptional ? [.object([("type", "null")])] : [])
  )
}

/// The schema of a field's value.
private func schema(of shape: ValueShape, _ documentation: String) -> SchemaValue {
  guard case .object(let members) = bareSchema(of: shape) else { return .object([]) }
  return .object(members + [("description", .text(documentation))])
}

private func bareSchema(of shape: ValueShape) -> SchemaValue {
  switch shape {
  case .text: .object([("type", .list(["string", "number"]))])
  case .integer(let range):
    .anyOf([
      .object([
        ("type", "integer"), ("minimum", .number(range.lowerBound)),
        ("maximum", .number(range.upperBound)),
      ]), .expression,
    ])
  case .flag: .object([("type", "boolean")])
  case .duration:
    .anyOf([
      .object([("type", "string"), ("pattern", #"^(\d+(\.\d+)?(h|m|s|ms))+$"#)]), .expression,
    ])
  case .words(let words):
    .anyOf([.object([("enum", .list(words.map { .text($0) }))]), .expression])
  case .condition: .object([("type", .list(["string", "boolean"]))])
  case .prompt: .reference("prompt")
  case .party: .reference("party")
  case .block: .object([("type", "string")])
  case .handler: .reference("handler")
  case .declaration: .reference("type")
  case .any: .object([])
  case .list(let item):
    .anyOf([bareSchema(of: item), .object([("type", "array"), ("items", bareSchema(of: item))])])
  case .mapping(let value): .mapping(of: bareSchema(of: value))
  case .record(let fields):
    .object([
      ("type", "object"), ("additionalProperties", false),
      ("properties", .object(fields.map { ($0.name, schema(of: $0.value, $0.documentation)) })),
    ])
  case .either(let shapes): .anyOf(shapes.map(bareSchema))
  }
}
