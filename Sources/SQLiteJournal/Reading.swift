internal import CallModel
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Foundation
internal import GRDB

extension StoredCall {
  /// Reads a call with what it waits for.
  static func fetch(_ id: CallID, from database: Database) throws -> StoredCall? {
    let sql = "SELECT * FROM call WHERE id = ?"
    let statement = try database.cachedStatement(sql: sql)
    guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]) else { return nil }
    return StoredCall(
      outline: CallOutline(row),
      state: row["state"],
      counts: (entries: row["entry_count"], lastPosition: row["last_position"]),
      waiting: (
        outbox: try OutboxRow.fetchAll(of: id, from: database),
        timers: try timers(of: id, from: database)
      )
    )
  }

  private static func timers(
    of id: CallID,
    from database: Database
  ) throws -> [TimerID: Timestamp] {
    let sql = "SELECT id, due FROM timer WHERE call_id = ?"
    let statement = try database.cachedStatement(sql: sql)
    var timers: [TimerID: Timestamp] = [:]
    for row in try Row.fetchAll(statement, arguments: [id.rawValue]) {
      timers[TimerID(row["id"])] = Timestamp(milliseconds: row["due"])
    }
    return timers
  }
}

extension OutboxRow {
  fileprivate static func fetchAll(
    of id: CallID,
    from database: Database
  ) throws -> [OutboxRow] {
    let sql = "SELECT position, effect FROM outbox WHERE call_id = ? ORDER BY position"
    let statement = try database.cachedStatement(sql: sql)
    return try Row.fetchAll(statement, arguments: [id.rawValue]).map { row in
      OutboxRow(position: row["position"], effect: row["effect"])
    }
  }
}

extension CallOutline {
  /// Reads a list of calls, the last begun first.
  static func fetchAll(limit: Int, from database: Database) throws -> [CallOutline] {
    let sql = "SELECT * FROM call ORDER BY started_at DESC, id DESC LIMIT ?"
    return try Row.fetchAll(database, sql: sql, arguments: [max(0, limit)]).map { CallOutline($0) }
  }

  init(_ row: Row) {
    self.init(
      id: CallID(row["id"]),
      program: (version: VersionHash(row["version"]), flow: row["flow"]),
      startedAt: Timestamp(milliseconds: row["started_at"]),
      parties: (from: row["from_party"], to: row["to_party"])
    )
    connectionID = (row["connection_id"] as String?).map { CallConnectionID($0) }
    guard let manner: String = row["end_manner"], let endedAt: Int64 = row["ended_at"] else {
      return
    }
    // A manner that a later version wrote: over it is all the same.
    end = CallEnd(
      CallEnd.Manner(rawValue: manner) ?? .over,
      at: Timestamp(milliseconds: endedAt)
    )
  }
}

extension OpenCall {
  /// Reads the calls that have something left to do.
  static func fetchAll(dueBy time: Timestamp, from database: Database) throws -> [OpenCall] {
    let sql = """
      WITH unsettled AS (
        SELECT call_id FROM outbox UNION SELECT call_id FROM timer WHERE due <= ?
      )
      SELECT id, id IN unsettled AS is_unsettled FROM call WHERE end_manner IS NULL
      UNION
      SELECT call_id, 1 FROM outbox
      ORDER BY 1
      """
    return try Row.fetchAll(database, sql: sql, arguments: [time.milliseconds]).map { row in
      OpenCall(id: CallID(row["id"]), isUnsettled: row["is_unsettled"])
    }
  }
}

extension ScheduledRow {
  /// Reads a call that is to begin later.
  static func fetch(_ id: CallID, from database: Database) throws -> ScheduledRow? {
    let statement = try database.cachedStatement(sql: "SELECT * FROM scheduled WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id.rawValue]).map { row in
      ScheduledRow(id: id, due: Timestamp(milliseconds: row["due"]), call: row["call"])
    }
  }
}

extension StoredTimer {
  /// Reads all timers.
  static func fetchAll(from database: Database) throws -> [StoredTimer] {
    try Row.fetchAll(database, sql: "SELECT call_id, id, due FROM timer").map { row in
      StoredTimer(
        callID: CallID(row["call_id"]),
        id: TimerID(row["id"]),
        due: Timestamp(milliseconds: row["due"])
      )
    }
  }
}

extension EntryRow {
  /// Reads a call's journal.
  static func fetchAll(of id: CallID, from database: Database) throws -> [EntryRow] {
    let sql = """
      SELECT sequence, time, input, effects FROM entry WHERE call_id = ? ORDER BY sequence
      """
    return try Row.fetchAll(database, sql: sql, arguments: [id.rawValue]).map { row in
      EntryRow(
        sequence: row["sequence"],
        time: Timestamp(milliseconds: row["time"]),
        input: row["input"],
        effects: row["effects"]
      )
    }
  }
}

extension StoredVersion {
  /// Reads a version.
  static func fetch(_ hash: VersionHash, from database: Database) throws -> StoredVersion? {
    let sql = "SELECT flow, environment, files FROM version WHERE hash = ?"
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [hash.rawValue]) else {
      return nil
    }
    let files = try StoredForm.decode([StoredFile].self, from: row["files"])
    return StoredVersion(
      hash: hash,
      flow: row["flow"],
      environment: row["environment"],
      files: files.map { ProjectFile(path: $0.path, bytes: $0.bytes.bytes) }
    )
  }

  /// The files in their stored form.
  func storedFiles() throws(JournalError) -> Data {
    try StoredForm.encode(files.map { StoredFile(path: $0.path, bytes: FieldBytes($0.bytes)) })
  }
}

/// A file of a version, as stored.
private struct StoredFile: FieldCoded {
  let path: String
  let bytes: FieldBytes
  var unknownFields = UnknownFields()

  static func code<C: FieldCoder<Self>>(_ fields: inout C) throws(FieldFailure) -> Self {
    try Self(
      path: fields(1, "path", \.path),
      bytes: fields(2, "bytes", \.bytes)
    )
  }
}
