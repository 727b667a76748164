/// Why a request has no response.
///
/// What matters to who sent it is whether the server may have acted on it.
package enum HTTPClientError: Error, Hashable, CustomStringConvertible {
  /// No byte of the request left: it can be sent again.
  case notSent(String)
  /// The request, or a part of it, went out and no whole answer came back: the server may have acted on it.
  case uncertain(String)
  /// The URL is not an http or https URL in ASCII; it is not repeated here, for it may hold secrets.
  case invalidURL
  /// The method or a header cannot be written as HTTP; nothing was sent.
  case invalidRequest(String)
  /// The request may only reach hosts of the internet, and its URL led to another; nothing was sent.
  case privateHost
  /// The answer was larger than the limit, in bytes; the server has acted on the request.
  case responseTooLarge(limit: Int)

  package var description: String {
    switch self {
    case .notSent(let reason): "not sent: \(reason)"
    case .uncertain(let reason): "no answer: \(reason)"
    case .invalidURL: "the URL is not an http or https URL in ASCII"
    case .invalidRequest(let reason): "not a valid request: \(reason)"
    case .privateHost: "the URL leads to a private host"
    case .responseTooLarge(let limit): "the response is larger than \(limit) bytes"
    }
  }
}
