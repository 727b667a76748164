import CallModel
import FlowLanguage

extension Turn {
  /// Makes way for media that is about to begin; says whether it is to interrupt what plays.
  mutating func preemptMedia(for audience: [Identifier]) -> Bool {
    switch state.media.preemption(by: audience) {
    case .queues: return false
    case .interrupts:
      forgetBackground(state.media.interrupt())
      return true
    case .cancels:
      cancelMedia()
      return false
    }
  }

  /// Cuts off everything that plays and listens; what was in the background is over with it.
  @discardableResult
  mutating func cancelMedia(for owner: Operation.Owner = .call(.cleanup)) -> Int {
    forgetBackground(state.media.cancel(at: now))
    return ask(.cancelAllMedia, for: owner)
  }

  /// Leaves an operation of the running step to the call: what it plays goes on.
  mutating func leaveInBackground(_ ordinal: Int) {
    state.operations.give(ordinal, to: .background)
    state.operations.stopWatching(ordinal)
  }

  /// Forgets background plays that we cut off; the report of their end is not awaited.
  private mutating func forgetBackground(_ over: [Int]) {
    state.operations.removeAll { operation in
      over.contains(operation.ordinal) && operation.owner == .call(.background)
    }
  }

  // MARK: Music of a waiting step

  /// Plays music over and over for a step that waits.
  mutating func startMusic(
    _ sources: [PlaySource],
    to audience: [Identifier]
  ) throws(StepFailure) -> MusicMemory {
    let command = PlayCommand(
      sources: sources,
      to: audience,
      loop: true,
      interrupts: preemptMedia(for: audience)
    )
    let operation = try send(.play(command))
    state.media.add(operation, command, at: now)
    return MusicMemory(operation: operation)
  }

  /// Looks after music while its step waits: what cannot be heard is noted and forgotten, and what
  /// we have cut off is forgotten without the report of its end.
  ///
  /// - Returns: False where it cannot be heard at all; what we have cut off can be, after that.
  @discardableResult
  mutating func followMusic(_ music: inout MusicMemory?) -> Bool {
    guard let operation = music?.operation else { return true }
    if let result = takeResult(of: operation) {
      music = nil
      guard case .failed(_, let reason) = result, reason.word != .canceled else { return true }
      log(.warning, "the music cannot be played", ["reason": reason.detail])
      return false
    }
    if !state.media.plays(operation) {
      state.operations.remove(operation)
      music = nil
    } else if isAccepted(operation), state.operations[ordinal: operation]?.due != nil {
      state.operations.stopWatching(operation)
    }
    return true
  }

  /// Ends music; nil if it is over already.
  mutating func stopMusic(_ music: MusicMemory) -> MusicMemory? {
    var music: MusicMemory? = music
    followMusic(&music)
    guard var playing = music else { return nil }
    playing.cancel = cancelMedia(for: .frame(running))
    return playing
  }

  /// Whether music that was ended is over: its end was reported, or two seconds have passed since
  /// the service took the request (rule 24).
  mutating func isMusicOver(_ music: inout MusicMemory?) -> Bool {
    guard var playing = music, let cancel = playing.cancel else { return true }
    let isReported = takeResult(of: playing.operation) != nil
    let isRefused = takeResult(of: cancel) != nil
    if isAccepted(cancel), playing.due == nil {
      playing.due = now + EngineTimes.musicEnd
      music = playing
    }
    let isLate = playing.due.map { $0 <= now } ?? false
    return isReported || isRefused || isLate
  }
}
