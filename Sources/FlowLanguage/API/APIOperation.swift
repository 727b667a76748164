import FlowSyntax

/// What a path of another system takes and answers with one method.
struct APIOperation: Sendable {
  /// A value the request carries beside its body.
  struct Parameter: Sendable {
    /// Where it stands.
    enum Place: String {
      case path, query, header
    }

    let name: String
    let place: Place
    let isRequired: Bool
    /// Its type where it is one scalar, or nil.
    let type: FlowType?
  }

  /// What it takes as a body.
  enum Body: Sendable {
    case none
    /// JSON of a shape.
    case json(APISchema, isRequired: Bool)
    /// Nothing a flow can send: these media types.
    case other([String])
  }

  /// The method in capital letters.
  let method: String
  /// The path as the description writes it.
  let path: String
  let parameters: [Parameter]
  let body: Body
  /// The type of a successful answer's body, or nil where it is not known.
  let answer: FlowType?
  /// Names that may stand in the query besides.
  let secretQueryNames: Set<String>

  /// Stands for one that could not be read, after a finding: a request to it is not blamed again.
  static let unread = APIOperation(
    method: "",
    path: "",
    parameters: [],
    body: .json(.any, isRequired: false),
    answer: .unreadable,
    secretQueryNames: []
  )

  /// Whether it could be read.
  var isRead: Bool { !method.isEmpty }

  /// The operation in messages.
  var name: String { "\(method) \(path)" }
}

extension APIDescription {
  /// The methods that a path takes, in the order written.
  func methods(of item: SyntaxNode) -> [String] {
    (resolved(item)?.entries ?? []).map(\.key.text).filter { HTTPStep.Method(rawValue: $0) != nil }
  }

  /// What a path takes and answers with a method; nil where it does not take that.
  ///
  /// The schemas that are read for it are taken off those that may be read.
  func operation(
    _ method: String,
    at path: (template: String, item: SyntaxNode),
    charging left: inout Int
  ) -> APIOperation? {
    guard let item = resolved(path.item), let node = item[method] else { return nil }
    let limit = min(left, FlowLimits.schemas)
    var reader = APISchemaReader(self, atMost: limit)
    defer { left -= limit - reader.left }
    return APIOperation(
      method: method.uppercased(),
      path: path.template,
      parameters: parameters(of: node, item, &reader),
      body: body(node["requestBody"], &reader),
      answer: answer(node["responses"], &reader),
      secretQueryNames: secretQueryNames
    )
  }

  /// The parameters of an operation, and those of its path that it does not say otherwise.
  private func parameters(
    of node: SyntaxNode,
    _ item: SyntaxNode,
    _ reader: inout APISchemaReader
  ) -> [APIOperation.Parameter] {
    var parameters: [APIOperation.Parameter] = []
    for entry in (node["parameters"]?.items ?? []) + (item["parameters"]?.items ?? []) {
      guard let entry = resolved(entry), let name = entry["name"]?.scalar?.text,
        let place = APIOperation.Parameter.Place(rawValue: entry["in"]?.scalar?.text ?? ""),
        !parameters.contains(where: { $0.name == name && $0.place == place })
      else { continue }
      parameters.append(
        APIOperation.Parameter(
          name: name,
          place: place,
          isRequired: entry["required"]?.scalar?.text == "true",
          type: reader.schema(entry["schema"]).scalarType
        )
      )
    }
    return parameters
  }

  private func body(_ node: SyntaxNode?, _ reader: inout APISchemaReader) -> APIOperation.Body {
    guard let node = node.flatMap(resolved), let content = node["content"]?.entries,
      !content.isEmpty
    else { return .none }
    guard let json = content.first(where: { $0.isJSON }) else {
      return .other(content.map(\.key.text))
    }
    return .json(
      reader.schema(json.value["schema"]),
      isRequired: node["required"]?.scalar?.text == "true"
    )
  }

  /// The type of the body of all answers of a 2xx status; `T?` where some have none, and nil where
  /// they differ.
  private func answer(_ node: SyntaxNode?, _ reader: inout APISchemaReader) -> FlowType? {
    let answers = (node?.entries ?? []).filter { $0.key.text.hasPrefix("2") }
    var types: [FlowType?] = []
    for answer in answers {
      let content = resolved(answer.value)?["content"]?.entries ?? []
      let json = content.first { $0.isJSON }
      types.append(json.flatMap { reader.schema($0.value["schema"]).type(in: .answer) })
    }
    let known = types.compactMap(\.self)
    guard let first = known.first, known.allSatisfy({ $0 == first }) else { return nil }
    return known.count < types.count ? first.madeOptional : first
  }
}

extension APISchema {
  /// The type where it is one scalar, or nil.
  fileprivate var scalarType: FlowType? {
    if case .scalar(let type) = shape { type } else { nil }
  }
}

extension SyntaxEntry {
  /// Whether the key is a media type of JSON (RFC 6838, 4.2.8), or one that takes any.
  fileprivate var isJSON: Bool {
    let type = key.text.prefix { $0 != ";" && $0 != " " }.lowercased()
    return ["application/json", "application/*", "*/*"].contains(type) || type.hasSuffix("+json")
  }
}
