internal import HTTPTransport

/// Who may use the admin API.
package enum AdminAccess: Sendable, CustomStringConvertible {
  /// Nobody: there is no key.
  case nobody
  /// Whoever has the key, as a bearer token (RFC 6750).
  case bearer(Secret)
  /// The author who sits before a development server, without a key. A page in their browser may
  /// not: it can only come under a name of its own.
  case author

  /// Why a request may not be made; nil where it may.
  func refusal(of request: HTTPRequest) -> AdminRefusal? {
    switch self {
    case .nobody:
      return AdminRefusal(
        403,
        "adminOff",
        "the admin API is off: the server was started without a key"
      )
    case .bearer(let key):
      let given = request.bearerToken
      guard given.map(key.isSame) != true else { return nil }
      return AdminRefusal(
        401,
        "unauthorized",
        given == nil
          ? "the key to the admin API is missing"
          : "the key to the admin API is another than the server's"
      )
    case .author:
      guard !request.namesThisMachine else { return nil }
      return AdminRefusal(
        403,
        "foreignHost",
        "without a key the admin API is for this machine alone"
      )
    }
  }

  /// For the log; never says the key.
  package var description: String {
    switch self {
    case .nobody: "off"
    case .bearer: "with a key"
    case .author: "open on this machine"
    }
  }
}

/// What an operator is told who may not do something.
struct AdminRefusal: Sendable {
  private let status: Int
  private let code: String
  /// Why; one of a fixed list.
  let reason: String

  init(_ status: Int, _ code: String, _ reason: String) {
    self.status = status
    self.code = code
    self.reason = reason
  }

  /// The answer.
  var response: HTTPResponse {
    var response = HTTPResponse.error(status, code, reason)
    if status == 401 { response.headers["WWW-Authenticate"] = "Bearer" }
    return response
  }
}

extension HTTPRequest {
  /// Whether it was sent to this machine by a name that only it has.
  fileprivate var namesThisMachine: Bool {
    guard let host = headers["Host"] else { return false }
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    return ["127.0.0.1", "[::1]", "localhost"].contains(name.lowercased())
  }
}
