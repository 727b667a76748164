internal import CEL
internal import CallDispatch
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// What handling a letter leads to: nothing of it is done before the advance is committed.
struct HandledLetter: Sendable {
  /// The call afterwards.
  let call: LiveCall
  /// What is to be committed.
  var advance: CallAdvance
  /// What was handled, with its effects, for whoever watches.
  let entries: [JournalEntry]
  /// What of the outbox has changed.
  let change: OutboxChange
  /// Whether the call is over by it; it may go on to wait for files of its recordings.
  let endsCall: Bool
  /// The latencies that have become known.
  let latencies: [(CallLatency, Milliseconds)]
}

extension LiveCall {
  /// Handles inputs of one time, in order, and makes the call that comes of it; the positions are those
  /// that are answered, the flags those that operators have given values.
  func handling(
    _ contents: [CallInput.Content],
    settling settled: Set<Int> = [],
    at time: Timestamp,
    reading flags: [String: CELValue]
  ) throws(JournalError) -> HandledLetter {
    var active = active
    let turn = active.handle(
      contents,
      settling: settled,
      at: time,
      reading: flags,
      in: program.program
    )
    let call = try LiveCall(
      after: self,
      leadingTo: active,
      entries: turn.entries.count,
      awaitsRecovery: awaitsRecovery
    )
    return try call.handled(turn, after: self, at: time)
  }

  /// Takes up a call after a start, and says what is to be dispatched again.
  func recovering(
    at time: Timestamp,
    reading flags: [String: CELValue]
  ) throws(JournalError) -> (handled: HandledLetter, again: [OutboxItem]) {
    var active = active
    let (turn, again) = active.recover(at: time, reading: flags, in: program.program)
    let call = try LiveCall(
      after: self,
      leadingTo: active,
      entries: turn.entries.count,
      awaitsRecovery: false
    )
    return (try call.handled(turn, after: self, at: time), again)
  }

  /// What is to be committed of a turn that has led here.
  private func handled(
    _ turn: CallTurn,
    after before: LiveCall,
    at time: Timestamp
  ) throws(JournalError) -> HandledLetter {
    let entries = turn.entries.enumerated().map { index, entry in
      JournalEntry(
        sequence: before.entryCount + index + 1,
        input: entry.sealedInput,
        effects: entry.effects.map(\.sealed)
      )
    }
    return HandledLetter(
      call: self,
      advance: try advance(turn, entries, after: before, at: time),
      entries: entries,
      change: turn.change,
      endsCall: machine.isOver && !before.machine.isOver,
      latencies: machine.latencies(since: before.machine)
    )
  }

  private func advance(
    _ turn: CallTurn,
    _ entries: [JournalEntry],
    after before: LiveCall,
    at time: Timestamp
  ) throws(JournalError) -> CallAdvance {
    var advance = CallAdvance(callID: id, revision: before.revision)
    advance.state = try StoredForm.encode(stored, under: key, of: id, revision: revision)
    if key != before.key { advance.key = key.map { .drawn($0) } ?? .forgotten }
    advance.nextDue = nextDue
    advance.isUnsettled = !outbox.isEmpty
    advance.connectionID = machine.connectionID
    advance.recordings = Array(machine.recordings.dropFirst(before.machine.recordings.count))
    advance.entries = try entries.map { entry throws(JournalError) in try entry.row() }
    advance.scheduled = try turn.change.scheduled.map { call throws(JournalError) in
      try ScheduledRow(call)
    }
    guard isClosed else { return advance }
    advance.end = CallEnd(.over, at: time)
    advance.isLast = true
    return advance
  }
}
