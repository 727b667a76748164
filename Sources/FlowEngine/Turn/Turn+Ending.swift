import CallModel
import FlowLanguage

extension Turn {
  /// Whether the call ends now, or its end goes a step further (SEMANTICS.md 1.3, item 4).
  mutating func conclude() -> Bool {
    guard state.call != nil else { return false }
    switch state.phase {
    case .gone: return beginCallEnded()
    case .closing: return proceedClosing()
    case .ringing, .placing, .connecting, .connected: break
    }
    if state.isHangUpRequested { return end(.operator) }
    if let started = state.call?.startedAt, started + program.maxDuration <= now {
      return end(.maxDuration)
    }
    if state.counters.inputs >= EngineLimits.inputs {
      log(.error, "too many inputs; the call is ended")
      return end(.failed)
    }
    if hasLostCaller { return callerLeft() }
    if state.flowHasEnded, state.phase != .connecting, state.parties.present.count < 2 {
      return end(.hungUp)
    }
    return false
  }

  /// Ends the call for everyone: drops the stack, and asks for the end of what is still connected.
  @discardableResult
  mutating func end(_ reason: EndReason) -> Bool {
    guard state.phase != .gone, state.phase != .closing else { return false }
    if state.ended == nil { state.ended = EndRecord(reason: reason, step: state.path, at: now) }
    let isRinging = state.phase == .ringing
    close(isDisconnected: false, due: now + EngineTimes.connect)
    if isRinging { refuseRinging() } else { terminate() }
    return true
  }

  /// A call that still rings is not connected and cannot be terminated: it is refused instead.
  private mutating func refuseRinging() {
    guard let context = state.call?.context else {
      becomeGone(state.ended?.reason ?? .hungUp)
      return
    }
    state.call?.context = nil
    emit(.reject(RejectCommand(context: context, reason: .busy)), for: .ending)
  }

  private mutating func terminate() {
    // An answer that is under way brings the connection that is to be ended.
    guard state.call?.connectionID != nil else { return }
    emit(.terminate, for: .ending, watchdog: EngineTimes.terminate)
    state.closing?.hasTerminated = true
    state.closing?.due = now + EngineTimes.terminateDeadline + EngineTimes.lastRead
  }

  private mutating func proceedClosing() -> Bool {
    guard let closing = state.closing else {
      becomeGone(.lost)
      return true
    }
    if closing.isDisconnected {
      let isExplained = !state.operations.contains { $0.owner == .ending && $0.mayExplainEnd }
      guard isExplained || closing.due <= now else { return false }
      becomeGone(state.ended?.reason ?? .callerLeft)
      return true
    }
    let isToldToEnd = state.ended?.reason != .transferred || closing.due <= now
    if isToldToEnd, !closing.hasTerminated, state.call?.connectionID != nil {
      terminate()
      return true
    }
    guard closing.due <= now else { return false }
    log(.error, "the end of the call was never reported")
    becomeGone(state.ended?.reason ?? .lost)
    return true
  }

  /// The end of the call is reported: by an event, or by a read that does not find it.
  mutating func end(reportedAs reason: EndReason) {
    switch state.phase {
    case .gone: return
    case .closing: state.closing?.isDisconnected = true
    case .ringing, .placing, .connecting, .connected:
      if state.ended == nil { state.ended = EndRecord(reason: reason, step: state.path, at: now) }
      keepTransfer()
      close(isDisconnected: true, due: now)
    }
    state.closing?.due = now + EngineTimes.closing
  }

  /// A transfer whose result may explain the end is kept until then (rule 25).
  private mutating func keepTransfer() {
    for index in state.operations.indices {
      guard case .transfer? = state.operations[index].command, state.operations[index].isOpen
      else { continue }
      state.operations[index].owner = .ending
    }
  }

  /// The call is over after a transfer: its end comes by itself.
  mutating func endTransferred() {
    state.ended = EndRecord(reason: .transferred, step: state.path, at: now)
    close(isDisconnected: false, due: now + EngineTimes.transferredEnd)
  }

