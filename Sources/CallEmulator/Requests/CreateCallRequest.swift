internal import CallAutomation
internal import CallModel

/// CreateCallRequest.
struct CreateCallRequest {
  let target: Identifier
  /// The resource account that calls; nil outside of Teams Phone extensibility.
  let account: Identifier?
  let hasCallerID: Bool
  let callbackURI: String
  let operationContext: String?
  let hasIntelligence: Bool
  let feeds: FeedOptions

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    let targets = try body.parties("targets")
    guard let target = targets.first else { throw body.missing("targets") }
    guard targets.count == 1 else {
      throw ServiceError(501, "NotEmulated", "Calls to several targets are not emulated.")
    }
    self.target = target
    if var source = try body.object("teamsAppSource") {
      account = Identifier(rawID: "28:orgid:" + (try source.text("appId")))
      try source.close()
    } else {
      account = nil
    }
    let callerID = try body.callerID()
    let displayName = try body.optionalText("sourceDisplayName")
    hasCallerID = callerID || displayName != nil
    _ = try body.object("source")
    let (uri, context, intelligence) = try body.leg()
    callbackURI = uri
    operationContext = context
    hasIntelligence = intelligence
    feeds = try body.feeds()
    try body.close()
  }
}

extension RequestBody {
  /// What answering and placing a call say alike of the app's leg.
  mutating func leg() throws(ServiceError) -> (
    callbackURI: String, context: String?, hasIntelligence: Bool
  ) {
    guard let callbackURI = try callbackURI("callbackUri") else { throw missing("callbackUri") }
    let context = try optionalText("operationContext")
    var hasIntelligence = false
    if var options = try object("callIntelligenceOptions") {
      hasIntelligence = try options.optionalText("cognitiveServicesEndpoint") != nil
      try options.close()
    }
    return (callbackURI, context, hasIntelligence)
  }
}
