internal import CallModel

/// What answering, placing and joining a call say of the app's leg.
struct LegRequest: Hashable {
  let callbackURI: String
  let context: String?
  let hasIntelligence: Bool
  /// What can be sent to sockets, and where.
  let feeds: FeedOptions
  /// The number the call is shown as coming from.
  var callerID: String?
  /// The name it is shown with.
  var displayName: String?
  /// The resource's user that answers.
  var answeredBy: Identifier?

  init(_ body: inout RequestBody) throws(ServiceError) {
    guard let uri = try body.callbackURI("callbackUri") else { throw body.missing("callbackUri") }
    callbackURI = uri
    context = try body.optionalText("operationContext")
    if var options = try body.object("callIntelligenceOptions") {
      hasIntelligence = try options.optionalText("cognitiveServicesEndpoint") != nil
      try options.close()
    } else {
      hasIntelligence = false
    }
    feeds = try body.feeds()
  }

  /// Whether the request says how the call is shown.
  var hasCallerID: Bool { callerID != nil || displayName != nil }
}

extension RequestBody {
  /// CommunicationUserIdentifierModel.
  mutating func user(_ name: String) throws(ServiceError) -> Identifier? {
    guard var user = try object(name) else { return nil }
    let identifier = Identifier.communicationUser(try user.text("id"))
    try user.close()
    return identifier
  }
}
