internal import CEL
internal import CallModel
internal import FlowEngine
internal import FlowLanguage

/// What handling a letter leads to: nothing of it is done before the advance is committed.
struct HandledLetter: Sendable {
  /// The call afterwards.
  var call: LiveCall
  /// What is to be committed.
  var advance: CallAdvance
  /// What was handled, with its effects, for whoever watches.
  var entries: [JournalEntry] = []
  /// What is to be dispatched.
  var added: [OutboxItem] = []
  /// The positions of what is not to be dispatched any more.
  var withdrawn: Set<Int> = []
  /// The positions of what others need not wait for any more.
  var released: Set<Int> = []
  /// The calls that are to begin later.
  var scheduled: [ScheduledCall] = []
  /// The timers that are left when the call is over.
  var forgottenTimers: Set<TimerID> = []

  /// Begins without a change.
  init(_ call: LiveCall) {
    self.call = call
    advance = CallAdvance(callID: call.id)
  }
}

extension LiveCall {
  /// Handles inputs of one time, in order, on a copy; the positions are those that are answered,
  /// the flags those that operators have given values.
  func handling(
    _ contents: [CallInput.Content],
    settling settled: Set<Int> = [],
    at time: Timestamp,
    reading flags: [String: CELValue]
  ) throws(JournalError) -> HandledLetter {
    var handled = HandledLetter(self)
    handled.settle(settled)
    for content in contents {
      let kept = handled.call.machine.kept(CallInput(at: time, content))
      let input = handled.call.machine.noting(flags, in: kept, of: program.program)
      if case .timer(let id) = content { handled.removeTimer(id) }
      let effects = handled.call.machine.handle(input, in: program.program)
      handled.note(input, effects)
      for effect in effects { handled.apply(effect) }
    }
    handled.advance.recordings = Array(
      handled.call.machine.recordings.dropFirst(machine.recordings.count)
    )
    try handled.finish(at: time)
    return handled
  }
}

extension HandledLetter {
  fileprivate mutating func note(_ input: CallInput, _ effects: [Effect]) {
    call.entryCount += 1
    entries.append(JournalEntry(sequence: call.entryCount, input: input, effects: effects))
  }

  fileprivate mutating func apply(_ effect: Effect) {
    switch effect {
    case .send(let send):
      if send.command.policy.endsCall { overtake() }
      append(effect)
    case .http, .read: append(effect)
    case .setTimer(let id, let due):
      call.timers[id] = due
      advance.timersSet[id] = due
      advance.timersRemoved.remove(id)
    case .cancelTimer(let id): removeTimer(id)
    case .withdraw(let ordinal): withdraw { $0.ordinal == ordinal }
    case .release(let ordinal):
      released.formUnion(call.outbox.filter { $0.ordinal == ordinal }.map(\.position))
    case .schedule(let call): scheduled.append(call)
    case .log, .trace: break
    }
  }

  private mutating func append(_ effect: Effect) {
    call.lastPosition += 1
    let item = OutboxItem(position: call.lastPosition, effect: effect)
    call.outbox.append(item)
    added.append(item)
  }

  fileprivate mutating func removeTimer(_ id: TimerID) {
    guard call.timers.removeValue(forKey: id) != nil else { return }
    advance.timersSet[id] = nil
    advance.timersRemoved.insert(id)
  }

  /// Takes commands out of the order for one that ends the call.
  ///
  /// An answer stays: without the connection it brings nothing can be terminated.
  private mutating func overtake() {
    withdraw { $0.command != nil && !$0.endsCall && !$0.isAnswer }
  }

  private mutating func withdraw(where isWithdrawn: (OutboxItem) -> Bool) {
    let positions = Set(call.outbox.filter(isWithdrawn).map(\.position))
    added.removeAll { positions.contains($0.position) }
    withdrawn.formUnion(positions)
    settle(positions)
  }

  fileprivate mutating func settle(_ positions: Set<Int>) {
    let items = call.outbox.filter { positions.contains($0.position) }
    call.outbox.removeAll { positions.contains($0.position) }
    advance.outboxRemoved += items.map(\.position)
  }

  fileprivate mutating func finish(at time: Timestamp) throws(JournalError) {
    // Nothing of a call whose end was reported is sent any more, but for other systems.
    if call.machine.isDisconnected { withdraw { !$0.isHTTP } }
    advance.state = try StoredForm.encode(call.machine)
    advance.connectionID = call.machine.connectionID
    advance.entries = try entries.map { entry throws(JournalError) in try entry.row() }
    advance.outboxAdded = try added.map { item throws(JournalError) in
      OutboxRow(position: item.position, effect: try StoredForm.encode(item.effect))
    }
    advance.scheduled = try scheduled.map { call throws(JournalError) in
      ScheduledRow(id: call.id, due: call.due, call: try StoredForm.encode(call))
    }
    guard call.isOver else { return }
    advance.end = CallEnd(.over, at: time)
    forgottenTimers = Set(call.timers.keys)
    advance.timersSet = [:]
    call.timers = [:]
  }
}
