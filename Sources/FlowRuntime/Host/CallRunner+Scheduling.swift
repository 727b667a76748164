internal import CEL
internal import CallModel
internal import FlowEngine

extension CallRunner {
  /// Begins a call that was to begin later: with the version of its flow that is current now
  /// (SEMANTICS.md, rule 68).
  func beginScheduled(
    _ id: CallID,
    _ slot: inout CallSlot
  ) async throws(JournalError)
    -> LetterResult
  {
    guard let row = try await journal.scheduled(id) else { return LetterResult(.unknownCall) }
    let now = time.now
    guard row.due <= now else { return waiting(row, until: row.due) }
    let scheduled: ScheduledCall
    do throws(JournalError) {
      scheduled = try StoredForm.decode(from: row.call)
    } catch {
      return try await giveUp(row, because: error.description)
    }
    guard now - row.due <= HostLimits.scheduledLateness else {
      return try await giveUp(row, because: "it is more than an hour late", scheduled.flow)
    }
    guard let program = store.flow(named: scheduled.flow) else {
      log.scheduledWaits(id, scheduled.flow)
      return waiting(row, until: now + HostLimits.scheduledRetry)
    }
    let arguments: [String: CELValue]
    do throws(ArgumentFailure) {
      arguments = try program.program.arguments(fitting: scheduled.arguments)
    } catch {
      return try await giveUp(row, because: error.description, scheduled.flow)
    }
    return try await begin(.started(arguments), as: id, on: program, isScheduled: true, &slot)
  }

  /// Takes back a call that is to begin later; no handler of its flow runs.
  func unschedule(_ id: CallID) async throws(JournalError) -> LetterResult {
    guard let row = try await journal.scheduled(id) else { return LetterResult(.unknownCall) }
    let result = try await remove(row)
    log.unscheduled(id)
    return result
  }

  private func giveUp(
    _ row: ScheduledRow,
    because reason: String,
    _ flow: String = ""
  ) async throws(JournalError) -> LetterResult {
    let result = try await remove(row)
    log.scheduledIsNotBegun(row, flow, because: reason)
    return result
  }

  private func remove(_ row: ScheduledRow) async throws(JournalError) -> LetterResult {
    var advance = CallAdvance(callID: row.id)
    advance.isUnscheduled = true
    try await committer.commit(advance)
    timers.cancel([.scheduled], of: row.id)
    return LetterResult(.committed)
  }

  private func waiting(_ row: ScheduledRow, until due: Timestamp) -> LetterResult {
    timers.set([StoredTimer(callID: row.id, id: .scheduled, due: due)])
    return LetterResult(.committed)
  }
}
