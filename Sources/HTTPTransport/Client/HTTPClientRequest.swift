/// A request to send.
///
/// The headers go out as they are here. The client adds `Host` where it is missing, a `User-Agent` likewise, and
/// `Content-Length`, which it counts itself: a `Content-Length` or `Transfer-Encoding` given here is left out.
/// A POST, PUT or PATCH without a body says so with `Content-Length: 0`.
package struct HTTPClientRequest: Sendable, Hashable {
  /// The method, in the letters to send.
  package var method: String
  /// An absolute http or https URL in ASCII, percent-encoded; path and query are sent as they are written.
  package var url: String
  /// The header fields to send, in this order.
  package var headers: HTTPHeaders
  /// The body to send.
  package var body: [UInt8]
  /// How long the whole exchange may take, from the call of `send` to the last byte of the response.
  package var timeout: Duration
  /// Whether it may only reach hosts of the internet; sent to any other, it is refused before it is
  /// written.
  package var publicHostsOnly: Bool

  /// Makes a request.
  package init(
    method: String,
    url: String,
    headers: HTTPHeaders = [:],
    body: [UInt8] = [],
    timeout: Duration = .seconds(30),
    publicHostsOnly: Bool = false
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.publicHostsOnly = publicHostsOnly
  }
}

extension HTTPClientRequest {
  /// Refuses what cannot be written as HTTP, or would be read as something else than was meant.
  ///
  /// A line break in a header's value would end the header there.
  func check() throws(HTTPClientError) {
    guard isToken(method), method != "CONNECT" else {
      throw .invalidRequest("`\(method)` is not a method")
    }
    let isPrintable = url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    guard isPrintable, url.utf8.count <= 64 * 1024, hasWebScheme else {
      throw .invalidURL
    }
    if publicHostsOnly, hasPrivateAddress(url) { throw .privateHost }
    for field in headers.fields {
      guard isToken(field.name) else {
        throw .invalidRequest("`\(field.name)` is not the name of a header")
      }
      guard field.value.utf8.allSatisfy({ $0 != 0 && $0 != 0x0A && $0 != 0x0D }) else {
        throw .invalidRequest("the value of `\(field.name)` has a line break or a zero byte in it")
      }
    }
  }

  private var hasWebScheme: Bool {
    ["http://", "https://"].contains { equalIgnoringCase(String(url.prefix($0.count)), $0) }
  }

  /// Whether a body's length has to be told even where it is zero.
  var sendsBody: Bool {
    !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method)
  }

  /// Whether a second delivery of the request cannot change anything: RFC 9110, 9.2.1.
  var isSafe: Bool {
    ["GET", "HEAD", "OPTIONS", "TRACE"].contains(method)
  }
}
