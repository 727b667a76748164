import CallModel
import FlowLanguage

extension SensitiveStep: StepExecution {
  static let awaits: Set<CallEvent.Kind> = [
    .recordingStateChanged, .startRecordingFailed, .mediaStreamingStopped, .mediaStreamingFailed,
    .transcriptionStopped, .transcriptionFailed,
  ]

  func start(_ node: StepNode, in turn: inout Turn) throws(StepFailure) -> Progress {
    let pause = RecordMemory(
      action: .pause,
      began: turn.now,
      idDue: turn.now + EngineTimes.recordingStart
    )
    return try enter(SensitiveMemory(pause: pause), in: &turn)
  }

  func resume(
    _ memory: StepMemory,
    of node: StepNode,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    guard case .sensitive(let memory) = memory else { throw .foreignMemory }
    guard memory.isEntered else { return try enter(memory, in: &turn) }
    return turn.hasEnclosed ? .waiting(.sensitive(memory)) : .ended(.done())
  }

  /// Pauses the recording and stops what is sent to sockets, one after the other, and begins once
  /// all of that is confirmed; what was off before needs nothing.
  private func enter(
    _ memory: SensitiveMemory,
    in turn: inout Turn
  ) throws(StepFailure) -> Progress {
    var memory = memory
    if let unfinished = try turn.silence(&memory) {
      // What was done for steps that do not come is undone.
      if case .ended = unfinished { turn.undo(memory.undo(in: turn.state)) }
      return unfinished
    }
    memory.isEntered = true
    return .encloses(
      .list(ListFrame(path: body.path, role: .step)),
      .sensitive(memory),
      undo: memory.undo(in: turn.state)
    )
  }
}

extension Turn {
  /// Goes on with what must be quiet before sensitive steps; nil once all is.
  fileprivate mutating func silence(
    _ memory: inout SensitiveMemory
  ) throws(StepFailure) -> Progress? {
    if !memory.isPaused {
      switch try change(memory.pause) {
      case .waiting(let pause):
        memory.pause = pause
        return .waiting(.sensitive(memory))
      case .failed(let outcome, let reason): return .ended(.failed(outcome, reason))
      case .done: memory.isPaused = true
      }
    }
    for feed in Feed.allCases {
      if let index = memory.stops.firstIndex(where: { $0.feed == feed }) {
        guard let operation = memory.stops[index].operation else { continue }
        switch takeResult(of: operation) {
        case nil: return .waiting(.sensitive(memory))
        case .failed(let outcome, let reason)?:
          memory.stops.remove(at: index)
          return .ended(.failed(outcome, reason))
        case .succeeded?, .joined?, .recognized?, .http?: memory.stops[index].operation = nil
        }
      } else if state.feeds[feed].status != .off {
        let operation = try change(feed, by: feed.stop)
        memory.stops.append(SensitiveMemory.FeedStop(feed: feed, operation: operation))
        return .waiting(.sensitive(memory))
      }
    }
    return nil
  }
}

extension SensitiveMemory {
  /// What is asked for once the steps are left, or do not come; what was quiet before stays so.
  func undo(in state: CallState) -> Frame.Undo? {
    let recording = isPaused && pause.operation != nil ? state.recording.id : nil
    let commands =
      (recording.map { [CallCommand.resumeRecording($0)] } ?? [])
      + stops.filter { $0.operation == nil }.map { $0.feed.start(in: state.feeds.locale) }
    return commands.count > 1 ? .sendAll(commands) : commands.first.map { .send($0) }
  }
}
