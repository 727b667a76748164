import ArgumentParser
import FlowServer

/// How the service and Event Grid prove to a server who they are.
struct ProofOptions: ParsableArguments {
  @Option(
    name: .customLong("resource-id"),
    help: "The resource's immutable id, for which callback tokens are (or ACS_RESOURCE_ID)."
  )
  var resource: String?

  @Option(help: "Who issues callback tokens, if not the service: an emulator's URL.")
  var tokenIssuer: String?

  @Option(help: "The Entra tenant whose tokens Event Grid sends, with --event-grid-app.")
  var eventGridTenant: String?

  @Option(help: "The id of the application that the subscription names.")
  var eventGridApp: String?

  func validate() throws {
    guard (eventGridTenant == nil) == (eventGridApp == nil) else {
      throw ValidationError("--event-grid-tenant and --event-grid-app need each other")
    }
    guard tokenIssuer == nil || resourceID != nil else {
      throw ValidationError("--token-issuer needs a --resource-id")
    }
  }

  private var resourceID: String? { resource ?? environmentValue("ACS_RESOURCE_ID") }

  /// Whose callbacks are taken.
  func callbackAccess() throws(ConfigurationError) -> CallbackAccess {
    guard let resourceID else { return .unchecked }
    let issuer = tokenIssuer.map(withoutSlash) ?? TokenAuthority.serviceIssuer
    return .tokens(try .callAutomation(resource: resourceID, issuer: issuer))
  }

  /// Whose deliveries are taken.
  func eventGridAccess() throws -> EventGridAccess {
    var access = EventGridAccess()
    access.secret = try Secret.ofEnvironment(Secret.eventGridVariable)
    if let eventGridTenant, let eventGridApp {
      access.tokens = try .entra(tenant: eventGridTenant, application: eventGridApp)
    }
    return access
  }

  private func withoutSlash(_ url: String) -> String {
    url.hasSuffix("/") ? String(url.dropLast()) : url
  }
}
