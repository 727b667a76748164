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
  /// The container its files go to, or nil for the service's own storage.
  let container: String?

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    let connection = try body.optionalText("callConnectionId").map(CallConnectionID.init)
    let server = try body.serverCallLocator()
    callbackURI = try body.callbackURI("recordingStateCallbackUri")
    let content = try body.word("recordingContentType", as: Content.self) ?? .audioVideo
    channels = try body.word("recordingChannelType", as: RecordingChannels.self) ?? .mixed
    let format = try body.word("recordingFormatType", as: Format.self) ?? .mp4
    pausesOnStart = try body.flag("pauseOnStart") ?? false
    let order = try body.parties("audioChannelParticipantOrdering")
    _ = try body.objects("channelAffinity")
    container = try body.container()
    try body.close()

    guard order.isEmpty || channels == .unmixed else {
      throw .argument("`audioChannelParticipantOrdering` needs an unmixed recording.")
    }
    guard order.count <= ServiceLimits.recordedChannels else {
      throw .argument(
        "`audioChannelParticipantOrdering` has more than \(ServiceLimits.recordedChannels) parties."
      )
    }
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

/// `recordingStorageKind`.
private enum StorageKind: String, CaseIterable {
  case azureCommunicationServices, azureBlobStorage
}

extension RequestBody {
  /// ExternalStorage: the URL of a container for the one kind of storage that has one.
  fileprivate mutating func container() throws(ServiceError) -> String? {
    guard var storage = try object("externalStorage") else { return nil }
    let kind = try storage.word("recordingStorageKind", as: StorageKind.self)
    let url = try storage.optionalText("recordingDestinationContainerUrl")
    try storage.close()
    switch (kind, url) {
    case (.azureBlobStorage?, let url?) where url.hasPrefix("https://"): return url
    case (.azureBlobStorage?, _):
      throw .argument("`externalStorage.recordingDestinationContainerUrl` is no https URL.")
    case (.azureCommunicationServices?, _): return nil
    case (nil, _): throw storage.missing("recordingStorageKind")
    }
  }

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
