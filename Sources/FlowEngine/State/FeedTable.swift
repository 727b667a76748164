import CallModel
import FieldCoding

/// What of the call can be sent to sockets, and whether it is (SEMANTICS.md 1.1, 1.4).
///
/// Overview: a feed is set up when the call is answered or placed. States: off → starting → on →
/// stopping → off; `unknown` counts as on. A report of a command that is older than the last one is
/// stale.
struct FeedTable: Hashable, Sendable {
  private var streaming = FeedState()
  private var transcription = FeedState()
  /// The language of the transcription.
  private(set) var locale = ""
  /// What was set up for streaming to this server's own socket.
  private(set) var ownStreaming: StreamingOptions?
  /// What was set up for transcription to this server's own socket.
  private(set) var ownTranscription: TranscriptionOptions?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// What is known of a feed.
  private(set) subscript(feed: Feed) -> FeedState {
    get {
      switch feed {
      case .streaming: streaming
      case .transcription: transcription
      }
    }
    set {
      switch feed {
      case .streaming: streaming = newValue
      case .transcription: transcription = newValue
      }
    }
  }

  /// Notes what the service is told when the call is answered or placed.
  mutating func setUp(_ streaming: StreamingOptions?, _ transcription: TranscriptionOptions?) {
    self.streaming.isSetUp = streaming != nil
    self.transcription.isSetUp = transcription != nil
    locale = transcription?.locale ?? ""
    ownStreaming = streaming.flatMap { $0.url == nil ? $0 : nil }
    ownTranscription = transcription.flatMap { $0.url == nil ? $0 : nil }
  }

  /// Notes what is asked; a change of language leaves the feed as it is.
  mutating func ask(_ ordinal: Int, _ command: CallCommand) {
    guard let feed = command.kind.feed, let status = command.feedStatus else { return }
    self[feed].status = status
    self[feed].asked = ordinal
  }

  /// Takes what came of a command; what is not known counts as on.
  mutating func settle(_ operation: Operation, _ result: OperationResult) {
    guard let command = operation.command, let feed = command.kind.feed else { return }
    let isDone: Bool
    switch result {
    case .failed(_, let reason):
      let isLost = [.lost, .unknown, .timeout].contains(reason.word)
      guard self[feed].asked == operation.ordinal, command.feedStatus != nil else { return }
      if isLost {
        self[feed].status = .unknown
        return
      }
      isDone = false
    case .succeeded, .joined, .recognized, .http: isDone = true
    }
    if isDone, let language = command.language { locale = language }
    guard self[feed].asked == operation.ordinal else { return }
    switch command.feedStatus {
    case .starting?: self[feed].status = isDone ? .on : .off
    case .stopping?: self[feed].status = isDone ? .off : .on
    case .off?, .on?, .unknown?, nil: break
    }
  }

  /// Takes what an event says that nobody waits for; whether that is news.
  mutating func report(_ kind: CallEvent.Kind, of ordinal: Int?) -> Bool {
    guard let feed = kind.feed else { return false }
    let before = self[feed].status
    let asked = self[feed].asked
    let isOfLast = ordinal.map { $0 == asked } ?? true
    switch kind {
    case .mediaStreamingStarted, .transcriptionStarted:
      if isOfLast { self[feed].status = .on }
    case .mediaStreamingStopped, .transcriptionStopped:
      if isOfLast || before != .starting { self[feed].status = .off }
    default:
      guard isOfLast || before != .starting else { return false }
      // Which of several failed is not known where it is not the last.
      self[feed].status = isOfLast && before != .stopping ? .off : .unknown
    }
    return self[feed].status != before
  }
}

extension FeedTable: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    var value = FeedTable()
    value.streaming = try fields(1, "streaming", \.streaming, default: FeedState())
    value.transcription = try fields(2, "transcription", \.transcription, default: FeedState())
    value.locale = try fields(3, "locale", \.locale, default: "")
    value.ownStreaming = try fields(4, "ownStreaming", \.ownStreaming)
    value.ownTranscription = try fields(5, "ownTranscription", \.ownTranscription)
    return value
  }
}

/// What is known of a feed.
struct FeedState: Hashable, Sendable {
  /// What it does.
  enum Status: String, Hashable, Sendable {
    case off, starting, on, stopping, unknown
  }

  /// Whether the service was told of a socket for it.
  fileprivate(set) var isSetUp = false
  /// What it does.
  fileprivate(set) var status = Status.off
  /// The operation that began or ended it last.
  fileprivate(set) var asked: Int?
  /// What a later version stored.
  var unknownFields = UnknownFields()

  /// Whether it is on, or asked to be.
  var isBegun: Bool { status == .starting || status == .on }
}

extension FeedState: FieldCoded {
  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      isSetUp: fields(1, "isSetUp", \.isSetUp, default: false),
      status: fields(2, "status", \.status, default: .off),
      asked: fields(3, "asked") { $0.asked.map { StoredOrdinal($0) } }?.stored
    )
  }
}

extension FeedState.Status: FieldWord {}

extension CallCommand {
  /// What a feed is as soon as the command is sent; nil where it stays as it is.
  fileprivate var feedStatus: FeedState.Status? {
    switch kind {
    case .startStreaming, .startTranscription: .starting
    case .stopStreaming, .stopTranscription: .stopping
    default: nil
    }
  }

  /// The language it has transcription be in.
  fileprivate var language: String? {
    if case .startTranscription(let locale) = self { return locale }
    if case .updateTranscription(let locale) = self { return locale }
    return nil
  }
}
