import FlowSyntax

/// Reads schemas of a description (JSON Schema, as OpenAPI 3.0 and 3.1 have it).
struct APISchemaReader {
  private let description: APIDescription
  /// How many more schemas are read: references can make a small text say very much.
  private(set) var left: Int
  /// The references that are being followed; one that leads back to itself says nothing.
  private var followed: Set<String> = []

  /// Begins with nothing read; at most so many schemas are.
  init(_ description: APIDescription, atMost limit: Int) {
    self.description = description
    left = limit
  }

  /// The schema of a node; any value where there is none.
  mutating func schema(_ node: SyntaxNode?, depth: Int = 0) -> APISchema {
    guard let node, left > 0, depth < FlowLimits.references else { return .any }
    left -= 1
    if let reference = node["$ref"]?.scalar?.text {
      guard !followed.contains(reference), let target = description.target(of: reference) else {
        return .any
      }
      followed.insert(reference)
      defer { followed.remove(reference) }
      return schema(target, depth: depth + 1).nullable(if: node.saysNullable)
    }
    if let parts = node["allOf"]?.items { return all(of: parts, and: node, depth: depth) }
    if let parts = (node["oneOf"] ?? node["anyOf"])?.items {
      let values = parts.filter { $0.types != ["null"] }
      guard values.count == 1 else { return .any }
      return schema(values[0], depth: depth + 1)
        .nullable(if: values.count < parts.count || node.saysNullable)
    }
    return own(node, depth: depth).nullable(if: node.saysNullable)
  }

  /// What a node says by itself.
  private mutating func own(_ node: SyntaxNode, depth: Int) -> APISchema {
    let types = node.types.filter { $0 != "null" }
    guard types.count <= 1 else { return .any }
    switch types.first {
    case "string": return APISchema(shape: .scalar(node.textType))
    case "integer": return APISchema(shape: .scalar(.int))
    case "number": return APISchema(shape: .scalar(.double))
    case "boolean": return APISchema(shape: .scalar(.bool))
    case "array": return APISchema(shape: .list(schema(node["items"], depth: depth + 1)))
    case "object": return object(node, depth: depth)
    case nil where node["properties"] != nil: return object(node, depth: depth)
    default: return .any
    }
  }

  private mutating func object(_ node: SyntaxNode, depth: Int) -> APISchema {
    let more = node["additionalProperties"]
    guard let properties = node["properties"]?.entries else {
      guard let more, more.entries?.isEmpty == false else { return .any }
      return APISchema(shape: .map(schema(more, depth: depth + 1)))
    }
    let required = node.requiredNames
    let fields = properties.map { entry in
      APISchema.Field(
        name: entry.key.text,
        schema: schema(entry.value, depth: depth + 1),
        isRequired: required.contains(entry.key.text),
        isReadOnly: entry.value["readOnly"]?.scalar?.text == "true",
        isWriteOnly: entry.value["writeOnly"]?.scalar?.text == "true"
      )
    }
    return APISchema(shape: .object(fields, isClosed: more?.scalar?.text == "false"))
  }

  /// What several schemas say together: of objects all properties, of which each is required that
  /// one of them requires.
  private mutating func all(
    of parts: [SyntaxNode],
    and node: SyntaxNode,
    depth: Int
  ) -> APISchema {
    var schemas = parts.map { schema($0, depth: depth + 1) }
    schemas.append(own(node, depth: depth))
    let required = (parts + [node]).reduce(into: Set<String>()) { names, part in
      names.formUnion(description.resolved(part)?.requiredNames ?? [])
    }
    var fields: [APISchema.Field] = []
    var others: [APISchema] = []
    for schema in schemas {
      switch schema.shape {
      case .any: continue
      case .scalar, .list, .map: others.append(schema)
      case .object(let added, _):
        fields = fields.filter { field in !added.contains { $0.name == field.name } } + added
      }
    }
    for index in fields.indices where required.contains(fields[index].name) {
      fields[index].isRequired = true
    }
    let isNullable =
      node.saysNullable || !parts.isEmpty && schemas.dropLast().allSatisfy(\.isNullable)
    switch (fields.isEmpty, others.count) {
    case (false, 0):
      return APISchema(shape: .object(fields, isClosed: false), isNullable: isNullable)
    case (true, 1): return APISchema(shape: others[0].shape, isNullable: isNullable)
    case (_, _): return .any
    }
  }
}

extension APISchema {
  fileprivate func nullable(if isNullable: Bool) -> APISchema {
    APISchema(shape: shape, isNullable: self.isNullable || isNullable)
  }
}

extension SyntaxNode {
  /// The types it names: one, or in 3.1 several.
  fileprivate var types: [String] {
    let node = self["type"]
    return node?.items?.compactMap { $0.scalar?.text } ?? (node?.scalar).map { [$0.text] } ?? []
  }

  /// Whether null may stand for the value, as 3.0 or as 3.1 says it.
  fileprivate var saysNullable: Bool {
    self["nullable"]?.scalar?.text == "true" || types.contains("null")
  }

  /// The names of the properties that must be there.
  fileprivate var requiredNames: Set<String> {
    Set((self["required"]?.items ?? []).compactMap { $0.scalar?.text })
  }

  /// The type of a text by its format; formats that we write otherwise are texts like any other.
  fileprivate var textType: FlowType {
    switch self["format"]?.scalar?.text {
    case "date-time": .timestamp
    case "date": .date
    default: .string
    }
  }
}
