internal import CallAutomation
internal import HTTPTransport

/// Who the server is for Entra, by what Azure's own libraries read from the environment.
package enum EntraIdentity: Sendable, CustomStringConvertible {
  /// An application with a secret.
  case clientSecret(EntraApplication, secret: String)
  /// An application that a token of somebody Entra trusts speaks for, such as Kubernetes; the file
  /// has another token from time to time.
  case federated(EntraApplication, tokenFile: String)
  /// The identity that App Service or Container Apps give a program.
  case appService(endpoint: String, header: String, client: String?)
  /// The identity of the machine.
  case machine(endpoint: String, client: String?)

  /// Chooses by `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET` or
  /// `AZURE_FEDERATED_TOKEN_FILE`, else `IDENTITY_ENDPOINT` and `IDENTITY_HEADER`, else the machine's.
  package init(environment: [String: String]) throws(ConfigurationError) {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let client = value("AZURE_CLIENT_ID")
    if let tenant = value("AZURE_TENANT_ID"), let client {
      let host = value("AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com"
      let application = EntraApplication(host: host, tenant: tenant, client: client)
      if let secret = value("AZURE_CLIENT_SECRET") {
        self = .clientSecret(application, secret: secret)
        return
      }
      if let file = value("AZURE_FEDERATED_TOKEN_FILE") {
        self = .federated(application, tokenFile: file)
        return
      }
    }
    guard value("AZURE_CLIENT_SECRET") == nil, value("AZURE_FEDERATED_TOKEN_FILE") == nil else {
      throw .entra("AZURE_TENANT_ID and AZURE_CLIENT_ID")
    }
    if let endpoint = value("IDENTITY_ENDPOINT") {
      guard let header = value("IDENTITY_HEADER") else { throw .entra("IDENTITY_HEADER") }
      self = .appService(endpoint: endpoint, header: header, client: client)
      return
    }
    let host = value("AZURE_POD_IDENTITY_AUTHORITY_HOST") ?? "http://169.254.169.254"
    self = .machine(endpoint: host + "/metadata/identity/oauth2/token", client: client)
  }

  /// That variables are set which count for nothing without others; nil where none are.
  package static func unused(in environment: [String: String]) -> String? {
    func isSet(_ name: String) -> Bool { environment[name].map { !$0.isEmpty } ?? false }
    let proofs = ["AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"]
    guard isSet("AZURE_TENANT_ID"), !proofs.contains(where: isSet) else { return nil }
    return "AZURE_TENANT_ID is not used: it takes AZURE_CLIENT_ID, and AZURE_CLIENT_SECRET or "
      + "AZURE_FEDERATED_TOKEN_FILE; a managed identity is asked"
  }

  /// What to do where Entra gives it no token.
  var advice: String {
    switch self {
    case .clientSecret: "look at AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET"
    case .federated: "look at AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE"
    case .appService: "give the app a managed identity; AZURE_CLIENT_ID names one of several"
    case .machine:
      "give the machine a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and "
        + "AZURE_CLIENT_SECRET, or ACS_CONNECTION_STRING"
    }
  }

  var secrets: [String] {
    switch self {
    case .clientSecret(_, let secret): [secret]
    case .appService(_, let header, _): [header]
    case .federated, .machine: []
    }
  }

  /// For the log; never says a secret.
  package var description: String {
    switch self {
    case .clientSecret(let application, _): "Entra application \(application.client), by a secret"
    case .federated(let application, _): "Entra application \(application.client), federated"
    case .appService: "the app's managed identity"
    case .machine: "the machine's managed identity"
    }
  }
}

/// An application that Entra knows.
package struct EntraApplication: Hashable, Sendable {
  /// Where its tokens are, such as `https://login.microsoftonline.com`.
  package let host: String
  /// The tenant's id or name.
  package let tenant: String
  /// The application's id.
  package let client: String

  /// Makes one; slashes at the end of the host are left out.
  package init(host: String, tenant: String, client: String) {
    var host = host
    while host.last == "/" { host.removeLast() }
    self.host = host
    self.tenant = tenant
    self.client = client
  }
}

extension EntraIdentity {
  /// The scope of tokens for the service; the two slashes are its own (FACTS.md (a)).
  private static let scope = "https://communication.azure.com//.default"
  /// The same as managed identities have it.
  private static let resource = "https://communication.azure.com/"
  private static let timeout = Duration.seconds(10)

  /// The request for a token; the federated token, where there is one, was read before.
  func tokenRequest(federatedToken: String?) -> HTTPClientRequest {
    switch self {
    case .clientSecret(let application, let secret):
      application.tokenRequest(scope: Self.scope, proof: [("client_secret", secret)])
    case .federated(let application, _):
      application.tokenRequest(
        scope: Self.scope,
        proof: [
          (
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
          ),
          ("client_assertion", federatedToken ?? ""),
        ]
      )
    case .appService(let endpoint, let header, let client):
      managedRequest(endpoint, version: "2019-08-01", client, ["X-IDENTITY-HEADER": header])
    case .machine(let endpoint, let client):
      managedRequest(endpoint, version: "2018-02-01", client, ["Metadata": "true"])
    }
  }

  private func managedRequest(
    _ endpoint: String,
    version: String,
    _ client: String?,
    _ headers: HTTPHeaders
  ) -> HTTPClientRequest {
    let query = form(
      [("api-version", version), ("resource", Self.resource)]
        + (client.map { [("client_id", $0)] } ?? [])
    )
    return HTTPClientRequest(
      method: "GET",
      url: "\(endpoint)?\(query)",
      headers: headers,
      timeout: Self.timeout
    )
  }
}

extension EntraApplication {
  /// The request for a token of the application itself (RFC 6749, section 4.4).
  fileprivate func tokenRequest(
    scope: String,
    proof: [(String, String)]
  ) -> HTTPClientRequest {
    let fields =
      [("grant_type", "client_credentials"), ("client_id", client), ("scope", scope)] + proof
    return HTTPClientRequest(
      method: "POST",
      url: "\(host)/\(tenant)/oauth2/v2.0/token",
      headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
      body: Array(form(fields).utf8),
      timeout: .seconds(10)
    )
  }
}

private func form(_ fields: [(String, String)]) -> String {
  fields.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
}
