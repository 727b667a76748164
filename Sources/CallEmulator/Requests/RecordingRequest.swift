internal import CallAutomation
internal import CallModel

/// StartCallRecordingRequest.
struct RecordingRequest {
  /// What names the call: its connection, or a locator.
  enum Subject {
    case connection(CallConnectionID)
    case server(ServerCallID)
    case group(String)
  }

  let subject: Subject
  let callbackURI: String?
  let pausesOnStart: Bool
  let content: RecordingContent
  let channels: RecordingChannels
  let format: RecordingFormat
  /// The container its files go to, or nil for the service's own storage.
  let container: String?

  init(_ request: ServiceRequest) throws(ServiceError) {
    var body = try RequestBody(request)
    let connection = try body.optionalText("callConnectionId").map(CallConnectionID.init)
    let locator = try body.locatedCall()
    callbackURI = try body.callbackURI("recordingStateCallbackUri")
    content = try body.word("recordingContentType", as: RecordingContent.self) ?? .audioVideo
    channels = try body.word("recordingChannelType", as: RecordingChannels.self) ?? .mixed
    format = try body.word("recordingFormatType", as: RecordingFormat.self) ?? .mp4
    pausesOnStart = try body.flag("pauseOnStart") ?? false
    let order = try body.parties("audioChannelParticipantOrdering")
    try body.channelAffinity()
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
    switch (connection, locator) {
    case (let connection?, nil): subject = .connection(connection)
    case (nil, let located?): subject = located
    case (nil, nil): throw .argument("`callConnectionId` is missing.")
    case (_?, _?): throw .argument("`callConnectionId` and `callLocator` exclude each other.")
    }
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

  /// ChannelAffinity: a channel of a party's own.
  fileprivate mutating func channelAffinity() throws(ServiceError) {
    for entry in try objects("channelAffinity") ?? [] {
      var entry = entry
      _ = try entry.number("channel", in: 0...ServiceLimits.recordedChannels - 1)
      _ = try entry.party("participant")
      try entry.close()
    }
  }

  /// A call that is named by a locator; a room is none to record (FACTS.md (b), "Reading notes").
  fileprivate mutating func locatedCall() throws(ServiceError) -> RecordingRequest.Subject? {
    guard let located = try callLocator() else { return nil }
    switch located.kind {
    case .serverCallLocator: return .server(ServerCallID(located.id))
    case .groupCallLocator: return .group(located.id)
    case .roomCallLocator: throw .argument("A recording cannot be started by `roomId`.")
    }
  }
}
