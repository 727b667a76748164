internal import HTTPTransport

extension HTTPResponse {
  /// There is nothing at this path.
  static let notFound = error(404, "notFound", "there is nothing at this path")

  /// The path takes other methods.
  static func methodNotAllowed(_ allowed: String) -> HTTPResponse {
    var response = error(405, "methodNotAllowed", "this path takes \(allowed)")
    response.headers["Allow"] = allowed
    return response
  }

  /// The body is not what this path takes, and sending it again will not help.
  static func malformed(_ reason: String) -> HTTPResponse {
    error(400, "malformedBody", reason)
  }

  /// It was taken and is on disk.
  static let taken = HTTPResponse(status: 200)

  /// An event of Event Grid's cannot be taken now: 500, which is tried again sooner than 503.
  static let notTaken = error(
    500,
    "notTaken",
    "the event cannot be taken now; deliver it again"
  )

  /// It cannot be taken now.
  static func unavailable(_ reason: String) -> HTTPResponse {
    var response = error(503, "unavailable", reason)
    response.headers["Retry-After"] = "1"
    return response
  }
}
