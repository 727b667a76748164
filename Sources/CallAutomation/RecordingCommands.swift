internal import CallModel
internal import JSON

extension StartRecordingCommand {
  /// StartCallRecordingRequest by connection id, the only form Teams Phone extensibility takes
  /// (FACTS.md (f)); content and format are explicit because their defaults are not documented.
  func body(of connectionID: CallConnectionID, in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "callConnectionId": .string(connectionID.rawValue),
      "recordingStateCallbackUri": envelope.recordingCallbackURI,
      "recordingContentType": "audio",
      "recordingChannelType": .string(channels.rawValue),
      "recordingFormatType": "wav",
      "pauseOnStart": isPaused ? .bool(true) : nil,
      "audioChannelParticipantOrdering": order.isEmpty ? nil : .array(order.map(\.requestJSON)),
      "externalStorage": storage.map { container in
        .members([
          "recordingStorageKind": "azureBlobStorage",
          "recordingDestinationContainerUrl": .string(container),
        ])
      },
    ])
  }
}
