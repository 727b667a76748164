internal import JSON

/// Who may use Teams phone by way of the resource: what a tenant's resource account or agent is
/// assigned (FACTS.md (k), "TPE access assignment").
package struct TeamsAssignment: Hashable, Sendable {
  /// Who it is of.
  package enum Principal: Hashable, Sendable {
    /// A resource account: the server may answer and place calls as it.
    case resourceAccount
    /// An agent, with the applications in which they may exchange their token.
    case user(clients: [String])

    /// What is assigned, for people.
    package var words: String {
      switch self {
      case .resourceAccount: "resource account"
      case .user(let clients): "agent, in \(clients.joined(separator: ", "))"
      }
    }
  }

  /// The tenant's id.
  package let tenant: String
  /// The account's or agent's object id.
  package let object: String

  /// Names an assignment; both ids are GUIDs.
  package init(tenant: String, object: String) {
    self.tenant = tenant
    self.object = object
  }

  private static let query = "api-version=2025-06-30"

  private var path: String {
    "/access/teamsExtension/tenants/\(percentEncoded(tenant))/assignments/\(percentEncoded(object))"
  }

  /// Asks what is assigned; 404 with an error code where nothing is.
  package var reading: ServiceRequest {
    ServiceRequest(method: "GET", path: path, query: Self.query)
  }

  /// Asks to take it away; 204.
  package var removal: ServiceRequest {
    ServiceRequest(method: "DELETE", path: path, query: Self.query)
  }

  /// Asks to assign; 201, or 200 where something else was.
  package func assignment(to principal: Principal) -> ServiceRequest {
    let body: JSONValue =
      switch principal {
      case .resourceAccount: ["principalType": "teamsResourceAccount"]
      case .user(let clients):
        ["principalType": "user", "clientIds": .array(clients.map { .string($0) })]
      }
    return ServiceRequest(
      method: "PUT",
      path: path,
      query: Self.query,
      headers: [ServiceRequest.Header("Content-Type", "application/json")],
      body: body.bytes(in: .sorted)
    )
  }

  /// Reads what is assigned; nil where the body says something else.
  package static func principal(of body: [UInt8]) -> Principal? {
    let json = webhookJSON(body)
    switch json?["principalType"]?.text?.lowercased() {
    case "teamsresourceaccount": return .resourceAccount
    case "user": return .user(clients: json?["clientIds"]?.elements?.compactMap(\.text) ?? [])
    default: return nil
    }
  }
}

/// The exchange of an agent's Entra token for one of the service (FACTS.md (k), "Token exchange").
package struct AgentToken: Hashable, Sendable {
  /// The agent's identity, if the service tells it.
  package let identity: String?
  /// The token, which nobody else may see.
  package let token: String
  /// When it runs out, as the service writes it.
  package let expiresOn: String

  /// The scope that the agent's Entra token needs.
  package static let scope =
    "https://auth.msft.communication.azure.com/TeamsExtension.ManageCalls"

  /// Asks for the exchange; the agent's token goes in place of the server's credential.
  package static func exchange(of entraToken: String) -> ServiceRequest {
    ServiceRequest(
      method: "POST",
      path: "/access/teamsExtension/:exchangeAccessToken",
      query: "api-version=2025-06-30",
      headers: [
        ServiceRequest.Header("Authorization", "Bearer \(entraToken)"),
        ServiceRequest.Header("Content-Type", "application/json"),
      ],
      body: Array("{}".utf8)
    )
  }

  /// Reads the answer; nil where the body says something else.
  package init?(_ body: [UInt8]) {
    guard let json = webhookJSON(body), let access = json["accessToken"],
      let token = access["token"]?.text,
      let expiresOn = access["expiresOn"]?.text
    else { return nil }
    identity = json["identity"]?["id"]?.text
    self.token = token
    self.expiresOn = expiresOn
  }
}
