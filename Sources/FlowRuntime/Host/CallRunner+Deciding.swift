internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// What a letter comes to for a call of which that is known.
  func decide(_ message: Letter.Message, of id: CallID, _ slot: CallSlot) -> LetterResult {
    if traps?.condemned.contains(id) == true, let end = end(id, slot) { return end }
    return switch slot {
    case .unknown: begin(message, of: id)
    case .scheduled(let row): begin(row, by: message)
    case .live(let call): advance(call, by: message)
    case .unreadable(let call, let reason): endFaulted(call, because: reason)
    case .ended(let call): tidy(call, after: message)
    }
  }

  private func advance(_ call: LiveCall, by message: Letter.Message) -> LetterResult {
    switch message {
    case .begin, .abandon: return LetterResult(.duplicate)
    case .inputs(let contents):
      let own = contents.filter { leg(of: $0, otherThan: call) == nil }
      let others = otherLegs(in: contents, than: call)
      if let others, own.isEmpty { return LetterResult(.mismatch(others)) }
      if own == [.hangUpRequested], call.machine.isOver { return LetterResult(.ended) }
      var result = handle(own, by: call, alarm: call.nextDue)
      if let others, result.outcome == .committed { result.outcome = .mismatch(others) }
      return result
    case .signal(let signal):
      let verdict = call.machine.verdict(on: signal, in: call.program.program)
      guard verdict == .accepted else { return LetterResult(.unwanted(verdict)) }
      return handle([signal.input], by: call, alarm: call.nextDue)
    case .wake:
      let due = call.timers(dueAt: time.now)
      guard !due.isEmpty else { return LetterResult(.committed, Consequences(wakingAgain: call)) }
      if let first = call.nextDue { metrics.timerIsLate(by: time.now - first) }
      // The alarm has gone off: whatever is due next is to be set.
      return handle(due.map { .timer($0) }, by: call, alarm: nil)
    case .settled(let position, let content):
      return handle([content], by: call, settling: [position], alarm: call.nextDue)
    case .recover: return recover(call)
    case .look: return LetterResult(.committed, Consequences(lookingAt: call))
    }
  }

  private func handle(
    _ contents: [CallInput.Content],
    by call: LiveCall,
    settling settled: Set<Int> = [],
    alarm: Timestamp?
  ) -> LetterResult {
    do throws(JournalError) {
      let handled = try call.handling(
        contents,
        settling: settled,
        at: time.now,
        reading: flags.values
      )
      return LetterResult(handled, Consequences(handled, alarm: alarm))
    } catch {
      return endFaulted(EndedCall(call), because: error.description)
    }
  }

  /// Tells the machine that the host started again, and takes up what was asked and not answered.
  private func recover(_ call: LiveCall) -> LetterResult {
    // Once only: what is under way would be sent a second time.
    guard call.awaitsRecovery else { return LetterResult(.committed) }
    do throws(JournalError) {
      let (handled, again) = try call.recovering(at: time.now, reading: flags.values)
      return LetterResult(handled, Consequences(handled, takingUp: again))
    } catch {
      return endFaulted(EndedCall(call), because: error.description)
    }
  }

  /// The leg an event names, if it is not the call's.
  private func leg(of content: CallInput.Content, otherThan call: LiveCall) -> CallConnectionID? {
    guard case .event(let event) = content, let named = event.connectionID,
      let bound = call.machine.connectionID, named != bound
    else { return nil }
    return named
  }

  /// The events that name another leg; nil where none does.
  private func otherLegs(in contents: [CallInput.Content], than call: LiveCall) -> OtherLegs? {
    let others = contents.compactMap { leg(of: $0, otherThan: call) }
    guard let first = others.first, let bound = call.machine.connectionID else { return nil }
    metrics.eventsMismatched(others.count)
    return OtherLegs(count: others.count, first: first, bound: bound)
  }
}

extension LetterResult {
  /// Tells that what was handled is committed.
  init(_ handled: HandledLetter, _ consequences: Consequences) {
    self.init(
      .committed,
      consequences,
      committing: handled.advance,
      leavingTo: handled.call.isClosed ? .ended(EndedCall(handled.call)) : .live(handled.call)
    )
  }
}
