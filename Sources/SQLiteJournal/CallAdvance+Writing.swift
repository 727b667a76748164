internal import CallModel
internal import Cryptography
internal import FlowEngine
internal import FlowRuntime
internal import Foundation
internal import GRDB

extension CallAdvance {
  /// Writes the advance; throws before anything is written where it does not follow on what is stored.
  func write(to database: Database) throws {
    guard !onlyUnschedules else {
      try unschedule(in: database)
      return try changeKey(in: database)
    }
    let row: CallRow
    if let creation {
      row = try create(creation, in: database)
    } else {
      row = try CallRow.fetch(callID, at: revision, from: database)
    }
    if isUnscheduled { try unschedule(in: database) }
    try write(row, in: database)
    try changeKey(in: database)
    for row in scheduled { try write(row, in: database) }
    for recording in recordings {
      try run(
        "INSERT OR IGNORE INTO recording (id, call_id) VALUES (?, ?)",
        [recording.rawValue, callID.rawValue],
        in: database
      )
    }
  }

  private func create(_ creation: CallCreation, in database: Database) throws -> CallRow {
    let id = callID.rawValue
    let statement = try database.cachedStatement(sql: "SELECT 1 FROM call WHERE id = ?")
    guard try Int.fetchOne(statement, arguments: [id]) == nil else {
      throw JournalError.duplicateCall(callID)
    }
    let version = creation.version
    try run(
      "INSERT OR IGNORE INTO version (hash, flow, environment, files) VALUES (?, ?, ?, ?)",
      [version.hash.rawValue, version.flow, version.environment, try version.storedFiles()],
      in: database
    )
    try run(
      """
      INSERT INTO call (id, version, flow, started_at, from_party, to_party, revision, is_unsettled,
        state)
      VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)
      """,
      [
        id, version.hash.rawValue, version.flow, creation.startedAt.milliseconds,
        creation.from, creation.to, Padding.pad(state),
      ],
      in: database
    )
    return CallRow(number: database.lastInsertedRowID, lastEntry: nil)
  }

  private func write(_ row: CallRow, in database: Database) throws {
    var last = row.lastEntry
    for entry in entries {
      try run(
        """
        INSERT INTO entry (call, previous, sequence, time, input, effects)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [row.number, last, entry.sequence, entry.time.milliseconds, entry.input, entry.effects],
        in: database
      )
      last = database.lastInsertedRowID
    }
    try run(
      """
      UPDATE call SET connection_id = coalesce(?, connection_id), revision = ?, next_due = ?,
        is_unsettled = ?, last_entry = ?, state = ?
      WHERE number = ?
      """,
      [
        connectionID?.rawValue, revision + 1, nextDue?.milliseconds, isUnsettled, last,
        Padding.pad(state), row.number,
      ],
      in: database
    )
    if let end {
      try run(
        "UPDATE call SET end_manner = ?, ended_at = ? WHERE number = ?",
        [end.manner.rawValue, end.time.milliseconds, row.number],
        in: database
      )
    }
    if isLast { try close(row, in: database) }
  }

  /// Takes the call out of those that are open, and its version away if it was the last.
  private func close(_ row: CallRow, in database: Database) throws {
    try run("UPDATE call SET is_open = 0 WHERE number = ?", [row.number], in: database)
    try run(
      """
      DELETE FROM version WHERE hash = (SELECT version FROM call WHERE number = ?)
        AND NOT EXISTS (SELECT 1 FROM call WHERE version = hash AND is_open = 1)
      """,
      [row.number],
      in: database
    )
  }

  private func changeKey(in database: Database) throws {
    switch key {
    case .drawn(let key)?: try key.write(for: callID, in: database)
    case .forgotten?:
      try run("DELETE FROM call_key WHERE id = ?", [callID.rawValue], in: database)
    case nil: break
    }
  }

  private func write(_ row: ScheduledRow, in database: Database) throws {
    try row.key?.write(for: row.id, in: database)
    try run(
      "INSERT OR REPLACE INTO scheduled (id, due, call) VALUES (?, ?, ?)",
      [row.id.rawValue, row.due.milliseconds, row.call],
      in: database
    )
  }

  private func unschedule(in database: Database) throws {
    try run("DELETE FROM scheduled WHERE id = ?", [callID.rawValue], in: database)
  }
}

extension SealingKey {
  /// Writes the key of a call, in the place of one of before.
  fileprivate func write(for id: CallID, in database: Database) throws {
    try run(
      "INSERT OR REPLACE INTO call_key (id, key) VALUES (?, ?)",
      [id.rawValue, Data(bytes)],
      in: database
    )
  }
}

/// Where a call is stored.
private struct CallRow {
  let number: Int64
  /// The number of the last line of its journal.
  let lastEntry: Int64?

  /// Looks for a call that had so many advances.
  static func fetch(_ id: CallID, at revision: Int, from database: Database) throws -> CallRow {
    let statement = try database.cachedStatement(
      sql: "SELECT number, revision, last_entry FROM call WHERE id = ?"
    )
    guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]) else {
      throw JournalError.unknownCall(id)
    }
    guard row[1] == revision else { throw JournalError.conflict(id) }
    return CallRow(number: row[0], lastEntry: row[2])
  }
}

private func run(
  _ sql: String,
  _ values: [(any DatabaseValueConvertible)?],
  in database: Database
) throws {
  let statement = try database.cachedStatement(sql: sql)
  try statement.execute(arguments: StatementArguments(values))
}
