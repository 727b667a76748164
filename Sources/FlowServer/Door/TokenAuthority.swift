package import CallAutomation
internal import CallModel

/// Whose tokens are believed, and where the keys to check them are published.
package struct TokenAuthority: Hashable, Sendable {
  /// The URL of the issuer's OpenID configuration.
  package let configurationURL: String
  /// What a token must claim.
  package let rules: TokenRules

  /// Makes an authority.
  package init(configurationURL: String, rules: TokenRules) {
    self.configurationURL = configurationURL
    self.rules = rules
  }

  /// Who issues the tokens of callbacks (FACTS.md (i)), for the resource of that immutable id.
  ///
  /// The issuer may be another than the service, such as an emulator, without a slash at its end;
  /// only an emulator's keys are fetched by plain http.
  package static func callAutomation(
    resource: String,
    issuer: String = serviceIssuer
  ) throws(ConfigurationError) -> TokenAuthority {
    guard Identifier.isGUID(resource) else { throw .resourceID(resource) }
    guard ["https://", "http://"].contains(where: issuer.hasPrefix) else {
      throw .tokenIssuer(issuer)
    }
    return TokenAuthority(
      configurationURL: issuer + "/calling/.well-known/acsopenidconfiguration",
      rules: TokenRules(issuers: [issuer], audiences: [resource])
    )
  }

  /// The issuer of the service itself.
  package static let serviceIssuer = "https://acscallautomation.communication.azure.com"

  /// Who issues the tokens of Event Grid's deliveries: the tenant's Entra, for the application that
  /// the subscription names (FACTS.md (d)).
  ///
  /// Entra has two forms of tokens, by what the application asks for, each with an issuer and with
  /// two ways to name the application.
  package static func entra(
    tenant: String,
    application: String,
    host: String = "https://login.microsoftonline.com"
  ) throws(ConfigurationError) -> TokenAuthority {
    guard Identifier.isGUID(tenant) else { throw .guid(tenant, of: "--event-grid-tenant") }
    guard Identifier.isGUID(application) else { throw .guid(application, of: "--event-grid-app") }
    return TokenAuthority(
      configurationURL: "\(host)/\(tenant)/v2.0/.well-known/openid-configuration",
      rules: TokenRules(
        issuers: ["\(host)/\(tenant)/v2.0", "https://sts.windows.net/\(tenant)/"],
        audiences: [application, "api://\(application)"]
      )
    )
  }
}

/// Whether callbacks have to prove who sends them.
package enum CallbackAccess: Hashable, Sendable {
  /// They do not: the call's id in the path is all that protects it. Only where nobody else can
  /// reach the server.
  case unchecked
  /// By a token of this authority.
  case tokens(TokenAuthority)
}

/// How Event Grid proves who it is; one proof is enough, so that the other can be changed.
package struct EventGridAccess: Sendable {
  /// A secret in the subscription's URL, or in a header of its deliveries.
  package var secret: Secret?
  /// A token of this authority.
  package var tokens: TokenAuthority?

  /// Without any proof; only where nobody else can reach the server.
  package init() {}

  /// Whether there is none.
  package var isUnchecked: Bool { secret == nil && tokens == nil }
}
