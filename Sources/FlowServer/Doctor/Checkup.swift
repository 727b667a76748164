internal import CallAutomation
internal import FlowRuntime
package import HTTPTransport

/// Asks a deployment all that can be asked without a caller.
package struct Checkup: Sendable {
  /// A Teams resource account is looked for with this token of Microsoft Graph.
  package var graphToken: String?
  /// Where Graph is.
  package var graph = "https://graph.microsoft.com"
  /// The AI link and Event Grid's subscriptions are looked for with this token of Azure.
  package var azureToken: String?
  /// Where Azure's management API is.
  package var azure = "https://management.azure.com"

  let configuration: ServerConfiguration
  let client: HTTPClient
  let service: ServiceClient

  /// Makes a checkup of what a server would be started with; it need not run.
  package init(_ configuration: ServerConfiguration) throws(HTTPClientError) {
    self.configuration = configuration
    client = try HTTPClient()
    service = ServiceClient(
      client: client,
      service: configuration.service,
      credential: configuration.credential,
      time: configuration.time,
      logger: configuration.logger
    )
  }

  private var probe: ServerProbe {
    ServerProbe(
      url: configuration.publicURL.description,
      secret: configuration.eventGridAccess.secret,
      client: client
    )
  }

  /// Tells of one thing after the other, in the order in which they depend on each other.
  package func run(_ tell: (CheckupLine) -> Void) async {
    let flows = FlowsCheckup(configuration)
    flows.lines.forEach(tell)
    let identity = await identityLine()
    if let identity { tell(identity) }
    // Without a token the service is not asked.
    if identity?.state != .failure { await serviceLines().forEach(tell) }
    await voiceLines(flows).forEach(tell)
    let server = await probe.identity()
    await publicURLLines(of: server).forEach(tell)
    await doorLines(of: server).forEach(tell)
    await keyLines().forEach(tell)
    await resourceAccountLines(flows).forEach(tell)
    await azureLines(flows).forEach(tell)
    await client.shutdown()
  }
}