  /// Drops the stack and what was asked for it; what is asked for the end of the call stays.
  private mutating func close(isDisconnected: Bool, due: Timestamp) {
    withdrawUnsent()
    dropStack(disposing: false)
    state.operations.removeAll { $0.owner != .ending }
    state.media = MediaState()
    state.phase = .closing
    state.closing = Closing(isDisconnected: isDisconnected, hasTerminated: false, due: due)
  }

  /// Takes the result of something that was asked for the end of the call.
  mutating func settleEnding(_ operation: Operation, _ result: OperationResult) {
    state.operations.removeAll { $0.ordinal == operation.ordinal }
    if case .transfer? = operation.command, result == .succeeded {
      state.ended?.reason = .transferred
    } else if case .reject? = operation.command {
      becomeGone(state.ended?.reason ?? .hungUp)
    }
  }

  /// The service refused to end the call; because it is over, or for now.
  mutating func terminateRefused(_ operation: Operation, isOver: Bool) {
    guard isOver else {
      guard let index = index(of: operation.ordinal) else { return }
      state.operations[index].status = .uncertain
      return
    }
    state.operations.removeAll { $0.ordinal == operation.ordinal }
    end(reportedAs: .lost)
  }

  /// The end is not reported in time: the call is read, and if need be asked to end again.
  mutating func endingOverdue(_ index: Int) {
    let operation = state.operations[index]
    if case .reject? = operation.command {
      giveUp(operation.ordinal, .unknown)
      return
    }
    let isTerminate = operation.command == .terminate
    state.operations[index].due = isTerminate ? now + EngineTimes.terminate : nil
    if isTerminate { read([.call]) }
  }

  /// A read shows that the call is still there although it was asked to end.
  mutating func terminateAgain() {
    guard let index = state.operations.firstIndex(where: { $0.command == .terminate }) else {
      return
    }
    let operation = state.operations[index]
    guard operation.status == .accepted || operation.status == .uncertain,
      operation.owner == .ending, operation.began + EngineTimes.terminateDeadline > now
    else { return }
    emitAgain(index, .terminate)
  }

  /// The call is over.
  ///
  /// What was asked is not awaited any longer, but for other systems' answers.
  mutating func becomeGone(_ reason: EndReason) {
    guard state.phase != .gone else { return }
    if state.ended == nil { state.ended = EndRecord(reason: reason, step: state.path, at: now) }
    state.ended?.at = now
    withdrawUnsent()
    state.operations.removeAll { operation in
      operation.request != .http && operation.isOpen
    }
    state.phase = .gone
    state.call?.context = nil
    state.closing = nil
    state.recording = RecordingStatus()
    state.media = MediaState()
    state.signals = []
  }

  /// Runs `on: callEnded:`, once, when nothing else of the flow runs any more.
  private mutating func beginCallEnded() -> Bool {
    guard state.frames.isEmpty || state.flowHasEnded, !state.callEndedHasBegun else { return false }
    state.callEndedHasBegun = true
    state.flowHasEnded = false
    if let handler = program.handlers.callEnded {
      state.frames = [.flow(name: program.name, arguments: [:])]
      follow(handler, as: .callEnded)
    }
    return true
  }

  /// What is asked for the service and not answered need not be sent any more.
  private mutating func withdrawUnsent() {
    for operation in state.operations
    where operation.isUnanswered && operation.command != nil && operation.owner != .ending {
      effects.append(.withdraw(ordinal: operation.ordinal))
    }
  }

  /// Whether the caller has been gone for long enough, and nobody sent them away (rule 3).
  private var hasLostCaller: Bool {
    guard state.isConnected, case .missing(let caller, let since) = state.parties.caller,
      since + EngineTimes.callerAbsence <= now
    else { return false }
    return !isBeingTransferred(caller)
  }

  private mutating func callerLeft() -> Bool {
    guard let handler = program.handlers.callerLeft, !state.flowHasEnded else {
      return end(.callerLeft)
    }
    if let caller = state.parties.caller.identifier { state.parties.caller = .released(caller) }
    dropStack(disposing: true)
    state.frames = [.flow(name: program.name, arguments: [:])]
    follow(handler, as: .callerLeft)
    return true
  }
}

extension Operation {
  /// Whether its result may still say why the call ended.
  fileprivate var mayExplainEnd: Bool {
    if case .transfer? = command { return isOpen }
    return command == .terminate && isUnanswered
  }
}
