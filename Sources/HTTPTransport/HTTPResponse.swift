/// A response, as a handler answers and as the client receives it.
package struct HTTPResponse: Sendable, Hashable {
  /// The status code.
  package var status: Int
  /// The header fields; the server adds `Content-Length` and `Date` itself.
  package var headers: HTTPHeaders
  /// The body, complete.
  package var body: [UInt8]

  /// Whether the connection is closed in place of an answer; for a server that has to fail.
  package var isWithheld = false

  /// Makes a response.
  package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A response in plain text, in UTF-8.
  package static func text(_ status: Int, _ text: String) -> HTTPResponse {
    HTTPResponse(
      status: status,
      headers: ["Content-Type": "text/plain; charset=utf-8"],
      body: Array(text.utf8)
    )
  }

  /// A response whose body is JSON already.
  package static func json(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      status: status,
      headers: ["Content-Type": "application/json; charset=utf-8"],
      body: body
    )
  }
}
