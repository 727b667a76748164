import CallModel
import FlowLanguage

extension Turn {
  /// Tells the host which timers changed.
  ///
  /// Timers follow from the state, so they cannot be forgotten or be left over.
  mutating func arrangeTimers() {
    let wanted = wantedTimers
    for timer in state.timers where !wanted.contains(where: { $0.id == timer.id }) {
      effects.append(.cancelTimer(timer.id))
    }
    for timer in wanted where !state.timers.contains(timer) {
      effects.append(.setTimer(timer.id, due: timer.due))
    }
    state.timers = wanted
  }

  private var wantedTimers: [SetTimer] {
    var timers: [SetTimer] = []
    func want(_ id: @autoclosure () -> String, _ due: Timestamp?) {
      guard let due else { return }
      // What is due and yet waits must not make the host spin.
      let later = due > now ? due : now + .seconds(1)
      timers.append(SetTimer(id: TimerID(id()), due: later))
    }
    if state.phase != .gone, state.phase != .closing, let started = state.call?.startedAt {
      want("maxDuration", started + root.maxDuration)
    }
    for frame in state.frames { want("frame.\(frame.number)", frame.memory?.due) }
    for operation in state.operations { want("operation.\(operation.ordinal)", operation.due) }
    for operation in state.operations {
      want("step.\(operation.ordinal)", operation.patienceOfStep)
    }
    want("closing", state.closing?.due)
    want("recordings", state.recordings.closesAt)
    want("presumedEnd", state.presumedEnd?.due)
    guard state.isConnected else { return timers }
    want("caller", callerDue)
    want("parties", state.parties.nextRead)
    want("recording", state.recording.due)
    want("silence", silenceDue)
    return timers
  }

  private var callerDue: Timestamp? {
    guard case .missing(_, let since)? = state.parties.caller else { return nil }
    let due = since + EngineTimes.callerAbsence
    return due > now ? due : nil
  }

  /// A timer that is set is left as it is, so that each event need not set it anew.
  private var silenceDue: Timestamp {
    let due = state.lastHeard + EngineTimes.silence
    guard let set = state.timers.first(where: { $0.id == TimerID("silence") }) else { return due }
    return min(set.due, due)
  }
}
