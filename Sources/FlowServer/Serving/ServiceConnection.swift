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

  /// A connection of what a server has already.
  init(_ endpoint: ServiceEndpoint, _ client: HTTPClient, _ service: ServiceClient) {
    self.endpoint = endpoint
    self.client = client
    self.service = service
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

  /// What the service answers, but that the body of a 200 is handed over as it arrives; what `take`
  /// throws ends it.
  func fetch(
    _ request: ServiceRequest,
    from base: String,
    timeout: Duration,
    _ take: ([UInt8]) throws -> Void
  ) async throws -> WebAnswer {
    try answer(try await service.fetch(request, from: base, timeout: timeout, take), timeout)
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
    case .notSent(let reason), .uncertain(let reason):
      let words = "the service cannot be asked: \(scrubber.scrub(reason))"
      throw ServiceFailure(words, mayPass: true)
    case .impossible(let reason):
      throw ServiceFailure("the service cannot be asked: \(scrubber.scrub(reason))")
    case .timedOut:
      let words = "the service does not answer within \(timeout.components.seconds) s"
      throw ServiceFailure(words, mayPass: true)
    }
  }
}

/// Why the service did not do what it was asked.
package struct ServiceFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The reason, for people.
  package let description: String

  /// Whether it may be otherwise when it is asked again.
  let mayPass: Bool

  init(_ description: String, mayPass: Bool = false) {
    self.description = description
    self.mayPass = mayPass
  }
}
