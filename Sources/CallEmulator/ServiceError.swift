internal import CallAutomation
internal import JSON

/// A request the service refuses, as its error body says it (FACTS.md (j)).
struct ServiceError: Error, Hashable {
  let status: Int
  /// The service's number for it; nil where there is no such resource at all.
  let code: String?
  let message: String
  /// Why, for the one who debugs it.
  let reason: String?
  /// The methods that the path takes, where that is what is wrong (RFC 9110, section 15.5.6).
  private(set) var allowed: [String] = []

  init(_ status: Int, _ code: String?, _ message: String, reason: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.reason = reason
  }

  var response: EmulatorResponse {
    let error = JSONValue.members([
      "code": code.map(JSONValue.string),
      "message": .string(message),
      "innererror": reason.map {
        .members(["code": code.map(JSONValue.string), "message": .string($0)])
      },
    ])
    let response = EmulatorResponse(status: status, json: .members(["error": error]))
    guard !allowed.isEmpty else { return response }
    let allow = ServiceRequest.Header("Allow", allowed.joined(separator: ", "))
    return EmulatorResponse(
      status: status,
      headers: response.headers + [allow],
      body: response.body
    )
  }

  /// 400/8523: an argument that is not as described.
  static func argument(_ message: String) -> ServiceError {
    ServiceError(400, "8523", message)
  }

  /// 404/8522: something that is not there, or no more.
  static func notFound(_ what: String) -> ServiceError {
    ServiceError(404, "8522", "\(what) not found.")
  }

  /// 404 without a code: a path or an api-version the service does not have, or not any more.
  static func noResource(_ request: ServiceRequest) -> ServiceError {
    // A proxy with a certificate says so (docs/emulator.md).
    let isSecure = request.header("X-Forwarded-Proto") == "https"
    let scheme = isSecure ? "https" : "http"
    let uri = "\(scheme)://\(request.header("Host") ?? "localhost")\(request.target)"
    return ServiceError(
      404,
      nil,
      "No HTTP resource was found that matches the request URI '\(uri)'."
    )
  }

  /// 405 without a code: a path that the service has, and a method that it does not take there.
  static func otherMethod(_ method: String, than allowed: [String]) -> ServiceError {
    let message = "The requested resource does not support http method '\(method)'."
    var error = ServiceError(405, nil, message)
    error.allowed = allowed
    return error
  }

  /// 401/7509: a signature that is missing or not that of the request.
  static func unsigned(_ reason: String) -> ServiceError {
    ServiceError(401, "7509", "HMAC-SHA256 validation failed", reason: reason)
  }

  /// 401/7501: a token that is not taken.
  static func invalidToken(_ reason: String) -> ServiceError {
    ServiceError(401, "7501", "The token is invalid.", reason: reason)
  }

  /// 400/8501: the call rings or is being connected.
  static let notEstablished = ServiceError(400, "8501", "Call is not established yet.")
  /// 412/8583: something else goes on with that party.
  static let incompatibleMedia = ServiceError(
    412,
    "8583",
    "Media operations are not compatible: another one is in progress on the participant."
  )
  /// 500/9999: something that has nothing to do with the request.
  static let unknown = ServiceError(500, "9999", "Unknown internal server error.")
  /// 405/8522: text and speech without an AI endpoint at answer.
  static let noIntelligence = ServiceError(
    405,
    "8522",
    "The call was answered without callIntelligenceOptions.cognitiveServicesEndpoint."
  )
}
