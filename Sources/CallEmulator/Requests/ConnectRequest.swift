internal import CallAutomation
internal import CallModel

/// ConnectRequest.
struct ConnectRequest {
  /// The id of the room, the group call or the server call.
  let callID: String
  let callbackURI: String
  let operationContext: String?
  let hasIntelligence: Bool
  let feeds: FeedOptions

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    guard var locator = try body.object("callLocator") else { throw body.missing("callLocator") }
    let kind = try locator.text("kind")
    let members = [
      "roomCallLocator": "roomId", "groupCallLocator": "groupCallId",
      "serverCallLocator": "serverCallId",
    ]
    guard let member = members[kind] else { throw .argument("The field Kind is invalid.") }
    callID = try locator.text(member)
    try locator.close()
    (callbackURI, operationContext, hasIntelligence) = try body.leg()
    feeds = try body.feeds()
    try body.close()
  }
}
