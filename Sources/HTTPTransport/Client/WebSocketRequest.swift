/// A socket to open.
package struct WebSocketRequest: Sendable {
  /// An absolute `ws` or `wss` URL in ASCII.
  package var url: String
  /// The header fields to send besides the handshake's own.
  package var headers: HTTPHeaders
  /// What the other side may take of this one, and how long it may take to answer.
  package var limits: WebSocketLimits
  /// Whether it may only reach hosts of the internet; at any other, nothing is sent.
  package var publicHostsOnly: Bool

  /// Makes a request.
  package init(
    url: String,
    headers: HTTPHeaders = [:],
    limits: WebSocketLimits,
    publicHostsOnly: Bool = false
  ) {
    self.url = url
    self.headers = headers
    self.limits = limits
    self.publicHostsOnly = publicHostsOnly
  }
}
