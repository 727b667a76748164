internal import CallAutomation
internal import FlowRuntime
package import HTTPTransport

/// Asks a deployment all that can be asked without a caller.
package struct Checkup: Sendable {
  /// A Teams resource account is looked for with this token of Microsoft Graph.
  package var graphToken: String?
  /// Where Graph is.
  package var graph = "https://graph.microsoft.com"

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

  /// Tells of one thing after the other, in the order in which they depend on each other.
  package func run(_ tell: (CheckupLine) -> Void) async {
    let flows = FlowsCheckup(configuration)
    flows.lines.forEach(tell)
    let identity = await identityLine()
    if let identity { tell(identity) }
    // Without a token the service is not asked.
    if identity?.state != .failure { await serviceLines().forEach(tell) }
    await voiceLines(flows).forEach(tell)
    await publicURLLines().forEach(tell)
    await doorLines().forEach(tell)
    await keyLines().forEach(tell)
    await resourceAccountLines(flows).forEach(tell)
    tell(
      CheckupLine(
        .unknown,
        "Event Grid's subscription",
        "it is not asked for: look in the portal, under Events of the resource",
        advice: "IncomingCall and RecordingFileStatusUpdated go to "
          + "\(configuration.publicURL)/api/incomingCall, in 2 attempts at most within 1 minute"
      )
    )
    await client.shutdown()
  }

  /// An answer, or why there is none.
  func ask(
    _ method: String,
    _ url: String,
    headers: HTTPHeaders = [:],
    body: String = ""
  ) async -> Result<HTTPResponse, HTTPClientError> {
    let request = HTTPClientRequest(
      method: method,
      url: url,
      headers: headers,
      body: Array(body.utf8),
      timeout: .seconds(10)
    )
    do throws(HTTPClientError) {
      return .success(try await client.send(request))
    } catch {
      return .failure(error)
    }
  }
}
