import CallModel
import Diagnostics
import FlowSyntax

/// Requests to a service with a description are checked against the operation that their method and
/// path name.
extension FieldReader {
  /// The operation that a request asks for; nil where its service has no description, and one that
  /// stands for it after a finding.
  func operation(_ method: HTTPStep.Method, _ address: HTTPAddress) -> APIOperation? {
    guard let service = address.service, let api = declared.names.apis[service] else { return nil }
    guard let description = api.description else { return .unread }
    let path = RequestPath(address.url)
    let fitting = description.paths.compactMap { candidate in
      path.values(in: candidate.template).map { (path: candidate, values: $0) }
    }
    // A path that is written out goes before one with parameters (OpenAPI, "Path Templating").
    guard let found = fitting.min(by: { $0.values.count < $1.values.count }) else {
      report(unknownPath: path, of: service, description, at: address.url.span)
      return .unread
    }
    let known = values.notes.operation(method.rawValue, found.path.template, of: service) {
      description.operation(method.rawValue, at: found.path, charging: &$0)
    }
    guard let operation = known else {
      let methods = description.methods(of: found.path.item)
      nodes.report(
        Diagnostic(
          .unknownName,
          "`\(found.path.template)` of `\(service)` takes no `\(method.rawValue)`",
          at: address.url.span,
          help: "it takes \(quotedList(methods))"
        )
      )
      return .unread
    }
    for (name, value) in found.values {
      guard let type = operation.parameter(name, .path)?.type else { continue }
      check(value, as: type, at: address.url.span)
    }
    return operation
  }

  private func report(
    unknownPath path: RequestPath,
    of service: String,
    _ description: APIDescription,
    at span: Span
  ) {
    let templates = description.paths.map(\.template)
    nodes.report(
      Diagnostic(
        .unknownName,
        "`\(service)` has no path `\(path.text)`",
        at: span,
        help: nodes.nearest(to: path.text, among: templates).map { "did you mean `\($0)`?" }
          ?? "its paths are \(quotedList(templates))"
      )
    )
  }

  private func check(_ value: RequestPath.Segment, as type: FlowType, at span: Span) {
    switch value {
    case .text(let text): _ = values.literal(text, of: type, at: span)
    case .value(let id): values.notes.expect(.parameter(type), of: id)
    case .mixed: break
    }
  }

  /// Checks what a request carries besides its body.
  func check(
    _ operation: APIOperation?,
    _ url: Template,
    query: [CallContextFields.Header],
    headers: [CallContextFields.Header]
  ) {
    guard let operation, operation.isRead else { return }
    var names = RequestPath(url).queryNames.union(query.map(\.name))
    for entry in entries(inside: "query") {
      guard let parameter = operation.parameter(entry.key.text, .query) else {
        if let meant = reportUnknown(entry.key, operation) { names.insert(meant) }
        continue
      }
      let value = query.first { $0.name == entry.key.text }?.value
      if let type = parameter.type, let value { check(value, as: type) }
    }
    let fields = Set(headers.map { $0.name.lowercased() })
    for parameter in operation.parameters where parameter.isRequired {
      switch parameter.place {
      case .path: continue
      case .query where names.contains(parameter.name): continue
      case .header where parameter.isGivenAnyway: continue
      case .header where fields.contains(parameter.name.lowercased()): continue
      case .query, .header: reportMissing(parameter, operation, at: url.span)
      }
    }
  }

  private func check(_ value: Template, as type: FlowType) {
    if let text = value.literal {
      _ = values.literal(text, of: type, at: value.span)
    } else if value.parts.count == 1, case .expression(let id)? = value.parts.first {
      values.notes.expect(.parameter(type), of: id)
    }
  }

  /// Notes a name that the query does not have; returns the one that was probably meant.
  private func reportUnknown(_ key: SyntaxScalar, _ operation: APIOperation) -> String? {
    guard !operation.secretQueryNames.contains(key.text) else { return nil }
    let known = operation.parameters.filter { $0.place == .query }.map(\.name)
    let meant = nodes.nearest(to: key.text, among: known)
    let near = NearName(
      meant,
      for: key.text,
      of: .author,
      at: key.span,
      otherwise: known.isEmpty ? "it takes none" : "it takes \(quotedList(known))"
    )
    nodes.report(
      Diagnostic(
        .unknownField,
        "`\(operation.name)` takes no `\(key.text)` in its query",
        at: key.span,
        help: near.help,
        fixes: near.fixes
      )
    )
    return meant
  }

  private func reportMissing(
    _ parameter: APIOperation.Parameter,
    _ operation: APIOperation,
    at span: Span
  ) {
    guard nodes.isComplete else { return }
    let (section, words) =
      parameter.place == .query ? ("query", "in its query") : ("headers", "among its headers")
    nodes.report(
      Diagnostic(
        .missingField,
        "`\(operation.name)` needs `\(parameter.name)` \(words)",
        at: span,
        help: "add `\(section): { \(parameter.name): … }`"
      )
    )
  }

  /// Checks that there is a body where the operation needs one, and none where it takes none.
  func checkBody(of operation: APIOperation?, _ url: Template) {
    guard let operation else { return }
    let key = key("body")
    switch operation.body {
    case .none:
      if let key { nodes.reportUnused(key, "`\(operation.name)` takes no body") }
    case .json(_, let isRequired):
      guard isRequired, key == nil, nodes.isComplete else { return }
      nodes.report(
        Diagnostic(
          .missingField,
          "`\(operation.name)` needs a body",
          at: url.span,
          help: "add `body: { … }`"
        )
      )
    case .other(let types):
      guard let key else { return }
      nodes.reportMalformed(
        at: key.span,
        "`\(operation.name)` takes \(quotedList(types)), and a body is sent as JSON"
      )
    }
  }
}

extension APIOperation {
  fileprivate func parameter(_ name: String, _ place: Parameter.Place) -> Parameter? {
    parameters.first { $0.name == name && $0.place == place }
  }

  /// The schema of the body, where there is one.
  var bodySchema: APISchema? {
    if case .json(let schema, _) = body { schema } else { nil }
  }
}

extension APIOperation.Parameter {
  /// Whether it is a header that descriptions do not decide about (OpenAPI, "Parameter Object").
  fileprivate var isGivenAnyway: Bool {
    ["accept", "content-type", "authorization"].contains(name.lowercased())
  }
}
