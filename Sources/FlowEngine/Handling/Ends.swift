import CallModel
import FlowLanguage

extension Turn {
  /// Whether the call ends now, or its end goes a step further (SEMANTICS.md 1.3, item 4).
  mutating func conclude() -> Bool {
    guard state.call != nil else { return false }
    switch state.phase {
    case .gone: return beginCallEnded() || beginRecordingReady() || state.recordings.close(at: now)
    case .closing: return proceedClosing()
    case .ringing, .placing, .connecting, .connected: break
    }
    if state.isHangUpRequested { return end(.operator) }
    if let started = state.call?.startedAt, started + root.maxDuration <= now {
      return end(.maxDuration)
    }
    if state.counters.inputs >= EngineLimits.inputs {
      log(.error, "too many inputs; the call is ended")
      return end(.failed)
    }
    if hasLostCaller { return callerLeft() }
    if state.flowHasEnded, state.phase != .connecting, !hasCompany { return endQuietly() }
    return false
  }

  /// Ends the call for everyone: drops the stack, and asks for the end of what is still connected.
  @discardableResult
  mutating func end(_ reason: EndReason) -> Bool {
    guard state.phase != .gone, state.phase != .closing else { return false }
    if state.ended == nil {
      state.ended = EndRecord(reason: reason, step: state.place, at: now)
    }
    // A call that was never placed has nothing to be ended.
    guard state.phase != .placing else {
      unwind(to: 0)
      becomeGone(reason)
      return true
    }
    let isRinging = state.phase == .ringing
    close(isDisconnected: false, due: now + EngineTimes.connect)
    if isRinging { refuseRinging() } else { terminate() }
    return true
  }

  /// Ends the call, or our part in it, where the flow says no more: nobody asked to end it for those
  /// whose call was joined.
  @discardableResult
  mutating func endQuietly() -> Bool { end(state.isJoined ? .left : .hungUp) }

  /// Whether somebody talks on whom the end of the flow would cut off.
  private var hasCompany: Bool { !state.isJoined && state.parties.present.count > 1 }

  /// What ends the call for us: a call that was joined goes on for the others, whatever ends it,
  /// unless the flow hangs up (LANGUAGE 8).
  var endCommand: CallCommand {
    state.isJoined && state.ended?.reason != .hungUp ? .leave : .terminate
  }

  /// A call that still rings is not connected and cannot be terminated: it is refused instead.
  private mutating func refuseRinging() {
    guard let context = state.call?.context else {
      becomeGone(state.ended?.reason ?? .hungUp)
      return
    }
    state.call?.context = nil
    ask(.reject(RejectCommand(context: context, reason: .busy)), for: .call(.ending))
  }

  /// Leaves the call to those who are in it: as a hang-up, but for what is asked.
  mutating func leaveCall() {
    guard state.isConnected else { return }
    state.ended = EndRecord(reason: .left, step: state.place, at: now)
    close(isDisconnected: false, due: now + EngineTimes.connect)
    askForEnd(.leave)
  }

  private mutating func terminate() {
    // An answer that is under way brings the connection that is to be ended.
    guard state.call?.connectionID != nil else { return }
    askForEnd(endCommand)
  }

  private mutating func askForEnd(_ command: CallCommand) {
    ask(command, for: .call(.ending))
    state.closing?.hasTerminated = true
    state.closing?.due = now + EngineTimes.terminateDeadline + EngineTimes.lastRead
  }

  /// Gives the end that was asked for before a start of the host the time it would have had: the host
  /// asks for it again, however late, so that nobody is left in a call that nobody holds.
  mutating func putOffEnd() {
    guard let closing = state.closing, closing.hasTerminated, !closing.isDisconnected else {
      return
    }
    let due = now + EngineTimes.terminateDeadline + EngineTimes.lastRead
    state.closing?.due = max(closing.due, due)
  }

