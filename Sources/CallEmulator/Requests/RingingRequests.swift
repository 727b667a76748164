internal import CallAutomation
internal import CallModel

/// AnswerCallRequest.
struct AnswerRequest {
  let context: IncomingCallContext
  let leg: LegRequest

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    context = IncomingCallContext(try body.text("incomingCallContext"))
    var leg = try LegRequest(&body)
    leg.answeredBy = try body.user("answeredBy")
    self.leg = leg
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
