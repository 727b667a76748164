package import FieldCoding

/// A call that rings, as Event Grid tells it (FACTS.md (d), IncomingCall).
package struct IncomingCall: Hashable, Sendable {
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
  /// When it began to ring, by the service's clock; nil where that is not known.
  package let rungAt: Timestamp?
  /// Whom the caller meant, where the call was sent on from there to whom it is to now
  /// (`onBehalfOfCallee`); else nil.
  package let onBehalfOf: Identifier?
  /// What a later version stored.
  package var unknownFields = UnknownFields()

  /// Makes an incoming call.
  package init(
    to: Identifier,
    from: Identifier,
    callerName: String?,
    context: IncomingCallContext,
    correlationID: CorrelationID,
    serverCallID: ServerCallID?,
    sipHeaders: [String: String] = [:],
    voipHeaders: [String: String] = [:],
    rungAt: Timestamp? = nil,
    onBehalfOf: Identifier? = nil
  ) {
    self.to = to
    self.from = from
    self.callerName = callerName
    self.context = context
    self.correlationID = correlationID
    self.serverCallID = serverCallID
    self.sipHeaders = sipHeaders
    self.voipHeaders = voipHeaders
    self.rungAt = rungAt
    self.onBehalfOf = onBehalfOf
  }
}

extension IncomingCall: FieldCoded {
  /// What is stored.
  package static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      to: fields(1, "to", \.to),
      from: fields(2, "from", \.from),
      callerName: fields(3, "callerName", \.callerName),
      context: fields(4, "context", \.context),
      correlationID: fields(5, "correlationID", \.correlationID),
      serverCallID: fields(6, "serverCallID", \.serverCallID),
      sipHeaders: fields(7, "sipHeaders", \.sipHeaders),
      voipHeaders: fields(8, "voipHeaders", \.voipHeaders),
      rungAt: fields(540, "rungAt", \.rungAt),
      onBehalfOf: fields(541, "onBehalfOf", \.onBehalfOf)
    )
  }
}
