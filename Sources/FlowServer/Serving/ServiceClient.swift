internal import CallAutomation
internal import CallModel
internal import FlowRuntime
internal import HTTPTransport

/// Sends the runtime's requests over HTTP, those to the service signed with its key.
struct ServiceClient: RequestSending {
  let client: HTTPClient
  let service: ConnectionString
  let time: HostTime

  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult {
    let signed = signed(
      request,
      key: service.accessKey,
      host: service.authority,
      date: time.ofMachine
    )
    return await send(
      HTTPClientRequest(
        method: signed.method,
        url: service.endpoint + signed.target,
        headers: HTTPHeaders(signed.headers),
        body: signed.body,
        timeout: timeout
      )
    )
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
      let response = try await client.send(request)
      let headers = response.headers.fields.map { ServiceRequest.Header($0.name, $0.value) }
      return .answer(WebAnswer(status: response.status, headers: headers, body: response.body))
    } catch {
      switch error {
      case .notSent(let reason): return .notSent(reason: reason)
      case .uncertain(let reason):
        let isLate = ContinuousClock.now - start >= request.timeout
        return isLate ? .timedOut : .uncertain(reason: reason)
      case .responseTooLarge: return .uncertain(reason: error.description)
      case .invalidURL, .invalidRequest, .privateHost:
        return .impossible(reason: error.description)
      }
    }
  }
}

extension HTTPHeaders {
  fileprivate init(_ headers: [ServiceRequest.Header]) {
    self = [:]
    for header in headers { append(header.name, header.value) }
  }
}
