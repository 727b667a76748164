internal import CEL
internal import CallDispatch
internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// Begins a call that is not there yet.
  func begin(_ message: Letter.Message, of id: CallID) -> LetterResult {
    switch message {
    case .begin(let beginning, let program): begin(beginning, as: id, on: program)
    case .abandon(let incoming, let program): abandon(incoming, program, id)
    case .inputs, .signal, .wake, .settled, .recover, .look: LetterResult(.unknownCall)
    }
  }

  /// Begins, or takes back, a call that is to begin later; nothing else happens to it before.
  func begin(_ row: ScheduledRow, by message: Letter.Message) -> LetterResult {
    switch message {
    case .wake: beginScheduled(row)
    case .inputs([.hangUpRequested]): remove(row, .unscheduled)
    case .begin, .abandon, .inputs, .signal, .settled, .recover, .look: LetterResult(.unknownCall)
    }
  }

  /// Begins a call, one that is scheduled in the same commit that takes it out of what is scheduled.
  private func begin(
    _ beginning: CallBeginning,
    as id: CallID,
    on program: PinnedProgram,
    isScheduled: Bool = false
  ) -> LetterResult {
    let call = LiveCall(beginning: id, program: program)
    do throws(JournalError) {
      var handled = try call.handling([beginning.input], at: time.now, reading: flags.values)
      handled.advance.creation = creation(of: beginning, on: program)
      handled.advance.isUnscheduled = isScheduled
      // What it was scheduled with was sealed.
      if isScheduled, handled.advance.key == nil { handled.advance.key = .forgotten }
      var consequences = Consequences(handled, alarm: nil)
      consequences.news = .began(beginning, program)
      return LetterResult(handled, consequences)
    } catch {
      return LetterResult(.unavailable(error))
    }
  }

  /// Notes a call that rang too long ago, and does not run it.
  private func abandon(
    _ incoming: IncomingCall,
    _ program: PinnedProgram,
    _ id: CallID
  ) -> LetterResult {
    let now = time.now
    let call = LiveCall(beginning: id, program: program, entryCount: 1)
    let entry = JournalEntry(
      sequence: 1,
      input: call.machine.sealed(CallInput(at: now, .incoming(incoming)), in: program.program),
      effects: []
    )
    var advance = CallAdvance(callID: id, revision: 0)
    do throws(JournalError) {
      advance.creation = creation(of: .rings(incoming), on: program)
      advance.state = try StoredForm.encode(
        StoredState(machine: nil, outbox: Outbox(), entryCount: call.entryCount)
      )
      advance.entries = [try entry.row()]
    } catch {
      return LetterResult(.unavailable(error))
    }
    advance.end = CallEnd(.abandoned, at: now)
    advance.isLast = true
    var consequences = Consequences(callID: id, flow: program.flow)
    consequences.news = .abandoned(program)
    consequences.ended = .abandoned
    consequences.closed = program.version
    return LetterResult(
      .committed,
      consequences,
      committing: advance,
      leavingTo: .ended(EndedCall(call))
    )
  }

  /// Begins a call that was to begin later: with the version of its flow that is current now
  /// (SEMANTICS.md, rule 68).
  private func beginScheduled(_ row: ScheduledRow) -> LetterResult {
    let now = time.now
    guard row.due <= now else { return waiting(row, until: row.due) }
    let call: ScheduledCall
    do throws(JournalError) {
      call = try row.scheduledCall()
    } catch {
      return remove(row, .notBegun(row, flow: "", reason: error.description))
    }
    guard now - row.due <= HostLimits.scheduledLateness else {
      let reason = "it is more than an hour late"
      return remove(row, .notBegun(row, flow: call.flow, reason: reason))
    }
    guard let program = store.flow(named: call.flow) else {
      log.scheduledWaits(row.id, call.flow)
      return waiting(row, until: now + HostLimits.scheduledRetry)
    }
    let arguments: [String: CELValue]
    do throws(ArgumentFailure) {
      arguments = try program.program.arguments(fitting: call.arguments)
    } catch {
      return remove(row, .notBegun(row, flow: call.flow, reason: error.description))
    }
    return begin(.started(arguments), as: row.id, on: program, isScheduled: true)
  }

  /// Takes back a call that is to begin later; no handler of its flow runs.
  func remove(_ row: ScheduledRow, _ news: Consequences.News) -> LetterResult {
    var advance = CallAdvance(callID: row.id, revision: 0)
    advance.isUnscheduled = true
    advance.key = .forgotten
    var consequences = Consequences(callID: row.id, flow: "")
    consequences.news = news
    consequences.cancelsAlarm = true
    return LetterResult(.committed, consequences, committing: advance, leavingTo: .unknown)
  }

  private func waiting(_ row: ScheduledRow, until due: Timestamp) -> LetterResult {
    var consequences = Consequences(callID: row.id, flow: "")
    consequences.alarms = [Alarm(callID: row.id, due: due)]
    return LetterResult(.committed, consequences)
  }

  private func creation(of call: CallBeginning, on program: PinnedProgram) -> CallCreation {
    CallCreation(
      version: program.stored,
      startedAt: time.now,
      from: call.parties.from,
      to: call.parties.to
    )
  }
}
