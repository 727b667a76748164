internal import JSON

/// The JSON schema of flow files (draft 2020-12), written from the step catalogue.
///
/// Editors use it for completion and first checks; `flowctl validate` says much more. The text is
/// the same for the same catalogue, so that a stale copy is noticed.
package func flowSchema() -> String {
  var definitions: JSONObject = [
    "step": stepSchema(),
    "steps": ["type": "array", "minItems": 1, "items": .reference("step")],
    "handler": .anyOf([["type": "string"], .reference("steps")]),
    "prompt": promptSchema,
    "party": ["type": "string"],
    "type": .anyOf([["type": "string"], ["type": ["object", "array"]]]),
  ]
  for keyword in StepKeyword.allCases {
    definitions["step-\(keyword.rawValue)"] = schema(of: keyword)
  }
  let document: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A call flow",
    "type": "object",
    "required": ["flow", "blocks"],
    "additionalProperties": false,
    "properties": flowProperties,
    "$defs": .object(definitions),
  ]
  return document.text(in: .pretty) + "\n"
}

/// The schema of each key, with what is said of it.
private var flowProperties: JSONValue {
  .object(
    JSONObject(
      FlowKey.all.map { key in
        guard case .object(var members) = key.schema else { return (key.name, key.schema) }
        members["description"] = .string(key.documentation)
        return (key.name, .object(members))
      }
    )
  )
}

private let promptSchema = JSONValue.anyOf([
  ["type": "string"],
  [
    "type": "object", "additionalProperties": false,
    "properties": [
      "text": ["type": "string"], "ssml": ["type": "string"], "file": ["type": "string"],
      "locale": ["type": "string"],
    ],
  ],
])

/// A step is a bare keyword, or a mapping with one.
private func stepSchema() -> JSONValue {
  let bare = StepKeyword.allCases.filter { keyword in
    !keyword.shape.fields.contains { $0.isRequired }
  }
  return .anyOf(
    [["enum": .words(bare.map(\.rawValue))]]
      + StepKeyword.allCases.map { .reference("step-\($0.rawValue)") }
  )
}

private func schema(of keyword: StepKeyword) -> JSONValue {
  let shape = keyword.shape
  let beside = shape.fields.filter { $0.place == .beside }
  var properties: JSONObject = [keyword.rawValue: value(of: shape)]
  for field in beside { properties[field.name] = schema(of: field) }
  properties["id"] = ["type": "string", "pattern": "^[a-z][A-Za-z0-9]*$"]
  properties["when"] = ["type": ["string", "boolean"]]
  properties["on"] = .mapping(of: .reference("handler"))
  return [
    "type": "object",
    "description": .string(keyword.definition.summary),
    "required": .words([keyword.rawValue] + beside.filter(\.isRequired).map(\.name)),
    "additionalProperties": false,
    "properties": .object(properties),
  ]
}

/// What may stand under the keyword: the main field's value, a mapping of the fields, or nothing.
private func value(of shape: StepShape) -> JSONValue {
  let inside = shape.fields.filter { $0.place != .beside }
  let main = inside.first { $0.place == .main }.map { schema(of: $0) }
  let named = inside.filter { !$0.name.isEmpty }
  let record: JSONValue = [
    "type": "object", "additionalProperties": false,
    "required": .words(named.filter(\.isRequired).map(\.name)),
    "properties": .fields(named),
  ]
  let isOptional = !inside.contains { $0.isRequired }
  return .anyOf(
    (main.map { [$0] } ?? []) + (named.isEmpty || named.count == 1 && main != nil ? [] : [record])
      + (isOptional ? [["type": "null"]] : [])
  )
}

/// The schema of a field's value, with what is said of the field.
private func schema(of field: FieldShape) -> JSONValue {
  guard case .object(var members) = schema(of: field.value) else { return [:] }
  members["description"] = .string(field.documentation)
  return .object(members)
}

private func schema(of shape: ValueShape) -> JSONValue {
  switch shape {
  case .text: ["type": ["string", "number"]]
  case .integer(let range):
    .anyOf([
      [
        "type": "integer", "minimum": .integer(range.lowerBound),
        "maximum": .integer(range.upperBound),
      ], .expression,
    ])
  case .flag: ["type": "boolean"]
  case .duration:
    .anyOf([["type": "string", "pattern": #"^(\d+(\.\d+)?(h|m|s|ms))+$"#], .expression])
  case .words(let words): .anyOf([["enum": .words(words)], .expression])
  case .condition: ["type": ["string", "boolean"]]
  case .prompt: .reference("prompt")
  case .party: .reference("party")
  case .block: ["type": "string"]
  case .handler: .reference("handler")
  case .steps: .reference("steps")
  case .declaration: .reference("type")
  case .any: [:]
  case .list(let item):
    .anyOf([schema(of: item), ["type": "array", "items": schema(of: item)]])
  case .mapping(let value): .mapping(of: schema(of: value))
  case .record(let fields):
    ["type": "object", "additionalProperties": false, "properties": .fields(fields)]
  case .either(let shapes): .anyOf(shapes.map { schema(of: $0) })
  }
}

extension JSONValue {
  /// A definition of the schema.
  static func reference(_ name: String) -> JSONValue {
    ["$ref": .string("#/$defs/\(name)")]
  }

  /// One of several schemas.
  static func anyOf(_ schemas: [JSONValue]) -> JSONValue {
    schemas.count == 1 ? schemas[0] : ["anyOf": .array(schemas)]
  }

  /// A mapping with names of the author's.
  static func mapping(of value: JSONValue) -> JSONValue {
    ["type": "object", "additionalProperties": value]
  }

  /// A list of words.
  fileprivate static func words(_ words: [String]) -> JSONValue {
    .array(words.map(JSONValue.string))
  }

  /// The schemas of fields, by their names.
  fileprivate static func fields(_ fields: [FieldShape]) -> JSONValue {
    .object(JSONObject(fields.map { ($0.name, schema(of: $0)) }))
  }

  /// `${ … }` and nothing else.
  fileprivate static let expression: JSONValue = ["type": "string", "pattern": #"^\$\{.*\}$"#]
}
