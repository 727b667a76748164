internal import CallAutomation
internal import CallModel
internal import JSON

/// What is sent to sockets: the requests and their events.
extension EmulatedCall {
  /// Takes `:startMediaStreaming` and the like, and tells of it by an event.
  ///
  /// What was not set up when the call was answered cannot begin (FACTS.md (h)).
  mutating func change(
    _ operation: FeedOperation,
    _ request: FeedRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    perform(operation, request, in: &stage)
    return EmulatorResponse(status: 202)
  }

  /// Begins what the request that answered or placed the call said.
  mutating func beginFeeds(in stage: inout Stage) {
    guard let leg else { return }
    let starts: [(Feed, FeedOperation)] = [
      (.streaming, .startMediaStreaming), (.transcription, .startTranscription),
    ]
    for (feed, start) in starts where leg.request.feeds.sockets[feed]?.isImmediate == true {
      let routing = EventRouting(context: leg.context)
      let request = FeedRequest(routing: routing, locale: nil)
      perform(start, request, in: &stage)
    }
  }

  private mutating func perform(
    _ operation: FeedOperation,
    _ request: FeedRequest,
    in stage: inout Stage
  ) {
    let failure = failure(of: operation, request)
    if failure == nil {
      settle(operation, request)
      // Whether it has begun shows when the socket is open.
      if operation.begins, openSocket(for: operation.feed, request.routing, in: &stage) { return }
      if operation.ends { closeSocket(for: operation.feed, in: &stage) }
    }
    tell(operation, failure, to: request.routing, in: &stage)
  }

  /// Keeps what the call says of its subscription from now on.
  private mutating func settle(_ operation: FeedOperation, _ request: FeedRequest) {
    let feed = operation.feed
    switch operation {
    case .startMediaStreaming, .startTranscription: leg?.subscriptions[feed]?.isActive = true
    case .stopMediaStreaming, .stopTranscription: leg?.subscriptions[feed]?.isActive = false
    case .updateTranscription: break
    }
    if let locale = request.locale { leg?.subscriptions[feed]?.locale = locale }
  }

  private func failure(
    of operation: FeedOperation,
    _ request: FeedRequest
  ) -> ResultInformation? {
    guard let leg, let socket = leg.request.feeds.sockets[operation.feed] else {
      return operation.begins ? .feedNotSetUp : nil
    }
    if operation.begins, operation.feed == .transcription, !leg.hasIntelligence {
      return .feedNotSetUp
    }
    if let locale = request.locale, !locale.contains("-") { return .feedLocale }
    return operation.begins && !socket.url.hasPrefix("wss://") && !isOpened(socket.url)
      ? .feedURL : nil
  }

  func tell(
    _ operation: FeedOperation,
    _ failure: ResultInformation?,
    to routing: EventRouting,
    in stage: inout Stage
  ) {
    let kind = failure == nil ? operation.event : operation.failureEvent
    let status = kind.rawValue.prefix(1).lowercased() + kind.rawValue.dropFirst()
    let details = failure.map(\.feedDetails) ?? operation.details
    let update: (name: String, members: JSONValue) =
      switch operation.feed {
      case .streaming:
        (
          "mediaStreamingUpdate",
          .members([
            "contentType": "Audio",
            "mediaStreamingStatus": .string(status),
            "mediaStreamingStatusDetails": .string(details),
          ])
        )
      case .transcription:
        (
          "transcriptionUpdate",
          .members([
            "transcriptionStatus": .string(status),
            "transcriptionStatusDetails": .string(details),
          ])
        )
      }
    tell(
      kind,
      failure ?? .mediaDone,
      to: routing,
      members: .members([update.name: update.members]),
      in: &stage
    )
  }
}

extension FeedOperation {
  /// What it is about.
  var feed: Feed {
    switch self {
    case .startMediaStreaming, .stopMediaStreaming: .streaming
    case .startTranscription, .updateTranscription, .stopTranscription: .transcription
    }
  }

  /// Whether it needs what was set up.
  fileprivate var begins: Bool {
    self == .startMediaStreaming || self == .startTranscription
  }

  fileprivate var ends: Bool { self == .stopMediaStreaming || self == .stopTranscription }

  fileprivate var event: CallEvent.Kind {
    switch self {
    case .startMediaStreaming: .mediaStreamingStarted
    case .stopMediaStreaming: .mediaStreamingStopped
    case .startTranscription: .transcriptionStarted
    case .updateTranscription: .transcriptionUpdated
    case .stopTranscription: .transcriptionStopped
    }
  }

  fileprivate var failureEvent: CallEvent.Kind {
    switch feed {
    case .streaming: .mediaStreamingFailed
    case .transcription: .transcriptionFailed
    }
  }

  fileprivate var details: String {
    switch self {
    case .startMediaStreaming, .startTranscription: "subscriptionStarted"
    case .updateTranscription: "transcriptionLocaleUpdated"
    case .stopMediaStreaming, .stopTranscription: "subscriptionStopped"
    }
  }
}

extension ResultInformation {
  /// `mediaStreamingStatusDetails` and its like.
  fileprivate var feedDetails: String {
    switch subCode {
    case Self.socketLost.subCode: "streamConnectionInterrupted"
    case Self.noAudioSocket.subCode, Self.noTextSocket.subCode: "streamConnectionUnsuccessful"
    default: "badRequest"
    }
  }

  /// FACTS.md (m), MediaStreamingFailed.
  static let noAudioSocket = ResultInformation(
    code: 500,
    subCode: 8603,
    message: "Action failed, not able to establish websocket connection."
  )
  /// FACTS.md (m), TranscriptionFailed.
  static let noTextSocket = ResultInformation(
    code: 500,
    subCode: 8578,
    message: "Action failed, not able to establish WebSocket connection."
  )
  /// FACTS.md (c), "Result codes": 500/9999; which code a broken socket has is not verified.
  static let socketLost = ResultInformation(
    code: 500,
    subCode: 9999,
    message: "Unknown internal server error."
  )
  /// FACTS.md (c), "Result codes": 405/8522.
  fileprivate static let feedNotSetUp = ResultInformation(
    code: 405,
    subCode: 8522,
    message: "Action failed, the URL or the AI endpoint was not set when the call was set up."
  )
  fileprivate static let feedURL = ResultInformation(
    code: 400,
    subCode: 8581,
    message: "Action failed, the URL is not valid."
  )
  fileprivate static let feedLocale = ResultInformation(
    code: 400,
    subCode: 8523,
    message: "Action failed, the locale is missing or has no region."
  )
}