  private mutating func proceedClosing() -> Bool {
    guard let closing = state.closing else {
      becomeGone(.lost)
      return true
    }
    if closing.isDisconnected {
      let isExplained =
        !closing.awaitsReport
        && !state.operations.contains {
          $0.owner == .call(.ending) && $0.mayExplainEnd
        }
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
  mutating func end(reportedAs reason: EndReason, _ report: EndReport? = nil) {
    switch state.phase {
    case .gone: return
    case .closing: state.closing?.isDisconnected = true
    case .ringing, .placing, .connecting, .connected:
      if state.ended == nil {
        state.ended = EndRecord(reason: reason, step: state.place, at: now)
      }
      keepMessages()
      keepTransfer()
      close(isDisconnected: true, due: now)
    }
    if let report { state.ended?.report = report }
    state.closing?.due = now + EngineTimes.closing
  }

  /// A read does not find the call.
  ///
  /// Where the service had refused something for that, the event that says why is still to come
  /// (rule 52); else nobody will say.
  mutating func endRead() {
    guard state.presumedEnd != nil else { return end(reportedAs: .lost) }
    end(reportedAs: .callerLeft)
    state.closing?.awaitsReport = true
  }

  /// An event says that the call is over, and so why.
  mutating func endReported(as reason: EndReason, _ report: EndReport?) {
    if state.closing?.awaitsReport == true {
      state.closing?.awaitsReport = false
      state.ended?.reason = reason
    }
    end(reportedAs: reason, report)
  }

  /// A transfer whose result may explain the end is kept until then (rule 25).
  private mutating func keepTransfer() {
    for operation in state.operations
    where operation.isOpen && operation.command?.kind == .transfer {
      state.operations.give(operation.ordinal, to: .ending)
    }
  }

  /// The call is over after a transfer: its end comes by itself.
  mutating func endTransferred() {
    state.ended = EndRecord(reason: .transferred, step: state.place, at: now)
    close(isDisconnected: false, due: now + EngineTimes.transferredEnd)
  }

  /// Drops the stack and what was asked for it; what is asked for the end of the call stays.
  private mutating func close(isDisconnected: Bool, due: Timestamp) {
    withdrawUnsent()
    state.advance(to: .closing)
    state.presumedEnd = nil
    unwind(to: 0)
    state.operations.removeAll { $0.owner != .call(.ending) }
    state.media.forgetAll()
    state.closing = Closing(isDisconnected: isDisconnected, hasTerminated: false, due: due)
  }

  /// Takes the result of something that was asked for the end of the call.
  mutating func settledEnding(_ operation: Operation, _ result: OperationResult) {
    if operation.command?.kind == .transfer, result == .succeeded {
      state.ended?.reason = .transferred
    } else if operation.command?.kind == .reject {
      becomeGone(state.ended?.reason ?? .hungUp)
    }
  }

  /// The service refused to end the call; because it is over, or for now.
  mutating func terminateRefused(_ operation: Operation, isOver: Bool) {
    guard isOver else {
      let due = operation.due ?? now + EngineTimes.terminate
      state.operations.doubt(operation.ordinal, until: due)
      return
    }
    state.operations.remove(operation.ordinal)
    end(reportedAs: .lost)
  }

  /// The end is not reported in time: the call is read, and if need be asked to end again.
  mutating func endingOverdue(_ operation: Operation) {
    if operation.command?.kind == .reject {
      giveUp(operation.ordinal, .unknown)
    } else if operation.policy?.endsCall == true {
      state.operations.watch(operation.ordinal, until: now + EngineTimes.terminate)
      read([.call])
    } else {
      state.operations.watch(operation.ordinal, until: nil)
    }
  }

  /// A read shows that the call is still there although it was asked to end.
  mutating func terminateAgain() {
    guard let operation = state.operations.first(where: { $0.policy?.endsCall == true }),
      let command = operation.command,
      operation.status == .accepted || operation.status == .uncertain,
      operation.owner == .call(.ending), operation.began + EngineTimes.terminateDeadline > now
    else { return }
    askAgain(operation.ordinal, command)
  }

  /// The call is over.
  ///
  /// What was asked is not awaited any longer, but for other systems' answers.
  mutating func becomeGone(_ reason: EndReason, _ report: EndReport? = nil) {
    guard state.phase != .gone else { return }
    if state.ended == nil {
      state.ended = EndRecord(reason: reason, step: state.place, at: now)
    }
    if let report { state.ended?.report = report }
    state.ended?.at = now
    withdrawUnsent()
    state.operations.removeAll { operation in
      operation.command != nil && operation.isOpen
    }
    state.advance(to: .gone)
    state.presumedEnd = nil
    state.call?.context = nil
    state.closing = nil
    state.recording.forgetAll()
    if root.handlers.recordingReady != nil {
      state.recordings.keepOpen(until: now + EngineTimes.recordingFiles)
    }
    state.media.forgetAll()
    state.signals = []
  }

  /// Runs `on: callEnded:`, once, when nothing else of the flow runs any more.
  private mutating func beginCallEnded() -> Bool {
    guard state.frames.isEmpty || state.flowHasEnded, !state.callEndedHasBegun else { return false }
    state.callEndedHasBegun = true
    state.flowHasEnded = false
    if let handler = root.handlers.callEnded { restart(with: handler, as: .callEnded) }
    return true
  }

  /// Runs `on: recordingReady:` for files that are ready, one event after the other, when `callEnded`
  /// is done (SEMANTICS.md, rule 65).
  private mutating func beginRecordingReady() -> Bool {
    guard state.callEndedHasBegun, state.frames.isEmpty, state.recordings.closesAt != nil,
      let handler = root.handlers.recordingReady, state.recordings.takeNext()
    else { return false }
    restart(with: handler, as: .recordingReady)
    return true
  }

  /// What is asked for the service and not answered need not be sent any more.
  private mutating func withdrawUnsent() {
    for operation in state.operations
    where operation.isUnanswered && operation.command != nil && operation.owner != .call(.ending) {
      effects.append(.withdraw(ordinal: operation.ordinal))
    }
  }

  /// Whether the caller has been gone for long enough, and nobody sent them away (rule 3).
  private var hasLostCaller: Bool {
    guard state.isConnected, case .missing(let caller, let since)? = state.parties.caller,
      since + EngineTimes.callerAbsence <= now
    else { return false }
    return !isBeingTransferred(caller)
  }

  private mutating func callerLeft() -> Bool {
    keepMessages()
    guard let handler = root.handlers.callerLeft, !state.flowHasEnded else {
      return end(.callerLeft)
    }
    state.parties.releaseCaller()
    restart(with: handler, as: .callerLeft)
    return true
  }
}

extension Operation {
  /// Whether its result may still say why the call ended.
  fileprivate var mayExplainEnd: Bool {
    if command?.kind == .transfer { return isOpen }
    return policy?.endsCall == true && isUnanswered
  }
}
