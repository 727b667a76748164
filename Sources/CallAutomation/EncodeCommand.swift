package import CallModel
internal import JSON

/// The request that asks the service for a command (FACTS.md (b)), not yet signed.
package func encode(
  _ command: CallCommand,
  in envelope: CommandEnvelope
) -> Result<ServiceRequest, EncodingFailure> {
  Result { () throws(EncodingFailure) in
    let operation = try operation(for: command, in: envelope)
    return operation.request(
      envelope.version,
      headers: repeatabilityHeaders(for: command, in: envelope)
    )
  }
}

/// The request that reads what the service knows, not yet signed.
package func encode(
  _ read: CallRead,
  connectionID: CallConnectionID,
  _ version: ServiceVersion = .current
) -> ServiceRequest {
  let call = "/callConnections/" + percentEncoded(connectionID.rawValue)
  let path =
    switch read {
    case .call: call
    case .participants: call + "/participants"
    case .participant(let party): call + "/participants/" + percentEncoded(party.rawID)
    case .recording(let id): recordingPath(id)
    }
  return ServiceOperation.get(path).request(version)
}

/// The request for the next page of a list, not yet signed; nil for a link that is no URL or path.
///
/// Only the link's path and query are taken: a signed request goes to the service and nowhere else.
package func encode(nextLink: String) -> ServiceRequest? {
  var target = nextLink[...]
  if let scheme = target.firstRange(of: "://") {
    let authority = target[scheme.upperBound...]
    guard let slash = authority.firstIndex(of: "/") else { return nil }
    target = authority[slash...]
  }
  let isPrintable = target.unicodeScalars.allSatisfy { (0x21...0x7E).contains($0.value) }
  guard target.first == "/", isPrintable else { return nil }
  let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
  return ServiceRequest(
    method: "GET",
    path: String(halves[0]),
    query: halves.count == 2 ? String(halves[1]) : "",
    headers: [ServiceRequest.Header("Accept", "application/json")]
  )
}

/// One arm a command; each family of commands has its bodies in a file of its own.
private func operation(
  for command: CallCommand,
  in envelope: CommandEnvelope
) throws(EncodingFailure) -> ServiceOperation {
  let name = command.name
  return switch command {
  case .answer(let command): command.operation(in: envelope)
  case .reject(let command): command.operation
  case .play(let command): try envelope.post(":play", command.body(in: envelope), name)
  case .recognize(let command): try envelope.post(":recognize", command.body(in: envelope), name)
  case .cancelAllMedia: try envelope.post(":cancelAllMediaOperations", nil, name)
  case .addParticipant(let command):
    try envelope.post("/participants:add", command.body(in: envelope), name)
  case .cancelAddParticipant(let id):
    try envelope.post("/participants:cancelAddParticipant", cancelBody(id, in: envelope), name)
  case .moveParticipants(let command):
    try envelope.post("/participants:moveHere", command.body(in: envelope), name)
  case .removeParticipant(let party):
    try envelope.post("/participants:remove", removeBody(party, in: envelope), name)
  case .transfer(let command):
    try envelope.post(":transferToParticipant", command.body(in: envelope), name)
  case .startRecording(let command):
    .post("/recordings", command.body(of: try envelope.connection(name), in: envelope))
  case .pauseRecording(let id): .post(recordingPath(id) + ":pause")
  case .resumeRecording(let id): .post(recordingPath(id) + ":resume")
  case .stopRecording(let id): .delete(recordingPath(id))
  case .startContinuousTones(let party):
    try envelope.post(":startContinuousDtmfRecognition", partyBody(party, in: envelope), name)
  case .stopContinuousTones(let party):
    try envelope.post(":stopContinuousDtmfRecognition", partyBody(party, in: envelope), name)
  case .terminate: try envelope.post(":terminate", nil, name)
  case .hold(let command): try envelope.post(":hold", command.body(in: envelope), name)
  case .unhold(let party): try envelope.post(":unhold", partyBody(party, in: envelope), name)
  case .mute(let party):
    try envelope.post("/participants:mute", muteBody(party, in: envelope), name)
  case .sendTones(let command):
    try envelope.post(":sendDtmfTones", command.body(in: envelope), name)
  case .redirect(let command): command.operation
  case .leave: .delete(try envelope.path(name))
  case .createCall(let command): try command.operation(in: envelope)
  case .connect(let command): command.operation(in: envelope)
  case .startStreaming: try envelope.post(":startMediaStreaming", feedBody(in: envelope), name)
  case .stopStreaming: try envelope.post(":stopMediaStreaming", feedBody(in: envelope), name)
  case .startTranscription(let locale):
    try envelope.post(":startTranscription", feedBody(locale, in: envelope), name)
  case .updateTranscription(let locale):
    try envelope.post(":updateTranscription", feedBody(locale, in: envelope), name)
  case .stopTranscription: try envelope.post(":stopTranscription", feedBody(in: envelope), name)
  }
}

/// The headers by which the service knows a request it has already run (FACTS.md (a)).
private func repeatabilityHeaders(
  for command: CallCommand,
  in envelope: CommandEnvelope
) -> [ServiceRequest.Header] {
  guard command.policy.retry == .repeatable else { return [] }
  return [
    ServiceRequest.Header("Repeatability-Request-ID", envelope.repeatabilityID),
    ServiceRequest.Header("Repeatability-First-Sent", envelope.firstSent.httpDate),
  ]
}

extension CommandEnvelope {
  /// The connection's id, which `command` needs.
  fileprivate func connection(
    _ command: String
  ) throws(EncodingFailure) -> CallConnectionID {
    guard let connectionID else { throw .noConnection(command: command) }
    return connectionID
  }

  /// A POST to the call's own connection.
  fileprivate func post(
    _ suffix: String,
    _ body: JSONValue?,
    _ command: String
  ) throws(EncodingFailure) -> ServiceOperation {
    .post(try path(command) + suffix, body)
  }

  /// The path of the call's own connection.
  fileprivate func path(_ command: String) throws(EncodingFailure) -> String {
    "/callConnections/" + percentEncoded(try connection(command).rawValue)
  }
}

private func recordingPath(_ id: RecordingID) -> String {
  "/recordings/" + percentEncoded(id.rawValue)
}
