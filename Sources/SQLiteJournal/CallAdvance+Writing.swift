internal import CallModel
internal import FlowEngine
internal import FlowRuntime
internal import Foundation
internal import GRDB

extension CallAdvance {
  /// Writes the advance within the transaction that is open.
  func write(to database: Database) throws {
    if isUnscheduled { try unschedule(in: database) }
    guard !onlyUnschedules else { return }
    if let creation { try create(creation, in: database) }
    try writeState(to: database)
    for entry in entries { try write(entry, to: database) }
    for row in outboxAdded {
      try run(
        "INSERT INTO outbox (call_id, position, effect) VALUES (?, ?, ?)",
        [callID.rawValue, row.position, row.effect],
        in: database
      )
    }
    for position in outboxRemoved {
      try run(
        "DELETE FROM outbox WHERE call_id = ? AND position = ?",
        [callID.rawValue, position],
        in: database
      )
    }
    try writeTimers(to: database)
    for row in scheduled { try write(row, to: database) }
    for recording in recordings {
      try run(
        "INSERT OR IGNORE INTO recording (id, call_id) VALUES (?, ?)",
        [recording.rawValue, callID.rawValue],
        in: database
      )
    }
    if let end { try write(end, to: database) }
  }

  private func create(_ creation: CallCreation, in database: Database) throws {
    let version = creation.version
    try run(
      "INSERT OR IGNORE INTO version (hash, flow, environment, files) VALUES (?, ?, ?, ?)",
      [version.hash.rawValue, version.flow, version.environment, try version.storedFiles()],
      in: database
    )
    do {
      try run(
        """
        INSERT INTO call (id, version, flow, started_at, from_party, to_party, state)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          callID.rawValue, version.hash.rawValue, version.flow, creation.startedAt.milliseconds,
          creation.from, creation.to, Data(),
        ],
        in: database
      )
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw JournalError.duplicateCall(callID)
    }
  }

  private func writeState(to database: Database) throws {
    try run(
      """
      UPDATE call SET state = coalesce(?, state), connection_id = coalesce(?, connection_id),
        entry_count = entry_count + ?, last_position = max(last_position, ?)
      WHERE id = ?
      """,
      [
        state, connectionID?.rawValue, entries.count,
        outboxAdded.map(\.position).max() ?? 0, callID.rawValue,
      ],
      in: database
    )
    guard database.changesCount == 1 else {
      throw JournalError.unknownCall(callID)
    }
  }

  private func write(_ entry: EntryRow, to database: Database) throws {
    try run(
      "INSERT INTO entry (call_id, sequence, time, input, effects) VALUES (?, ?, ?, ?, ?)",
      [
        callID.rawValue, entry.sequence, entry.time.milliseconds, entry.input, entry.effects,
      ],
      in: database
    )
  }

  /// A call that is to begin later waits in a row of its own, and its timer among all timers.
  private func write(_ row: ScheduledRow, to database: Database) throws {
    try run(
      "INSERT OR REPLACE INTO scheduled (id, due, call) VALUES (?, ?, ?)",
      [row.id.rawValue, row.due.milliseconds, row.call],
      in: database
    )
    try write(row.timer, to: database)
  }

  private func unschedule(in database: Database) throws {
    try run("DELETE FROM scheduled WHERE id = ?", [callID.rawValue], in: database)
    try removeTimer(.scheduled, from: database)
  }

  private func removeTimer(_ id: TimerID, from database: Database) throws {
    try run(
      "DELETE FROM timer WHERE call_id = ? AND id = ?",
      [callID.rawValue, id.rawValue],
      in: database
    )
  }

  private func writeTimers(to database: Database) throws {
    for id in timersRemoved { try removeTimer(id, from: database) }
    for (id, due) in timersSet {
      try write(StoredTimer(callID: callID, id: id, due: due), to: database)
    }
  }

  private func write(_ timer: StoredTimer, to database: Database) throws {
    try run(
      "INSERT OR REPLACE INTO timer (call_id, id, due) VALUES (?, ?, ?)",
      [timer.callID.rawValue, timer.id.rawValue, timer.due.milliseconds],
      in: database
    )
  }

  /// Notes the end, drops the timers, and drops the version if it was its last call.
  private func write(_ end: CallEnd, to database: Database) throws {
    let id = callID.rawValue
    try run(
      "UPDATE call SET end_manner = ?, ended_at = ? WHERE id = ?",
      [end.manner.rawValue, end.time.milliseconds, id],
      in: database
    )
    try run("DELETE FROM timer WHERE call_id = ?", [id], in: database)
    try run(
      """
      DELETE FROM version WHERE hash = (SELECT version FROM call WHERE id = ?)
        AND NOT EXISTS (SELECT 1 FROM call WHERE version = hash AND end_manner IS NULL)
      """,
      [id],
      in: database
    )
  }
}

/// Runs a statement that is prepared once per connection.
private func run(
  _ sql: String,
  _ values: [(any DatabaseValueConvertible)?],
  in database: Database
) throws {
  let statement = try database.cachedStatement(sql: sql)
  try statement.execute(arguments: StatementArguments(values))
}
