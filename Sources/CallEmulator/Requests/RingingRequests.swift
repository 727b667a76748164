internal import CallAutomation
internal import CallModel

/// AnswerCallRequest.
struct AnswerRequest {
  let context: IncomingCallContext
  let callbackURI: String
  let operationContext: String?
  let hasIntelligence: Bool

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    context = IncomingCallContext(try body.text("incomingCallContext"))
    guard let callbackURI = try body.callbackURI("callbackUri") else {
      throw body.missing("callbackUri")
    }
    self.callbackURI = callbackURI
    operationContext = try body.optionalText("operationContext")
    if var options = try body.object("callIntelligenceOptions") {
      hasIntelligence = try options.optionalText("cognitiveServicesEndpoint") != nil
      try options.close()
    } else {
      hasIntelligence = false
    }
    // Accepted as they are: streaming and transcription are not emulated.
    _ = try body.object("answeredBy")
    _ = try body.object("mediaStreamingOptions")
    _ = try body.object("transcriptionOptions")
    try body.close()
  }
}

/// RejectCallRequest.
struct RejectRequest {
  let context: IncomingCallContext
  let reason: RejectCommand.Reason

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    context = IncomingCallContext(try body.text("incomingCallContext"))
    reason = try body.word("callRejectReason", as: RejectCommand.Reason.self) ?? .none
    try body.close()
  }
}

/// RedirectCallRequest.
struct RedirectRequest {
  let context: IncomingCallContext
  let target: Identifier

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    context = IncomingCallContext(try body.text("incomingCallContext"))
    target = try body.party("target")
    try body.close()
  }
}
