package import CallAutomation
internal import CallDispatch
internal import FlowRuntime
package import HTTPTransport
package import Logging

/// A connection to the service of a command's own, for what is asked of it besides calls.
package struct ServiceConnection: Sendable {
  let endpoint: ServiceEndpoint
  private let client: HTTPClient
  private let service: ServiceClient
  private let scrubber = Scrubber()

  /// Makes a connection, which is opened by the first request.
  package init(
    _ endpoint: ServiceEndpoint,
    _ credential: ServiceCredential,
    logger: Logger
  ) throws(HTTPClientError) {
    client = try HTTPClient()
    self.endpoint = endpoint
    service = ServiceClient(
      client: client,
      service: endpoint,
      credential: credential,
      time: .system,
      logger: logger
    )
    credential.secrets.forEach(scrubber.learn)
  }

  /// Ends the connections.
  package func close() async { await client.shutdown() }

  /// What the service answers, whatever the status; `base` is another host of the service.
  func ask(
    _ request: ServiceRequest,
    to base: String? = nil,
    timeout: Duration
  ) async throws(ServiceFailure) -> WebAnswer {
    let base = base ?? endpoint.description
    return try answer(await service.send(request, to: base, timeout: timeout), timeout)
  }

  /// The same of a request that says itself who asks.
  func askAsItIs(
    _ request: ServiceRequest,
    timeout: Duration
  ) async throws(ServiceFailure) -> WebAnswer {
    let base = endpoint.description
    return try answer(await service.sendAsItIs(request, to: base, timeout: timeout), timeout)
  }

  private func answer(
    _ result: SendResult,
    _ timeout: Duration
  ) throws(ServiceFailure) -> WebAnswer {
    switch result {
    case .answer(let answer): return answer
    case .notSent(let reason), .uncertain(let reason), .impossible(let reason):
      throw ServiceFailure("the service cannot be asked: \(scrubber.scrub(reason))")
    case .timedOut:
      throw ServiceFailure("the service does not answer within \(timeout.components.seconds) s")
    }
  }
}

/// Why the service did not do what it was asked.
package struct ServiceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reason, for people.
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
