internal import CallAutomation
internal import CallModel

/// ConnectRequest.
struct ConnectRequest {
  /// The id of the room, the group call or the server call.
  let callID: String
  let leg: LegRequest

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    guard let locator = try body.callLocator() else { throw body.missing("callLocator") }
    callID = locator.id
    leg = try LegRequest(&body)
    try body.close()
  }
}
