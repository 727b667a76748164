import CallModel
import Diagnostics
import FlowSyntax

/// What `flowctl.yaml` says: the environments a project runs in.
struct ProjectConfiguration {
  /// The environments in the order written.
  var environments: [FlowEnvironment] = []
}

/// A deployment's values.
struct FlowEnvironment: Sendable {
  /// Its name.
  let name: String
  /// Where its name stands.
  let span: Span
  /// The AI endpoint that text and speech need, or nil.
  var cognitiveServicesEndpoint: String?
  /// Whether it names one, well written or not.
  var namesEndpoint = false
  /// The names of identities whose values could not be read.
  var refused: Set<String> = []
  /// The private hosts that URLs from data may reach, in small letters.
  var privateHosts: [String] = []
  /// Values of identities that flows declare by kind alone.
  var identities: [String: (identifier: Identifier, span: Span)] = [:]
  /// Values of settings, read by the type a flow declares.
  var settings: [String: SyntaxNode] = [:]
}

extension NodeReader {
  /// Reads `flowctl.yaml`.
  func configuration(_ document: SyntaxDocument) -> ProjectConfiguration {
    var configuration = ProjectConfiguration()
    guard let written = document.root, let entries = entries(written, "`environments:`") else {
      return configuration
    }
    let root = asMeant(written, entries, in: "`flowctl.yaml`", known: ["environments"]).node
    for entry in root["environments"].flatMap({ self.entries($0, "environments by name") }) ?? [] {
      configuration.environments.append(environment(entry))
    }
    return configuration
  }

  private func environment(_ entry: SyntaxEntry) -> FlowEnvironment {
    var environment = FlowEnvironment(name: entry.key.text, span: entry.key.span)
    let known = ["cognitiveServicesEndpoint", "privateHosts", "identities", "settings"]
    let fields = entries(entry.value, "an environment's values") ?? []
    let values = asMeant(entry.value, fields, in: "an environment", known: known).node
    environment.cognitiveServicesEndpoint = endpoint(values["cognitiveServicesEndpoint"])
    environment.namesEndpoint = values["cognitiveServicesEndpoint"] != nil
    environment.privateHosts = values["privateHosts"].map(privateHosts) ?? []
    for field in values["identities"].flatMap({ entries($0, "identities by name") }) ?? [] {
      guard let identifier = identityValue(field.value) else {
        environment.refused.insert(field.key.text)
        continue
      }
      environment.identities[field.key.text] = (identifier, field.key.span)
    }
    for field in values["settings"].flatMap({ entries($0, "settings by name") }) ?? [] {
      environment.settings[field.key.text] = field.value
    }
    return environment
  }

  private func endpoint(_ node: SyntaxNode?) -> String? {
    guard let node, let scalar = scalar(node, "a URL") else { return nil }
    guard isHTTPURL(scalar.text), scalar.text.lowercased().hasPrefix("https://") else {
      reportMalformed(
        at: scalar.span,
        "`\(scalar.text)` is not an https URL",
        help: "it looks like `https://contoso.cognitiveservices.azure.com`"
      )
      return nil
    }
    return scalar.text
  }

  /// The hosts, each as URLs write it: a name or an address.
  private func privateHosts(_ node: SyntaxNode) -> [String] {
    items(node).compactMap { item in
      guard let scalar = scalar(item, "a host, or a list of them") else { return nil }
      let host = scalar.text.lowercased()
      let isAddress = host.contains("::") || host.split(separator: ":").count == 8
      let isHost = host.utf8.allSatisfy { byte in
        byte.isLetterOrDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
          || byte == UInt8(ascii: "_") || isAddress && byte == UInt8(ascii: ":")
      }
      guard isHost else {
        reportMalformed(
          at: scalar.span,
          "`\(scalar.text)` is not the name or the address of a host",
          help: "write it without scheme, port and path: `crm.internal`, `10.0.0.7`"
        )
        return nil
      }
      return host
    }
  }

  private func identityValue(_ node: SyntaxNode) -> Identifier? {
    node.scalar.map { identityScalar($0) } ?? identityParts(node)
  }
}
