import CallModel

extension Turn {
  /// Looks into everything whose time has come: watchdogs, doubts, and a call that is silent.
  mutating func expire() {
    guard state.phase != .gone || !state.operations.isEmpty else { return }
    guard !waitsForPresumedEnd() else { return }
    let due = state.operations.filter { $0.due.map { $0 <= now } ?? false }.map(\.ordinal)
    for ordinal in due {
      // An earlier one may have ended it.
      if let operation = state.operations[ordinal: ordinal] { expire(operation) }
    }
    dispense()
    if state.parties.expire(at: now), state.isConnected { read([.participants]) }
    expireRecording()
    if state.isConnected, state.lastHeard + EngineTimes.silence <= now {
      state.lastHeard = now
      read([.call, .participants])
    }
  }

  private mutating func expire(_ operation: Operation) {
    guard operation.owner != .call(.ending) else {
      endingOverdue(operation)
      return
    }
    switch operation.status {
    case .emitted, .accepted: overdue(operation)
    case .uncertain: readFor(operation, .unknown)
    case .reading(let word): giveUp(operation.ordinal, word)
    case .recovering: sayAgain(operation)
    case .conflicting:
      if let command = operation.command { askAgain(operation.ordinal, command) }
    case .settled: break
    }
  }

  /// Whether a call that nobody takes cannot be ended yet, since the service has not said which it
  /// is; then that is waited for.
  private mutating func isUnanswerable(_ operation: Operation) -> Bool {
    let last = operation.deadline + EngineTimes.reconcile
    guard operation.isPlacing, state.call?.connectionID == nil, now < last else { return false }
    state.operations.watch(operation.ordinal, until: min(last, now + .seconds(1)))
    return true
  }

  /// A watchdog fired: neither success nor failure has come in time (SEMANTICS.md 1.5).
  private mutating func overdue(_ operation: Operation) {
    switch operation.owner {
    case .call(.cleanup), .call(.abandoned), .call(.ending):
      state.operations.remove(operation.ordinal)
      return
    case .frame, .call(.background), .call(.trying): break
    }
    switch operation.policy?.overdue {
    case .timesOut?:
      guard !isUnanswerable(operation) else { return }
      giveUp(operation.ordinal, .timeout)
    case .fails?: giveUp(operation.ordinal, .unknown)
    case .reads?: readFor(operation, .lost)
    case nil:
      effects.append(.withdraw(ordinal: operation.ordinal))
      settle(operation.ordinal, .http(.timedOut))
    }
  }
}
