/// A call that rings, as Event Grid tells it (FACTS.md (d), IncomingCall).
package struct IncomingCall: Hashable, Sendable, Codable {
  /// Who is called: a resource account's raw id for Teams Phone extensibility.
  package let to: Identifier
  /// Who calls; a number may be withheld.
  package let from: Identifier
  /// The caller's name, if any.
  package let callerName: String?
  /// The key to the ringing call.
  package let context: IncomingCallContext
  /// The id all legs share.
  package let correlationID: CorrelationID
  /// The conversation's id.
  package let serverCallID: ServerCallID?
  /// Headers of a SIP leg.
  package let sipHeaders: [String: String]
  /// Headers of a VoIP leg.
  package let voipHeaders: [String: String]

  /// Makes an incoming call.
  package init(
    to: Identifier,
    from: Identifier,
    callerName: String?,
    context: IncomingCallContext,
    correlationID: CorrelationID,
    serverCallID: ServerCallID?,
    sipHeaders: [String: String] = [:],
    voipHeaders: [String: String] = [:]
  ) {
    self.to = to
    self.from = from
    self.callerName = callerName
    self.context = context
    self.correlationID = correlationID
    self.serverCallID = serverCallID
    self.sipHeaders = sipHeaders
    self.voipHeaders = voipHeaders
  }
}
