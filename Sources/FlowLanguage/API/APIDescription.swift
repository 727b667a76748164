import Diagnostics
import FlowSyntax

/// What a service names as its description.
struct ServiceAPI: Sendable {
  /// The description, or nil after a finding about it.
  let description: APIDescription?
}

/// What a file says of another system in OpenAPI 3.0 or 3.1, as YAML or JSON, as far as requests are
/// checked against it.
struct APIDescription: Sendable {
  /// Why a file is no such description, in words that follow its name.
  struct Problem: Error, Hashable {
    let message: String
  }

  /// The whole document; references lead to places in it.
  private let root: SyntaxNode
  /// What stands under the groups of its `components`, by reference: there may be thousands.
  private let components: [String: SyntaxNode]
  /// The paths as written, each with what it takes.
  let paths: [(template: String, item: SyntaxNode)]

  /// Reads a file.
  init(_ file: ProjectFile) throws(Problem) {
    let (source, undecodable) = readSource(file.bytes, name: file.path, id: .none)
    guard undecodable.isEmpty else { throw Problem(message: "is not UTF-8") }
    let (document, findings) = parseYAML(source)
    guard document.isComplete, let root = document.root else {
      throw Problem(message: Self.reason(findings, source))
    }
    let version = root["openapi"]?.scalar?.text ?? ""
    guard version.hasPrefix("3.0") || version.hasPrefix("3.1") else {
      throw Problem(message: "does not say that it is `openapi: 3.0` or `openapi: 3.1`")
    }
    guard let paths = root["paths"]?.entries else { throw Problem(message: "has no `paths`") }
    self.root = root
    var components: [String: SyntaxNode] = [:]
    for group in root["components"]?.entries ?? [] {
      for entry in group.value.entries ?? [] {
        components["#/components/\(group.key.text)/\(entry.key.text)"] = entry.value
      }
    }
    self.components = components
    self.paths = paths.map { (template: $0.key.text, item: $0.value) }
  }

  private static func reason(_ findings: [Diagnostic], _ source: SourceFile) -> String {
    guard let first = findings.first(where: { $0.severity == .error }) else { return "is empty" }
    let line = source.lineStarts.count { $0 <= first.primary.span.start }
    return "cannot be read in line \(line): \(first.message)"
  }

  /// What a node says, or what it refers to; nil where that is not in the document.
  func resolved(_ node: SyntaxNode) -> SyntaxNode? {
    var node = node
    // A description in which references lead in a circle says nothing there.
    for _ in 0..<FlowLimits.references {
      guard let reference = node["$ref"]?.scalar?.text else { return node }
      guard let target = target(of: reference) else { return nil }
      node = target
    }
    return nil
  }

  /// The place in the document that a local reference names (RFC 6901), or nil.
  func target(of reference: String) -> SyntaxNode? {
    guard reference.hasPrefix("#/") else { return nil }
    // A name with a slash or a tilde is written otherwise in a reference, and not found here.
    if let known = components[reference] { return known }
    var node = root
    for token in reference.dropFirst(2).split(separator: "/", omittingEmptySubsequences: false) {
      let key = token.replacing("~1", with: "/").replacing("~0", with: "~")
      guard let next = node[String(key)] else { return nil }
      node = next
    }
    return node
  }

  /// The names by which a caller may say who it is in the query.
  var secretQueryNames: Set<String> {
    let schemes = root["components"]?["securitySchemes"]?.entries ?? []
    return Set(
      schemes.compactMap { entry in
        guard let scheme = resolved(entry.value), scheme["in"]?.scalar?.text == "query" else {
          return nil
        }
        return scheme["name"]?.scalar?.text
      }
    )
  }
}
