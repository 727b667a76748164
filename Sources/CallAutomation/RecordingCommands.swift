internal import CallModel
internal import JSON

/// StartCallRecordingRequest by connection id, the only form Teams Phone extensibility takes
/// (FACTS.md (f)); content and format are explicit because their defaults are not documented.
func startRecordingBody(
  _ channels: RecordingChannels,
  _ connectionID: CallConnectionID,
  _ envelope: CommandEnvelope
) -> JSONValue {
  .members([
    "callConnectionId": .string(connectionID.rawValue),
    "recordingStateCallbackUri": envelope.recordingCallbackURI,
    "recordingContentType": "audio",
    "recordingChannelType": .string(channels.rawValue),
    "recordingFormatType": "wav",
  ])
}
