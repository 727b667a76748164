internal import CallAutomation
internal import CallModel

/// CreateCallRequest.
struct CreateCallRequest {
  let target: Identifier
  /// Who is called at the same time, in a group call.
  let otherTargets: [Identifier]
  /// The resource account that calls, or the resource's user; nil where it is not said.
  let caller: Identifier?
  let leg: LegRequest

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    let targets = try body.parties("targets")
    guard let target = targets.first else { throw body.missing("targets") }
    self.target = target
    otherTargets = Array(targets.dropFirst())
    let account = try body.teamsApp("teamsAppSource")
    let source = try body.user("source")
    caller = account ?? source
    var leg = try LegRequest(&body)
    leg.callerID = try body.callerID()
    leg.displayName = try body.optionalText("sourceDisplayName")
    self.leg = leg
    try body.close()
  }
}

extension RequestBody {
  /// MicrosoftTeamsAppIdentifierModel, as it is sent of a resource account.
  fileprivate mutating func teamsApp(_ name: String) throws(ServiceError) -> Identifier? {
    guard var app = try object(name) else { return nil }
    let cloud = try app.word("cloud", as: Cloud.self) ?? .public
    let identifier = Identifier.microsoftTeamsApp(try app.text("appId"), cloud: cloud)
    try app.close()
    return identifier
  }
}
