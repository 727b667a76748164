internal import CallAutomation
internal import JSON

/// A request the service refuses, as its error body says it (FACTS.md (j)).
struct ServiceError: Error, Hashable {
  let status: Int
  let code: String
  let message: String
  /// A second code, for what the outer one hides.
  let innerCode: String?

  init(_ status: Int, _ code: String, _ message: String, innerCode: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.innerCode = innerCode
  }

  var response: EmulatorResponse {
    let error = JSONValue.members([
      "code": .string(code),
      "message": .string(message),
      "innererror": innerCode.map { .members(["code": .string($0)]) },
    ])
    return EmulatorResponse(status: status, json: .members(["error": error]))
  }

  /// 400/8523: an argument that is not as described.
  static func argument(_ message: String) -> ServiceError {
    ServiceError(400, "8523", message)
  }

  /// 404/8522: something that is not there, or no more.
  static func notFound(_ what: String) -> ServiceError {
    ServiceError(404, "8522", "\(what) not found.")
  }

  /// 401: what the resource provider says, with the reason within.
  static func denied(_ reason: String) -> ServiceError {
    ServiceError(
      401,
      "Denied",
      "Denied by the resource provider. (\(reason))",
      innerCode: "7509"
    )
  }

  /// 400/8501: the call rings or is being connected.
  static let notEstablished = ServiceError(400, "8501", "Call is not established yet.")
  /// 412/8583: something else goes on with that party.
  static let incompatibleMedia = ServiceError(
    412,
    "8583",
    "Media operations are not compatible: another one is in progress on the participant."
  )
  /// 405/8522: text and speech without an AI endpoint at answer.
  static let noIntelligence = ServiceError(
    405,
    "8522",
    "The call was answered without callIntelligenceOptions.cognitiveServicesEndpoint."
  )
}
