internal import CallAutomation
internal import HTTPTransport
internal import JSON

/// Azure's management API, as `provision --check` and `doctor` ask it.
struct AzureManagement {
  let list: PagedList

  init(base: String, token: String, client: HTTPClient) {
    list = PagedList(base: base, token: token, client: client)
  }

  /// A Communication Services resource.
  func communicationService(at path: String) async -> Result<JSONValue, ListFailure> {
    await list.object(of: "\(path)?api-version=\(Self.communication)")
  }

  /// Whether a server is told at its URL of what happens to a resource.
  func deliveries(
    of resource: String,
    to webhook: String
  ) async -> Result<[Verdict], ListFailure> {
    let path =
      "\(resource)/providers/Microsoft.EventGrid/eventSubscriptions?api-version=2022-06-15"
    return await list.elements(of: path, next: "nextLink").map {
      $0.map(EventSubscription.init).verdicts(for: webhook)
    }
  }

  /// Whether a resource, as this API tells of it, may use an AI resource: without that texts are not
  /// spoken (FACTS.md (j), 8567).
  func link(of resource: JSONValue, to path: String) async -> Result<Verdict, ListFailure> {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let breaks = "texts are not spoken, and speech is not understood: 400/8567"
    guard let principal = resource["identity"]?["principalId"]?.text else {
      let found = "the resource has no identity of its own, by which it could use \(name)"
      return .success(Verdict(.failure, found, breaks: breaks))
    }
    let filter = percentEncoded("principalId eq '\(principal)'")
    let assignments = await list.elements(
      of: "\(path)/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01"
        + "&$filter=\(filter)",
      next: "nextLink"
    )
    return assignments.map { assignments in
      let mayUse = assignments.contains {
        $0["properties"]?["roleDefinitionId"]?.text?.lowercased().hasSuffix(Self.user) == true
      }
      return mayUse
        ? Verdict(.ok, "the resource may use \(name)")
        : Verdict(
          .failure,
          "the resource has not the role Cognitive Services User of \(name)",
          breaks: breaks
        )
    }
  }

  /// The Communication Services resource at a host, among all that the token sees; nil for none.
  func communicationService(host: String) async -> Result<JSONValue?, ListFailure> {
    await first(
      of: "Microsoft.Communication/communicationServices?api-version=\(Self.communication)"
    ) { $0["properties"]?["hostName"]?.text?.lowercased() == host.lowercased() }
  }

  /// The AI resource at an endpoint, among all that the token sees; nil for none.
  func aiService(endpoint: String) async -> Result<JSONValue?, ListFailure> {
    await first(of: "Microsoft.CognitiveServices/accounts?api-version=2023-05-01") {
      $0["properties"]?["endpoint"]?.text.map(Self.comparable) == Self.comparable(endpoint)
    }
  }

  private static func comparable(_ endpoint: String) -> Substring {
    let text = endpoint.lowercased()
    return text.hasSuffix("/") ? text.dropLast() : text[...]
  }

  /// The first of a kind for which something holds, in all subscriptions.
  private func first(
    of kind: String,
    where holds: (JSONValue) -> Bool
  ) async -> Result<JSONValue?, ListFailure> {
    let subscriptions = await list.elements(
      of: "/subscriptions?api-version=2022-12-01",
      next: "nextLink"
    )
    switch subscriptions {
    case .failure(let failure): return .failure(failure)
    case .success(let subscriptions):
      for id in subscriptions.compactMap({ $0["subscriptionId"]?.text }) {
        let path = "/subscriptions/\(id)/providers/\(kind)"
        switch await list.elements(of: path, next: "nextLink") {
        case .failure(let failure): return .failure(failure)
        case .success(let all): if let found = all.first(where: holds) { return .success(found) }
        }
      }
      return .success(nil)
    }
  }

  private static let communication = "2023-04-01"
  /// The role *Cognitive Services User*.
  private static let user = "a97b65f3-24c7-4388-baec-2e87135dc908"
}
