internal import CallAutomation
internal import CallModel

/// AddParticipantRequest.
struct AddParticipantRequest {
  let target: Identifier
  let rings: Milliseconds
  let hasCallerID: Bool
  let headers: CustomHeaders
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    target = try body.party("participantToAdd")
    let callerID = try body.callerID()
    let displayName = try body.optionalText("sourceDisplayName")
    hasCallerID = callerID != nil || displayName != nil
    let seconds = try body.number("invitationTimeoutInSeconds", in: 0...180)
    rings = seconds.map { .seconds($0) } ?? EmulatorTiming.invitation
    routing = try body.routing()
    headers = try body.customContext(of: request)
    try body.close()
  }
}

/// TransferToParticipantRequest.
struct TransferRequest {
  let target: Identifier
  let transferee: Identifier?
  let hasCallerID: Bool
  let headers: CustomHeaders
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    target = try body.party("targetParticipant")
    transferee = try body.optionalParty("transferee")
    hasCallerID = try body.callerID() != nil
    routing = try body.routing()
    headers = try body.customContext(of: request)
    try body.close()
  }
}

/// A request about one party: RemoveParticipantRequest, ContinuousDtmfRecognitionRequest.
struct PartyRequest {
  let party: Identifier
  let routing: EventRouting

  init(_ request: ServiceRequest, member: String) throws(ServiceError) {
    var body = try RequestBody(request)
    party = try body.party(member)
    routing = try body.routing()
    try body.close()
  }
}

/// HoldRequest.
struct HoldRequest {
  let party: Identifier
  let music: PlaySource?
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    party = try body.party("targetParticipant")
    if let source = try body.object("playSourceInfo") {
      music = try PlaySource(source)
    } else {
      music = nil
    }
    routing = try body.routing()
    try body.close()
  }
}

/// MuteParticipantsRequest.
struct MuteRequest {
  let parties: [Identifier]
  let context: String?

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    parties = try body.parties("targetParticipants")
    context = try body.optionalText("operationContext")
    try body.close()
  }
}

/// SendDtmfTonesRequest.
struct SendTonesRequest: Hashable {
  let tones: [Tone]
  let party: Identifier
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    let words = try body.texts("tones") ?? []
    guard !words.isEmpty else { throw body.missing("tones") }
    tones = words.compactMap { Tone(rawValue: $0.lowercased()) }
    guard tones.count == words.count else {
      throw .argument("`tones` has a value that is no tone.")
    }
    guard tones.count <= ServiceLimits.sentTones else {
      throw .argument("There are more than \(ServiceLimits.sentTones) tones.")
    }
    party = try body.party("targetParticipant")
    routing = try body.routing()
    try body.close()
  }
}

/// CancelAddParticipantRequest.
struct CancelAddRequest {
  let invitation: InvitationID
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    invitation = InvitationID(try body.text("invitationId"))
    routing = try body.routing()
    try body.close()
  }
}

/// MoveParticipantsRequest.
struct MoveRequest {
  let parties: [Identifier]
  let fromCall: CallConnectionID
  let routing: EventRouting

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    parties = try body.parties("targetParticipants")
    guard !parties.isEmpty else { throw body.missing("targetParticipants") }
    fromCall = CallConnectionID(try body.text("fromCall"))
    routing = try body.routing()
    try body.close()
  }
}

/// The kinds of headers that a request wants to send with a call.
struct CustomHeaders: Hashable {
  var hasSIP = false
  var hasVoIP = false
}

extension RequestBody {
  /// The number a call is to be shown as coming from, if it is given.
  mutating func callerID() throws(ServiceError) -> String? {
    guard var number = try object("sourceCallerIdNumber") else { return nil }
    let value = try number.text("value")
    try number.close()
    return value
  }

  /// CustomCallingContext, with the limits of FACTS.md (j); what an agent is told came with the
  /// version that came with moving (FACTS.md (b), "Reading notes").
  fileprivate mutating func customContext(
    of request: ServiceRequest
  ) throws(ServiceError) -> CustomHeaders {
    guard var context = try object("customCallingContext") else { return CustomHeaders() }
    let sip = try context.textsByName("sipHeaders")
    let voip = try context.textsByName("voipHeaders")
    if queryItem("api-version", of: request) ?? "" >= firstVersionWithMoving {
      try context.teamsPhoneDetails()
    }
    try context.close()
    typealias Limits = ServiceLimits
    guard sip.count <= Limits.sipHeaders else {
      throw .argument("There are more than \(Limits.sipHeaders) SIP headers.")
    }
    guard voip.count <= Limits.voipHeaders else {
      throw .argument("There are more than \(Limits.voipHeaders) VoIP headers.")
    }
    for (name, value) in sip.sorted(by: { $0.key < $1.key }) {
      guard Limits.isSIPHeader(name), name.count <= Limits.headerNameCharacters,
        value.count <= Limits.sipHeaderCharacters
      else { throw .argument("The SIP header \(name) is none that can be sent.") }
    }
    for (name, value) in voip.sorted(by: { $0.key < $1.key }) {
      guard name.count <= Limits.headerNameCharacters, value.count <= Limits.voipHeaderCharacters
      else { throw .argument("The VoIP header \(name) is too long.") }
    }
    return CustomHeaders(hasSIP: !sip.isEmpty, hasVoIP: !voip.isEmpty)
  }
}

extension RequestBody {
  /// TeamsPhoneCallDetails, with the limits of FACTS.md (b) and (j).
  fileprivate mutating func teamsPhoneDetails() throws(ServiceError) {
    guard var details = try object("teamsPhoneCallDetails") else { return }
    if let topic = try details.optionalText("callTopic"),
      topic.count > ServiceLimits.topicCharacters
    {
      throw .argument("The call topic is longer than \(ServiceLimits.topicCharacters) characters.")
    }
    for name in [
      "sessionId", "intent", "callContext", "transcriptUrl", "callSentiment", "suggestedActions",
    ] {
      _ = try details.optionalText(name)
    }
    if var caller = try details.object("teamsPhoneCallerDetails") { try caller.readCaller() }
    if var source = try details.object("teamsPhoneSourceDetails") { try source.readSource() }
    try details.close()
  }

  /// TeamsPhoneCallerDetails.
  private mutating func readCaller() throws(ServiceError) {
    _ = try party("caller")
    for name in ["name", "phoneNumber"] { _ = try text(name) }
    for name in ["recordId", "screenPopUrl"] { _ = try optionalText(name) }
    _ = try flag("isAuthenticated")
    guard try textsByName("additionalCallerInformation").count <= 10 else {
      throw .argument("There are more than 10 entries of additional caller information.")
    }
    try close()
  }

  /// TeamsPhoneSourceDetails.
  private mutating func readSource() throws(ServiceError) {
    _ = try party("source")
    for name in ["language", "status"] { _ = try text(name) }
    if var targets = try object("intendedTargets") { try targets.readParties() }
    try close()
  }
}
