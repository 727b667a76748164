import CallModel

extension Turn {
  /// Plays music over and over for a step that waits.
  mutating func startMusic(
    _ sources: [PlaySource],
    to audience: [Identifier]
  ) throws(StepFailure) -> MusicMemory {
    let command = PlayCommand(
      sources: sources,
      to: audience,
      loop: true,
      interrupts: makeWay(to: audience)
    )
    let operation = try send(.play(command))
    playsInBackground(operation, command)
    return MusicMemory(operation: operation)
  }

  /// Looks after music while its step waits: what cannot be heard is noted and forgotten.
  mutating func followMusic(_ music: inout MusicMemory?) {
    guard let operation = music?.operation else { return }
    if let result = takeResult(of: operation) {
      if case .failed(_, let reason) = result {
        log(.warning, "the music cannot be played", ["reason": reason.detail])
      }
      music = nil
    } else if isAccepted(operation), state.operation(operation)?.due != nil {
      stopWatching(operation)
    }
  }

  /// Ends music; nil if it is over already.
  mutating func stopMusic(_ music: MusicMemory) -> MusicMemory? {
    var music: MusicMemory? = music
    followMusic(&music)
    guard var playing = music else { return nil }
    playing.cancel = cancelMedia(for: .step)
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
