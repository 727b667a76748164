internal import CallAutomation
internal import CallEmulator
internal import CallModel
internal import HTTPTransport

/// Posts what the emulated service sends.
struct Postman: Sendable {
  let client: HTTPClient
  /// Who issues the tokens of callbacks: the emulator's own URL.
  let issuer: String
  /// What comes before the deliveries of Event Grid; nil where nothing does.
  let handshake: Handshake?

  /// Why a delivery has no answer.
  struct Failure: Error {
    let description: String
  }

  /// Posts one delivery; returns the answer's status, or why there is none.
  func post(_ delivery: Delivery, token: String?) async -> Result<Int, Failure> {
    if delivery.sender == .eventGrid,
      let failure = await handshake?.failure(of: delivery.url, client)
    {
      return .failure(Failure(description: failure))
    }
    var headers = HTTPHeaders()
    for header in delivery.headers { headers.append(header.name, header.value) }
    if let token { headers["Authorization"] = "Bearer \(token)" }
    let request = HTTPClientRequest(
      method: "POST",
      url: delivery.url,
      headers: headers,
      body: delivery.body,
      timeout: .milliseconds(delivery.timeout.count)
    )
    do throws(HTTPClientError) {
      return .success(try await client.send(request).status)
    } catch {
      return .failure(Failure(description: error.description))
    }
  }
}
