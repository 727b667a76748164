internal import CallAutomation
internal import CallModel
internal import JSON

/// Playing: what goes to all queues, what goes to one party excludes others there.
extension EmulatedCall {
  /// `:play`.
  mutating func play(
    _ request: PlayRequest,
    in stage: inout Stage
  ) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    for party in request.to { try requirePresent(party) }
    if request.sources.contains(where: \.isSpoken) { try requireIntelligence() }
    // A play to several parties is held to the first one's lane.
    let lane = request.to.first.map(MediaAction.Lane.party) ?? .main
    for party in request.to { try requireFree(party) }
    let action = MediaAction(token: nextToken(), lane: lane, content: .play(request))
    enqueue(action, interrupting: request.interrupts && lane == .main, in: &stage)
    return EmulatorResponse(status: 202)
  }

  /// `:cancelAllMediaOperations`.
  mutating func cancelAllMedia(in stage: inout Stage) throws(ServiceError) -> EmulatorResponse {
    try requireConnected()
    cancelMedia(where: { _ in true }, in: &stage)
    return EmulatorResponse(status: 202)
  }

  /// Puts an action behind those of its lane, or in their place.
  mutating func enqueue(
    _ action: MediaAction,
    interrupting: Bool,
    in stage: inout Stage
  ) {
    if interrupting { cancelMedia(where: { $0.lane == .main }, in: &stage) }
    media.append(action)
    startNext(in: action.lane, in: &stage)
  }

  /// Cancels actions, running and waiting ones, in the order in which they came.
  mutating func cancelMedia(
    where isMeant: (MediaAction) -> Bool,
    in stage: inout Stage
  ) {
    let canceled = media.filter(isMeant)
    media.removeAll(where: isMeant)
    for action in canceled {
      tell(action.cancellation, .canceled, to: action.routing, in: &stage)
    }
  }

  /// Starts the first of a lane if nothing runs there.
  mutating func startNext(in lane: MediaAction.Lane, in stage: inout Stage) {
    while let index = media.firstIndex(where: { $0.lane == lane }),
      media[index].progress == .queued
    {
      let action = media[index]
      if let failed = action.sources.firstIndex(where: { $0.failure != nil }) {
        media.remove(at: index)
        tellFailure(of: action, source: failed, in: &stage)
        continue
      }
      media[index].progress = .playing
      start(action, in: &stage)
    }
  }

  private mutating func start(_ action: MediaAction, in stage: inout Stage) {
    if !action.sources.isEmpty {
      callerHears(action, in: &stage)
      sourceStarts(token: action.token, index: 0, in: &stage)
    }
    let duration = action.sources.map(\.duration).reduce(Milliseconds(0), +)
    switch action.content {
    case .play(let request):
      tell(.playStarted, .mediaDone, to: request.routing, in: &stage)
      if !request.loop { stage.after(duration, .playEnds(token: action.token)) }
    case .recognize(let request):
      stage.after(duration, .promptEnds(token: action.token))
      takeTurn(
        of: request.target,
        action.token,
        promptEnds: duration,
        bargeIn: request.bargeIn,
        in: &stage
      )
    case .sendTones(let request):
      let keys = request.tones.characters
      stage.note("\(keys) is sent to \(request.party.rawID)")
      let time = EmulatorTiming.sentTone.count * Int64(request.tones.count)
      stage.after(Milliseconds(time), .tonesSent(token: action.token))
    }
  }

  /// Says that a source of what plays begins, and when the next one does; of a loop the first round
  /// alone is told.
  mutating func sourceStarts(token: Int, index: Int, in stage: inout Stage) {
    guard let action = media.first(where: { $0.token == token }), action.progress == .playing,
      index < action.sources.count
    else { return }
    let source = action.sources[index]
    stage.hear(
      HeardSource(
        time: stage.now,
        call: number,
        source: source,
        ears: action.ears,
        isLoop: action.isLoop,
        context: action.routing.context
      )
    )
    guard index + 1 < action.sources.count else { return }
    stage.after(source.duration, .sourceStarts(token: token, index: index + 1))
  }

  mutating func playEnds(token: Int, in stage: inout Stage) {
    guard let action = finish(token) else { return }
    tell(.playCompleted, .mediaDone, to: action.routing, in: &stage)
    startNext(in: action.lane, in: &stage)
  }

  /// Takes an action out; nil if it is gone.
  mutating func finish(_ token: Int) -> MediaAction? {
    media.firstIndex { $0.token == token }.map { media.remove(at: $0) }
  }

  /// Refuses a second action on a party where one runs (FACTS.md (g): 412/8583).
  func requireFree(_ party: Identifier) throws(ServiceError) {
    let isBusy = media.contains { action in
      switch action.content {
      case .play(let request): request.to.contains(party)
      case .recognize, .sendTones: action.lane == .party(party)
      }
    }
    if isBusy { throw .incompatibleMedia }
  }

  func requireIntelligence() throws(ServiceError) {
    guard leg?.hasIntelligence == true else { throw .noIntelligence }
  }

  /// A source that cannot be played fails the action, which then never started.
  private func tellFailure(of action: MediaAction, source: Int, in stage: inout Stage) {
    let members = JSONValue.members(["failedPlaySourceIndex": .integer(source)])
    let result = action.sources[source].failure ?? .fileMissing
    if action.recognize == nil {
      tell(.playFailed, result, to: action.routing, members: members, in: &stage)
    } else {
      tell(.recognizeFailed, .promptFailed, to: action.routing, members: members, in: &stage)
    }
  }

  /// Counts what the caller hears, and hangs up where the script says so.
  private mutating func callerHears(_ action: MediaAction, in stage: inout Stage) {
    guard action.lane == .main || action.lane == .party(caller) else { return }
    if progress.hangsUpAtNextPlay() {
      stage.after(EmulatorTiming.beforeHangingUp, .callerHangsUp)
    }
  }
}
