internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// Handles a letter for a call that goes on.
  func advance(
    _ call: LiveCall,
    by message: Letter.Message,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    switch message {
    case .begin, .abandon: return LetterResult(.duplicate)
    case .inputs(let contents):
      let others = contents.compactMap { leg(of: $0, otherThan: call) }
      if let first = others.first { noteOtherLegs(call, first, count: others.count) }
      let own = contents.filter { leg(of: $0, otherThan: call) == nil }
      guard !own.isEmpty else { return LetterResult(.mismatch) }
      return try await handle(own, by: call, settling: [], &slot)
    case .signal(let signal):
      let verdict = call.machine.verdict(on: signal, in: call.program.program)
      guard verdict == .accepted else { return LetterResult(.unwanted(verdict)) }
      return try await handle([signal.input], by: call, settling: [], &slot)
    case .timer(let id):
      guard let due = call.timers[id] else { return LetterResult(.committed) }
      guard due <= time.now else {
        return LetterResult(.committed, Consequences(settingAgain: id, due: due, of: call))
      }
      return try await handle([.timer(id)], by: call, settling: [], &slot)
    case .settled(let position, let content):
      return try await handle([content], by: call, settling: [position], &slot)
    case .recover: return try await recover(call, &slot)
    case .look: return LetterResult(.committed, Consequences(lookingAt: call))
    }
  }

  /// Commits what a letter led to; the slot keeps the old call if that fails.
  func commit(
    _ handled: HandledLetter,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    try await committer.commit(handled.advance)
    metrics.committed(inputs: handled.entries.count)
    slot = handled.call.isOver ? .unloaded : .live(handled.call)
    return LetterResult(.committed, Consequences(handled))
  }

  /// Acts upon what was committed.
  func follow(_ consequences: Consequences?) async {
    guard let consequences else { return }
    timers.cancel(consequences.timersRemoved, of: consequences.callID)
    timers.set(consequences.timersSet)
    for entry in consequences.entries { tell(entry, consequences) }
    if let order = consequences.order { dispatcher.accept(order) }
    guard let (version, manner) = consequences.ended else { return }
    metrics.callEnded(manner)
    log.ended(consequences.callID, consequences.flow, manner, consequences.endReason)
    tell(.ended(manner), consequences)
    await store.callEnded(on: version)
  }

  private func handle(
    _ contents: [CallInput.Content],
    by call: LiveCall,
    settling settled: Set<Int>,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    let handled: HandledLetter
    do throws(JournalError) {
      handled = try call.handling(
        contents,
        settling: settled,
        at: time.now,
        reading: flags.values
      )
    } catch {
      return try await endFaulted(EndedCall(call), because: error.description, &slot)
    }
    return try await commit(handled, &slot)
  }

  /// Tells the machine that the host started again, and takes up what was asked and not answered.
  private func recover(
    _ call: LiveCall,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    // Once only: what is under way would be sent a second time.
    guard call.awaitsRecovery else { return LetterResult(.committed) }
    var ready = call
    ready.awaitsRecovery = false
    let (handled, again): (HandledLetter, [OutboxItem])
    do throws(JournalError) {
      (handled, again) = try ready.recovering(at: time.now, reading: flags.values)
    } catch {
      return try await endFaulted(EndedCall(call), because: error.description, &slot)
    }
    try await committer.commit(handled.advance)
    recovery.remove(call.id)
    slot = handled.call.isOver ? .unloaded : .live(handled.call)
    return LetterResult(.committed, Consequences(handled, takingUp: again))
  }

  /// The leg an event names, if it is not the call's.
  private func leg(
    of content: CallInput.Content,
    otherThan call: LiveCall
  ) -> CallConnectionID? {
    guard case .event(let event) = content, let named = event.connectionID,
      let bound = call.machine.connectionID, named != bound
    else { return nil }
    return named
  }

  private func noteOtherLegs(_ call: LiveCall, _ first: CallConnectionID, count: Int) {
    log.mismatch(call.id, named: first, bound: call.machine.connectionID, count: count)
    metrics.eventsMismatched(count)
  }

  private func tell(_ entry: JournalEntry, _ consequences: Consequences) {
    switch entry.input.content {
    case .event(let event): deployment.note(event)
    case .httpFinished(let ordinal, .refused(let reason)):
      log.notSent(consequences.callID, consequences.flow, ordinal, because: reason)
    default: break
    }
    tell(.input(entry.input.redacted), consequences)
    for effect in entry.effects {
      switch effect {
      case .trace(let trace): tell(.step(trace), consequences)
      case .log(let line):
        tell(.log(line), consequences)
        log.said(consequences.callID, consequences.flow, line)
      case .schedule(let call): log.scheduled(call, by: consequences.callID, consequences.flow)
      case .send, .http, .read, .setTimer, .cancelTimer, .withdraw, .release: break
      }
    }
  }

  private func tell(_ content: CallTrace.Content, _ consequences: Consequences) {
    observer(
      CallTrace(
        callID: consequences.callID,
        flow: consequences.flow,
        time: time.now,
        content: content
      )
    )
  }
}

extension Consequences {
  /// What follows from a letter in the ordinary course.
  init(_ handled: HandledLetter) {
    self.init(handled.call)
    entries = handled.entries
    timersSet = handled.advance.scheduled.map(\.timer)
    guard !handled.call.awaitsRecovery else { return }
    timersSet += handled.advance.timersSet.map {
      StoredTimer(callID: handled.call.id, id: $0, due: $1)
    }
    timersRemoved = handled.advance.timersRemoved.union(handled.forgottenTimers)
    order = LaneOrder(
      handled.call,
      added: handled.change.added,
      withdrawn: handled.change.withdrawn
    )
    order?.released = handled.change.released
  }

  /// What follows when a call is taken up after a start: all of its timers and all that waits.
  init(_ handled: HandledLetter, takingUp again: [OutboxItem]) {
    let call = handled.call
    self.init(call)
    entries = handled.entries
    timersSet = call.timers.map { StoredTimer(callID: call.id, id: $0, due: $1) }
    timersSet += handled.advance.scheduled.map(\.timer)
    order = LaneOrder(call, added: again, withdrawn: [])
    order?.released = handled.change.released
  }

  /// What follows when a timer fired early: the journal knows when it is due, and the wheel had it
  /// from before that.
  init(settingAgain id: TimerID, due: Timestamp, of call: LiveCall) {
    self.init(call)
    guard !call.awaitsRecovery else { return }
    timersSet = [StoredTimer(callID: call.id, id: id, due: due)]
  }

  /// What follows when a call is looked at; nothing where more than that is under way.
  init(lookingAt call: LiveCall) {
    self.init(call)
    guard call.outbox.isEmpty, call.machine.connectionID != nil else { return }
    let read = OutboxItem(position: OutboxItem.unstored, effect: .read([.call, .participants]))
    order = LaneOrder(call, added: [read], withdrawn: [])
  }

  private init(_ call: LiveCall) {
    self.init(callID: call.id, flow: call.program.flow)
    endReason = call.machine.endReason
    if call.isOver { ended = (call.program.version, .over) }
  }
}

extension LaneOrder {
  fileprivate init(_ call: LiveCall, added: [OutboxItem], withdrawn: Set<Int>) {
    self.init(
      callID: call.id,
      flow: call.program.flow,
      connectionID: call.machine.connectionID,
      secrets: call.program.secrets,
      added: added,
      withdrawn: withdrawn
    )
  }
}
