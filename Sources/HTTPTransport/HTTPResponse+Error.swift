internal import JSON

extension HTTPResponse {
  /// An error with a JSON body like the service's own: `{"error":{"code":…,"message":…}}`.
  package static func error(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
    let body = JSONValue.members([
      "error": .members(["code": .string(code), "message": .string(message)])
    ])
    return .json(status, body.bytes())
  }
}
