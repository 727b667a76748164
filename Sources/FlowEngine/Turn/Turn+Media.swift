import CallModel

extension Turn {
  /// Makes way for media that is about to begin; says whether it is to interrupt what plays.
  ///
  /// A looping background play is interrupted where both are for everyone, else cancelled first;
  /// one that is not repeated is cancelled only where both are for the same ears of one party,
  /// since those cannot queue (rule 24).
  mutating func makeWay(to: [Identifier]) -> Bool {
    let mainLoop = state.media.background.contains { $0.loop && $0.to.isEmpty }
    let conflict = state.media.background.contains { play in
      if play.loop { return !(play.to.isEmpty && to.isEmpty) }
      return !play.to.isEmpty && play.to == to
    }
    if conflict {
      cancelMedia()
      return false
    }
    if mainLoop { dropBackground { $0.to.isEmpty } }
    return mainLoop
  }

  /// How long a prompt for everyone has to wait for background plays before it.
  func queueTime(to: [Identifier]) -> Milliseconds {
    guard to.isEmpty else { return Milliseconds(0) }
    let ends = state.media.background.filter { !$0.loop && $0.to.isEmpty }.map(\.end)
    return ends.max().map { max($0 - now, Milliseconds(0)) } ?? Milliseconds(0)
  }

  /// Cuts off everything that plays and listens; what was in the background is over with it.
  @discardableResult
  mutating func cancelMedia(for owner: Operation.Owner = .cleanup) -> Int {
    dropBackground { _ in true }
    state.media.cancelledAt = now
    return emit(.cancelAllMedia, for: owner)
  }

  /// Notes that an operation plays while the flow goes on.
  mutating func playsInBackground(_ ordinal: Int, _ play: PlayCommand) {
    state.media.background.append(
      BackgroundPlay(
        ordinal: ordinal,
        to: play.to,
        loop: play.loop,
        end: now + play.sources.estimate
      )
    )
  }

  /// Notes that a background play is over.
  mutating func forgetBackground(_ ordinal: Int) {
    state.media.background.removeAll { $0.ordinal == ordinal }
  }

  /// Forgets background plays that we cut off; the report of their end is not awaited.
  private mutating func dropBackground(_ isOver: (BackgroundPlay) -> Bool) {
    let over = state.media.background.filter(isOver).map(\.ordinal)
    state.media.background.removeAll { over.contains($0.ordinal) }
    state.operations.removeAll { over.contains($0.ordinal) && $0.owner == .background }
  }
}

extension [PlaySource] {
  /// How long it takes to say all of it, at most.
  var estimate: Milliseconds {
    reduce(Milliseconds(0)) { total, source in
      switch source {
      case .text(let text, _, _):
        total + EngineTimes.character * Int64(text.unicodeScalars.count)
      case .file, .ssml: total + EngineTimes.unknownPrompt
      }
    }
  }
}

extension Milliseconds {
  /// So many times as long; stays at the ends of the range instead of overflowing.
  static func * (length: Milliseconds, count: Int64) -> Milliseconds {
    let (product, overflows) = length.count.multipliedReportingOverflow(by: count)
    return Milliseconds(overflows ? .max : product)
  }
}
