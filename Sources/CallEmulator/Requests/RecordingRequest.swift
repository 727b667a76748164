internal import CallAutomation
internal import CallModel

/// StartCallRecordingRequest.
struct RecordingRequest {
  /// What names the call: its connection, or a locator.
  enum Subject {
    case connection(CallConnectionID)
    case server(ServerCallID)
  }

  let subject: Subject
  let callbackURI: String?
  let pausesOnStart: Bool
  let channels: RecordingChannels

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    let connection = try body.optionalText("callConnectionId").map(CallConnectionID.init)
    let server = try body.serverCallLocator()
    callbackURI = try body.callbackURI("recordingStateCallbackUri")
    let content = try body.word("recordingContentType", as: Content.self) ?? .audioVideo
    channels = try body.word("recordingChannelType", as: RecordingChannels.self) ?? .mixed
    let format = try body.word("recordingFormatType", as: Format.self) ?? .mp4
    pausesOnStart = try body.flag("pauseOnStart") ?? false
    for list in ["audioChannelParticipantOrdering", "channelAffinity"] {
      _ = try body.objects(list)
    }
    _ = try body.object("externalStorage")
    try body.close()

    guard channels == .mixed || content == .audio && format == .wav else {
      throw .argument("Unmixed recording needs content type audio and format wav.")
    }
    switch (connection, server) {
    case (let connection?, nil): subject = .connection(connection)
    case (nil, let server?): subject = .server(server)
    case (nil, nil): throw .argument("`callConnectionId` is missing.")
    case (_?, _?): throw .argument("`callConnectionId` and `callLocator` exclude each other.")
    }
  }

  /// `recordingContentType`.
  private enum Content: String, CaseIterable {
    case audio, audioVideo
  }

  /// `recordingFormatType`.
  private enum Format: String, CaseIterable {
    case wav, mp3, mp4
  }
}

extension RequestBody {
  fileprivate mutating func serverCallLocator() throws(ServiceError) -> ServerCallID? {
    guard var locator = try object("callLocator") else { return nil }
    let kind = try locator.optionalText("kind") ?? "serverCallLocator"
    guard kind.lowercased() == "servercalllocator" else {
      throw .argument("`callLocator.kind` \(kind) is not emulated.")
    }
    let id = ServerCallID(try locator.text("serverCallId"))
    try locator.close()
    return id
  }
}
