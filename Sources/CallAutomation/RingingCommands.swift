internal import CallModel
internal import JSON

extension AnswerCommand {
  /// `POST /callConnections:answer`; the AI endpoint is what text and speech need (FACTS.md (f)).
  func operation(in envelope: CommandEnvelope) -> ServiceOperation {
    .post(
      "/callConnections:answer",
      .members([
        "incomingCallContext": .string(context.rawValue),
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

extension RejectCommand {
  /// `POST /callConnections:reject`; it takes no operation context, and no event ever follows.
  var operation: ServiceOperation {
    .post(
      "/callConnections:reject",
      .members([
        "incomingCallContext": .string(context.rawValue),
        "callRejectReason": .string(reason.rawValue),
      ])
    )
  }
}

extension RedirectCommand {
  /// `POST /callConnections:redirect`; it takes no operation context, and no event ever follows.
  var operation: ServiceOperation {
    .post(
      "/callConnections:redirect",
      .members([
        "incomingCallContext": .string(context.rawValue),
        "target": target.requestJSON,
      ])
    )
  }
}
