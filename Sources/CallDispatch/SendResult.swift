package import CallAutomation

/// What came of one try.
package enum SendResult: Sendable {
  /// An answer, of whatever status.
  case answer(WebAnswer)
  /// No byte of the request left; trying again cannot do anything twice.
  case notSent(reason: String)
  /// It cannot be sent as it is, now or later.
  case impossible(reason: String)
  /// It was sent, or may have been, and no whole answer came.
  case uncertain(reason: String)
  /// Like `uncertain`: no answer came in time.
  case timedOut
}

/// An HTTP answer.
package struct WebAnswer: Sendable {
  /// The status code.
  package let status: Int
  /// The headers in their order.
  package let headers: [ServiceRequest.Header]
  /// The body.
  package let body: [UInt8]

  /// Makes an answer.
  package init(status: Int, headers: [ServiceRequest.Header] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// How long it asks to wait, if it asks.
  package var retryAfter: Duration? {
    retryAfterSeconds(header("retry-after"), answeredAt: header("date")).map { .seconds($0) }
  }

  private func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name }?.value
  }
}
