internal import CallModel
internal import JSON

/// What asks for a change of a feed: StartMediaStreamingRequest and the like; a language is said of
/// transcription alone.
func feedBody(_ locale: String? = nil, in envelope: CommandEnvelope) -> JSONValue {
  .members([
    "locale": locale.map(JSONValue.string),
    "operationContext": envelope.contextJSON,
  ])
}

extension StreamingOptions {
  /// WebSocketMediaStreamingOptions; all of it is explicit, since few defaults are documented, and
  /// nothing is sent before the flow says so.
  func json(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "transportType": "websocket",
      "transportUrl": .string(url ?? envelope.socketURL(for: .streaming)),
      "contentType": "audio",
      "audioChannelType": .string(channels.rawValue),
      "startMediaStreaming": .bool(false),
      "enableBidirectional": .bool(isBidirectional),
      "audioFormat": .string(format.rawValue),
      "enableDtmfTones": .bool(tellsTones),
    ])
  }
}

extension TranscriptionOptions {
  /// WebSocketTranscriptionOptions; nothing is sent before the flow says so.
  func json(in envelope: CommandEnvelope) -> JSONValue {
    .members([
      "transportType": "websocket",
      "transportUrl": .string(url ?? envelope.socketURL(for: .transcription)),
      "locale": .string(locale),
      "startTranscription": .bool(false),
      "enableIntermediateResults": .bool(tellsInterim),
    ])
  }
}
