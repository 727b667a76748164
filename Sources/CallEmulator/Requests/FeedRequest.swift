internal import CallAutomation
internal import CallModel

/// What can be sent of a call to sockets: MediaStreamingOptions and TranscriptionOptions.
struct FeedOptions: Hashable, Sendable {
  /// A socket, and whether it is sent to as soon as the call is connected.
  struct Socket: Hashable, Sendable {
    let url: String
    let isImmediate: Bool
    /// Whether voices are kept apart, for audio.
    var channels = StreamingOptions.Channels.mixed
    /// The form of audio.
    var format = StreamingOptions.Format.pcm16KMono
    /// Whether audio that comes back is played.
    var isBidirectional = false
    /// Whether keys are told, for audio.
    var tellsTones = false
    /// The language, for transcription.
    var locale: String?
    /// Whether what is not final is sent too, for transcription.
    var hasInterim = false
  }

  /// The sockets, by what they are sent.
  var sockets: [Feed: Socket] = [:]
}

extension RequestBody {
  /// What answering and placing a call say alike of sockets.
  mutating func feeds() throws(ServiceError) -> FeedOptions {
    var options = FeedOptions()
    if var streaming = try object("mediaStreamingOptions") {
      guard
        let channels = try streaming.word("audioChannelType", as: StreamingOptions.Channels.self)
      else { throw streaming.missing("audioChannelType") }
      _ = try streaming.word("contentType", as: AudioContent.self)
      let format = try streaming.word("audioFormat", as: StreamingOptions.Format.self)
      let isBidirectional = try streaming.flag("enableBidirectional")
      let tellsTones = try streaming.flag("enableDtmfTones")
      var socket = try streaming.socket(startedBy: "startMediaStreaming")
      socket?.channels = channels
      socket?.format = format ?? .pcm16KMono
      socket?.isBidirectional = isBidirectional ?? false
      socket?.tellsTones = tellsTones ?? false
      options.sockets[.streaming] = socket
      try streaming.close()
    }
    if var transcription = try object("transcriptionOptions") {
      let locale = try transcription.text("locale")
      _ = try transcription.optionalText("speechModelEndpointId")
      let hasInterim = try transcription.flag("enableIntermediateResults")
      var socket = try transcription.socket(startedBy: "startTranscription")
      socket?.locale = locale
      socket?.hasInterim = hasInterim ?? false
      options.sockets[.transcription] = socket
      try transcription.close()
    }
    return options
  }

  private mutating func socket(
    startedBy flag: String
  ) throws(ServiceError) -> FeedOptions.Socket? {
    guard try word("transportType", as: Transport.self) != nil else {
      throw missing("transportType")
    }
    let url = try optionalText("transportUrl")
    let isImmediate = try self.flag(flag) ?? false
    return url.map { FeedOptions.Socket(url: $0, isImmediate: isImmediate) }
  }
}

/// `transportType`.
private enum Transport: String, CaseIterable {
  case websocket
}

/// `contentType`.
private enum AudioContent: String, CaseIterable {
  case audio
}

/// StartMediaStreamingRequest, StartTranscriptionRequest and the like.
struct FeedRequest {
  let routing: EventRouting
  /// The language, for transcription.
  let locale: String?

  init(routing: EventRouting, locale: String?) {
    self.routing = routing
    self.locale = locale
  }

  init(_ request: ServiceRequest, _ operation: FeedOperation) throws(ServiceError) {
    var body = try RequestBody(request)
    routing = try body.routing()
    switch operation {
    case .startTranscription, .updateTranscription:
      locale = try body.optionalText("locale")
      _ = try body.optionalText("speechModelEndpointId")
    case .startMediaStreaming, .stopMediaStreaming, .stopTranscription: locale = nil
    }
    try body.close()
  }
}
