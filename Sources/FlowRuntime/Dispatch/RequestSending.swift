package import CallAutomation
package import CallDispatch

/// Sends requests: where the runtime meets the network.
///
/// One call is one try; whether there is another is the dispatcher's decision.
package protocol RequestSending: Sendable {
  /// Sends a request to the service, signed at that moment.
  func send(_ request: ServiceRequest, timeout: Duration) async -> SendResult

  /// Sends a request of a flow to wherever its URL says.
  func send(_ request: WebRequest, timeout: Duration) async -> SendResult
}

/// A request of a flow, with its secrets filled in: never to be stored or logged.
package struct WebRequest: Sendable {
  /// `GET`, `POST` and the like.
  package let method: String
  /// The whole URL.
  package let url: String
  /// The headers in the order in which they are sent.
  package let headers: [ServiceRequest.Header]
  /// The body; may be empty.
  package let body: [UInt8]
  /// Whether it may only reach hosts of the internet.
  package let publicHostsOnly: Bool

  /// Makes a request.
  package init(
    method: String,
    url: String,
    headers: [ServiceRequest.Header],
    body: [UInt8],
    publicHostsOnly: Bool = false
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.publicHostsOnly = publicHostsOnly
  }
}

extension SendResult {
  /// Whether an answer came.
  var isAnswer: Bool {
    if case .answer = self { true } else { false }
  }

  /// What came, for people, without secrets.
  func summary(_ scrubber: Scrubber) -> String {
    switch self {
    case .answer(let answer): "\(answer.status)"
    case .notSent(let reason), .impossible(let reason): "not sent: \(scrubber.scrub(reason))"
    case .uncertain(let reason): "no answer: \(scrubber.scrub(reason))"
    case .timedOut: "no answer in time"
    }
  }
}
