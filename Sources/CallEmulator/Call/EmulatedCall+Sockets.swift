internal import CallAutomation
internal import CallModel

/// The sockets of a call that lead to this machine, and what is sent over them.
extension EmulatedCall {
  /// Has a socket opened; false for one that leads elsewhere, and for what goes on already.
  mutating func openSocket(
    for feed: Feed,
    _ routing: EventRouting,
    in stage: inout Stage
  ) -> Bool {
    guard let leg, let options = leg.request.feeds.sockets[feed], isOpened(options.url),
      var subscription = leg.subscriptions[feed], subscription.open == nil
    else { return false }
    let socket = MediaSocket(
      id: stage.nextSocket(),
      call: number,
      feed: feed,
      url: options.url,
      connectionID: leg.connectionID,
      correlationID: ringing.correlationID,
      metadata: metadata(of: feed, subscription, options, leg),
      speaker: options.channels == .unmixed ? caller : nil,
      sampleRate: options.format.rate,
      isBidirectional: options.isBidirectional,
      voice: script.voice
    )
    subscription.open = FeedSubscription.OpenSocket(id: socket.id, routing: routing)
    self.leg?.subscriptions[feed] = subscription
    stage.work(.open(socket))
    return true
  }

  /// Has the socket of a feed closed, if there is one.
  mutating func closeSocket(for feed: Feed, in stage: inout Stage) {
    guard let open = leg?.subscriptions[feed]?.open else { return }
    leg?.subscriptions[feed]?.open = nil
    stage.work(.close(open.id))
  }

  /// Has all sockets closed: the call is over.
  mutating func closeSockets(in stage: inout Stage) {
    for feed in Feed.allCases { closeSocket(for: feed, in: &stage) }
  }

  /// A socket is open.
  mutating func socketOpened(_ id: Int, in stage: inout Stage) {
    guard let (feed, open) = openSocket(id), !open.isReached else { return }
    leg?.subscriptions[feed]?.open?.isReached = true
    tell(feed.start, nil, to: open.routing, in: &stage)
  }

  /// A socket was not opened, or has closed and was not to.
  mutating func socketClosed(_ id: Int, reason: String, in stage: inout Stage) {
    guard let (feed, open) = openSocket(id) else { return }
    leg?.subscriptions[feed]?.open = nil
    leg?.subscriptions[feed]?.isActive = false
    stage.note("the socket for \(feed.rawValue) is gone: \(reason)")
    let failure: ResultInformation =
      open.isReached ? .socketLost : feed == .streaming ? .noAudioSocket : .noTextSocket
    tell(feed.start, failure, to: open.routing, in: &stage)
  }

  /// Tells of a key where keys are told beside the audio.
  mutating func sendToneFrame(_ tone: Tone, from party: Identifier, in stage: inout Stage) {
    guard let leg, leg.request.feeds.sockets[.streaming]?.tellsTones == true,
      let open = leg.subscriptions[.streaming]?.open, open.isReached
    else { return }
    stage.work(.send(.tone(ToneFrame(tone: tone, participant: party)), over: open.id))
  }

  /// Tells what a party says where that is written down.
  mutating func sendLine(_ text: String, from party: Identifier, in stage: inout Stage) {
    guard let subscription = leg?.subscriptions[.transcription], let open = subscription.open,
      open.isReached
    else { return }
    // In units of 100 ns.
    let duration = EmulatorTiming.spokenCharacter.count * Int64(text.count) * 10_000
    func line(_ text: String, isFinal: Bool) -> MediaFrame {
      .transcript(
        TranscriptLine(
          text: text,
          participant: party,
          confidence: isFinal ? 0.9 : 0.4,
          offset: Int(stage.now.milliseconds * 10_000),
          duration: Int(duration),
          isFinal: isFinal
        )
      )
    }
    let words = text.split(separator: " ")
    if subscription.hasInterim, words.count > 1 {
      let half = words.prefix(words.count / 2).joined(separator: " ")
      stage.work(.send(line(half, isFinal: false), over: open.id))
    }
    stage.work(.send(line(text, isFinal: true), over: open.id))
  }

  private func openSocket(_ id: Int) -> (Feed, FeedSubscription.OpenSocket)? {
    for feed in Feed.allCases {
      if let open = leg?.subscriptions[feed]?.open, open.id == id { return (feed, open) }
    }
    return nil
  }

  private func metadata(
    of feed: Feed,
    _ subscription: FeedSubscription,
    _ options: FeedOptions.Socket,
    _ leg: Leg
  ) -> MediaFrame {
    switch feed {
    case .streaming:
      .audioMetadata(
        AudioMetadata(
          subscriptionID: subscription.id,
          sampleRate: options.format.rate,
          // 20 ms of 16 bits.
          frameBytes: options.format.rate / 50 * 2
        )
      )
    case .transcription:
      .transcriptionMetadata(
        TranscriptionMetadata(
          subscriptionID: subscription.id,
          locale: subscription.locale ?? "",
          connectionID: leg.connectionID,
          correlationID: ringing.correlationID
        )
      )
    }
  }
}

extension Feed {
  fileprivate var start: FeedOperation {
    switch self {
    case .streaming: .startMediaStreaming
    case .transcription: .startTranscription
    }
  }
}

extension StreamingOptions.Format {
  /// Samples in a second.
  fileprivate var rate: Int {
    switch self {
    case .pcm16KMono: 16_000
    case .pcm24KMono: 24_000
    }
  }
}
