internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// Reads a call from the journal.
  func load(_ id: CallID) async throws(JournalError) -> CallSlot {
    guard let stored = try await journal.call(id) else { return .unknown }
    guard stored.end == nil else { return .ended(EndedCall(stored)) }
    let program: PinnedProgram
    do throws(VersionFailure) {
      program = try await store.program(of: stored.version)
    } catch {
      if case .journal(let failure) = error { throw failure }
      return .unreadable(EndedCall(stored), reason: error.description)
    }
    do throws(JournalError) {
      let awaitsRecovery = recovery.contains(id)
      return .live(try LiveCall(stored, program: program, awaitsRecovery: awaitsRecovery))
    } catch {
      return .unreadable(EndedCall(stored), reason: error.description)
    }
  }

  /// Begins a call that is not there yet.
  func begin(
    _ message: Letter.Message,
    of id: CallID,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    switch message {
    case .begin(let beginning, let program):
      return try await begin(beginning, as: id, on: program, isScheduled: false, &slot)
    case .abandon(let incoming, let program):
      return try await abandon(incoming, program, id, &slot)
    case .timer(.scheduled): return try await beginScheduled(id, &slot)
    case .inputs([.hangUpRequested]): return try await unschedule(id)
    case .inputs, .signal, .timer, .settled, .recover, .look: return LetterResult(.unknownCall)
    }
  }

  /// Begins a call, one that is scheduled in the same commit that takes it out of what is scheduled.
  func begin(
    _ beginning: CallBeginning,
    as id: CallID,
    on program: PinnedProgram,
    isScheduled: Bool,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    let call = LiveCall(beginning: id, program: program)
    var handled = try call.handling([beginning.input], at: time.now, reading: flags.values)
    handled.advance.creation = creation(of: beginning, on: program)
    handled.advance.isUnscheduled = isScheduled
    let result = try await commit(handled, &slot)
    log.began(id, beginning, program)
    metrics.callBegan()
    return result
  }

  /// Notes a call that rang too long ago, and does not run it.
  private func abandon(
    _ incoming: IncomingCall,
    _ program: PinnedProgram,
    _ id: CallID,
    _ slot: inout CallSlot
  ) async throws(JournalError) -> LetterResult {
    let now = time.now
    let input = CallInput(at: now, .incoming(incoming))
    var advance = CallAdvance(callID: id)
    advance.creation = creation(of: .rings(incoming), on: program)
    advance.state = try StoredForm.encode(CallMachine(callID: id))
    advance.entries = [try JournalEntry(sequence: 1, input: input, effects: []).row()]
    advance.end = CallEnd(.abandoned, at: now)
    try await committer.commit(advance)
    slot = .unloaded
    log.abandoned(id, program)
    var consequences = Consequences(callID: id, flow: program.flow)
    consequences.ended = (program.version, .abandoned)
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
