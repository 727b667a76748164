internal import CallModel
internal import JSON

extension CreateCallCommand {
  /// `POST /callConnections`; in Teams Phone extensibility the resource account calls, by its object
  /// id alone, and no number is shown but its own (FACTS.md (b), "Casing traps"; (f), "create call").
  func operation(in envelope: CommandEnvelope) throws(EncodingFailure) -> ServiceOperation {
    var account: JSONValue?
    var number: JSONValue?
    switch source?.detail {
    case .microsoftTeamsApp(let app, _)?: account = .members(["appId": .string(app)])
    case .phoneNumber(let shown)? where !shown.isWithheld:
      number = .members(["value": .string(shown.value)])
    case let other?: throw .callerID(Identifier(rawID: source?.rawID ?? "\(other)"))
    case nil: break
    }
    return .post(
      "/callConnections",
      .members([
        "targets": .array([target.requestJSON]),
        "callbackUri": envelope.callbackURI,
        "operationContext": envelope.contextJSON,
        "teamsAppSource": account,
        "sourceCallerIdNumber": number,
        "callIntelligenceOptions": cognitiveServicesEndpoint.map {
          .members(["cognitiveServicesEndpoint": .string($0)])
        },
        "mediaStreamingOptions": streaming?.json(in: envelope),
        "transcriptionOptions": transcription?.json(in: envelope),
      ])
    )
  }
}

extension ConnectCommand {
  /// `POST /callConnections:connect`; the kind is always said, as every SDK does (FACTS.md (b)).
  func operation(in envelope: CommandEnvelope) -> ServiceOperation {
    .post(
      "/callConnections:connect",
      .members([
        "callLocator": locator.requestJSON,
        "callbackUri": envelope.callbackURI,
        "operationContext": envelope.contextJSON,
        "callIntelligenceOptions": cognitiveServicesEndpoint.map {
          .members(["cognitiveServicesEndpoint": .string($0)])
        },
        "mediaStreamingOptions": streaming?.json(in: envelope),
        "transcriptionOptions": transcription?.json(in: envelope),
      ])
    )
  }
}

extension CallLocator {
  fileprivate var requestJSON: JSONValue {
    let (kind, member) =
      switch kind {
      case .room: ("roomCallLocator", "roomId")
      case .groupCall: ("groupCallLocator", "groupCallId")
      case .serverCall: ("serverCallLocator", "serverCallId")
      }
    return .members(["kind": .string(kind), member: .string(id)])
  }
}
