internal import CallAutomation
internal import CallDispatch
internal import CallModel
internal import FlowRuntime
internal import HTTPTransport
internal import Logging

/// Sends the runtime's requests over HTTP, those to the service with what tells it who asks.
struct ServiceClient: RequestSending {
  private let client: HTTPClient
  private let service: ServiceEndpoint
  private let proof: Proof
  private let time: HostTime

  init(
    client: HTTPClient,
    service: ServiceEndpoint,
    credential: ServiceCredential,
    time: HostTime,
    logger: Logger
  ) {
    self.client = client
    self.service = service
    self.time = time
    proof =
      switch credential {
      case .accessKey(let key): .signature(key: key)
      case .entra(let identity):
        .token(EntraTokens(identity, client: client, logger: logger) { time.ofMachine })
      }
  }

  /// What tells the service who asks.
  private enum Proof: Sendable {
    case signature(key: [UInt8])
    case token(EntraTokens)
  }

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    await send(request, to: service.description, timeout: timeout)
  }

  /// Sends a request to another host of the service, with what tells it who asks; what is signed is
  /// the resource's own host (FACTS.md (a)).
  func send(_ request: ServiceRequest, to base: String, timeout: Duration) async -> SendResult {
    await proving(request) { await sendAsItIs($0, to: base, timeout: timeout) }
  }

  /// The same, and hands over the body of a 200 as it arrives; what `take` throws ends it.
  func fetch(
    _ request: ServiceRequest,
    from base: String,
    timeout: Duration,
    _ take: ([UInt8]) throws -> Void
  ) async throws -> SendResult {
    try await proving(request) { request throws in
      let request = HTTPClientRequest(request, to: base, timeout: timeout)
      let start = ContinuousClock.now
      do {
        return SendResult(try await client.send(request, streaming: take))
      } catch let error as HTTPClientError {
        return SendResult(error, of: request, since: start)
      }
    }
  }

  /// Sends a request with what tells the service who asks.
  private func proving<Failure: Error>(
    _ request: ServiceRequest,
    _ send: (ServiceRequest) async throws(Failure) -> SendResult
  ) async throws(Failure) -> SendResult {
    switch proof {
    case .signature(let key):
      let date = time.ofMachine
      let signed = signed(request, key: key, host: service.authority, date: date)
      return try await send(signed)
    case .token(let tokens):
      switch await tokens.current() {
      case .failure(let failure): return .notSent(reason: failure.description)
      case .success(let token):
        var request = request
        request.headers.append(ServiceRequest.Header("Authorization", "Bearer \(token)"))
        let result = try await send(request)
        if case .answer(let answer) = result, answer.status == 401 { await tokens.forget(token) }
        return result
      }
    }
  }

  /// Sends a request that says itself who asks.
  func sendAsItIs(
    _ request: ServiceRequest,
    to base: String,
    timeout: Duration
  ) async -> SendResult {
    await send(HTTPClientRequest(request, to: base, timeout: timeout))
  }

  func send(_ request: WebRequest, timeout: Duration) async -> SendResult {
    await send(
      HTTPClientRequest(
        method: request.method,
        url: request.url,
        headers: HTTPHeaders(request.headers),
        body: request.body,
        timeout: timeout,
        publicHostsOnly: request.publicHostsOnly
      )
    )
  }

  private func send(_ request: HTTPClientRequest) async -> SendResult {
    let start = ContinuousClock.now
    do throws(HTTPClientError) {
      return SendResult(try await client.send(request))
    } catch {
      return SendResult(error, of: request, since: start)
    }
  }
}

extension SendResult {
  fileprivate init(_ response: HTTPResponse) {
    let headers = response.headers.fields.map { ServiceRequest.Header($0.name, $0.value) }
    self = .answer(WebAnswer(status: response.status, headers: headers, body: response.body))
  }

  fileprivate init(
    _ error: HTTPClientError,
    of request: HTTPClientRequest,
    since start: ContinuousClock.Instant
  ) {
    switch error {
    case .notSent(let reason): self = .notSent(reason: reason)
    case .uncertain(let reason):
      let isLate = ContinuousClock.now - start >= request.timeout
      self = isLate ? .timedOut : .uncertain(reason: reason)
    case .responseTooLarge: self = .uncertain(reason: error.description)
    case .invalidURL, .invalidRequest, .privateHost:
      self = .impossible(reason: error.description)
    }
  }
}

extension HTTPClientRequest {
  fileprivate init(_ request: ServiceRequest, to base: String, timeout: Duration) {
    self.init(
      method: request.method,
      url: base + request.target,
      headers: HTTPHeaders(request.headers),
      body: request.body,
      timeout: timeout
    )
  }
}

extension HTTPHeaders {
  fileprivate init(_ headers: [ServiceRequest.Header]) {
    self = [:]
    for header in headers { append(header.name, header.value) }
  }
}
