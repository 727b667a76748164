import CallModel
import FlowLanguage

extension Turn {
  /// What of the call can be sent to sockets, as a step that takes or places it says.
  ///
  /// A call is taken whatever comes of that: what cannot be set up is left out, and said.
  mutating func options(_ feeds: FeedFields) -> (StreamingOptions?, TranscriptionOptions?) {
    let streaming = feeds.streaming.flatMap { fields in
      option("streaming") { turn throws(StepFailure) in
        StreamingOptions(
          url: try fields.url.map { url throws(StepFailure) in try turn.socket(url) },
          channels: fields.channels,
          isBidirectional: fields.isBidirectional,
          format: fields.format,
          tellsTones: fields.tellsTones,
          forward: try fields.forward.map { url throws(StepFailure) in try turn.forward(url) },
          isSaved: fields.isSaved
        )
      }
    }
    let transcription = feeds.transcription.flatMap { fields in
      option("transcription") { turn throws(StepFailure) in
        TranscriptionOptions(
          url: try fields.url.map { url throws(StepFailure) in try turn.socket(url) },
          locale: try fields.locale.map { locale throws(StepFailure) in
            try turn.language(locale)
          } ?? turn.state.locale,
          tellsInterim: fields.tellsInterim,
          signal: fields.signal
        )
      }
    }
    state.feeds.setUp(streaming, transcription)
    return (streaming, transcription)
  }

  private mutating func option<Option>(
    _ name: String,
    _ read: (Turn) throws(StepFailure) -> Option
  ) -> Option? {
    do throws(StepFailure) {
      return try read(self)
    } catch {
      log(.warning, "the call is taken without `\(name)`", ["reason": error.reason.detail])
      return nil
    }
  }

  private func socket(_ url: Template) throws(StepFailure) -> String {
    let url = try text(url)
    guard url.hasPrefix("wss://") else {
      throw StepFailure(.invalid, "the URL of a socket does not begin with wss://")
    }
    return url
  }

  /// A socket that this server opens; a host that data decides is none of the private ones.
  private func forward(_ template: Template) throws(StepFailure) -> StreamingOptions.Forward {
    let url = try text(template)
    guard url.hasPrefix("wss://") || isSocketOfThisMachine(url) else {
      throw StepFailure(.invalid, "the URL of a socket does not begin with wss://")
    }
    let publicHostsOnly = try isHostFromData(template, of: nil, [.text(url)])
    return StreamingOptions.Forward(url: url, publicHostsOnly: publicHostsOnly)
  }

  /// A language with its region, which is all that the service takes.
  func language(_ field: FieldValue<String>) throws(StepFailure) -> String {
    let language = try text(field)
    guard isLocale(language) else {
      throw StepFailure(.invalid, "a text is no language with a region")
    }
    return language
  }

  // MARK: Asking

  /// Begins a feed: what was not set up, or goes on already, is not asked for (SEMANTICS.md,
  /// rule 36).
  mutating func begin(_ feed: Feed, with command: CallCommand) throws(StepFailure) -> Progress {
    try requireSetUp(feed)
    guard !state.feeds[feed].isBegun else {
      throw StepFailure(.state, "the \(feed) has begun already")
    }
    return .waiting(.operation(try change(feed, by: command)))
  }

  /// Ends a feed; one that is off is done at once.
  mutating func end(_ feed: Feed) throws(StepFailure) -> Progress {
    guard state.feeds[feed].status != .off else { return .ended(.done()) }
    return .waiting(.operation(try change(feed, by: feed.stop)))
  }

  /// Has transcription go on in another language.
  mutating func translate(to language: String) throws(StepFailure) -> Progress {
    try requireSetUp(.transcription)
    guard state.feeds[.transcription].status != .off else {
      throw StepFailure(.state, "the transcription has not begun")
    }
    return .waiting(.operation(try send(.updateTranscription(locale: language))))
  }

  /// Asks for a change of a feed; what was asked before and is still tried is taken back (rule 51).
  mutating func change(_ feed: Feed, by command: CallCommand) throws(StepFailure) -> Int {
    withdrawTried { $0.kind.feed == feed }
    let operation = try send(command)
    state.feeds.ask(operation, command)
    return operation
  }

  private func requireSetUp(_ feed: Feed) throws(StepFailure) {
    guard state.feeds[feed].isSetUp else {
      throw StepFailure(.state, "the call was answered without `\(feed)`")
    }
  }

  // MARK: Reports

  /// What is sent to a socket began, ended or failed, as an event says; what a step waits for is
  /// the step's to take.
  mutating func changeFeed(_ event: CallEvent) {
    guard state.isConnected, operation(meantBy: event)?.isOpen != true,
      let feed = event.kind.feed,
      state.feeds.report(event.kind, of: event.context?.ordinal), !state.feeds[feed].isBegun
    else { return }
    // What was stopped is told with a success's code.
    let isFailure = event.policy.verdict == .failure
    let reason = StepReason(event.result, "the service does not say why")
    var fields = isFailure ? ["reason": reason.detail] : [:]
    fields["details"] = event.feedUpdate?.details
    log(.warning, "the \(feed) has ended", fields)
  }

  /// Takes what came of an operation for what is sent to sockets.
  mutating func settleFeed(_ operation: Operation, _ result: OperationResult) {
    guard let feed = operation.command?.kind.feed else { return }
    state.feeds.settle(operation, result)
    if operation.owner == .call(.cleanup), case .failed(_, let reason) = result {
      log(.warning, "the \(feed) could not go on", ["reason": reason.detail])
    }
  }
}

extension Feed {
  /// What ends it.
  var stop: CallCommand {
    switch self {
    case .streaming: .stopStreaming
    case .transcription: .stopTranscription
    }
  }

  /// What begins it; transcription in a language.
  func start(in language: String) -> CallCommand {
    switch self {
    case .streaming: .startStreaming
    case .transcription: .startTranscription(locale: language)
    }
  }
}
