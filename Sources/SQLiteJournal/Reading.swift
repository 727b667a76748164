internal import CallModel
internal import Cryptography
internal import FieldCoding
internal import FlowEngine
internal import FlowLanguage
internal import FlowRuntime
internal import Foundation
internal import GRDB

extension FoundCall {
  /// Reads what there is under an id.
  static func fetch(_ id: CallID, from database: Database) throws -> FoundCall? {
    let sql = "SELECT * FROM call LEFT JOIN call_key USING (id) WHERE id = ?"
    let statement = try database.cachedStatement(sql: sql)
    guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]) else {
      return try ScheduledRow.fetch(id, from: database).map { .scheduled($0) }
    }
    return .call(
      StoredCall(
        outline: CallOutline(row),
        revision: row["revision"],
        state: Padding.strip(row["state"]),
        key: SealingKey(row)
      )
    )
  }
}

extension SealingKey {
  /// Reads the key that was stored of a call; nil where there is none.
  init?(_ row: Row) {
    guard let bytes = row["key"] as Data? else { return nil }
    self.init([UInt8](bytes))
  }
}

extension CallID {
  /// Looks up the call that a recording was of; nil for a recording nobody noted.
  static func fetch(ofRecording id: RecordingID, from database: Database) throws -> CallID? {
    let sql = "SELECT call_id FROM recording WHERE id = ?"
    return try String.fetchOne(database, sql: sql, arguments: [id.rawValue]).map { CallID($0) }
  }
}

extension CallOutline {
  /// Reads a list of calls, the last begun first: those whose flow's version begins so.
  static func fetchAll(
    versionPrefix prefix: String,
    limit: Int,
    from database: Database
  ) throws -> [CallOutline] {
    let sql = """
      SELECT * FROM call WHERE substr(version, 1, length(?)) = ?
      ORDER BY started_at DESC, id DESC LIMIT ?
      """
    return try Row.fetchAll(database, sql: sql, arguments: [prefix, prefix, max(0, limit)])
      .map { CallOutline($0) }
  }

  /// Looks for calls by the beginning of their digests, the last begun first.
  static func fetchAll(
    digestPrefix prefix: String,
    limit: Int,
    from database: Database
  ) throws -> [CallOutline] {
    var found: [CallOutline] = []
    let sql = "SELECT * FROM call ORDER BY started_at DESC, id DESC"
    let calls = try Row.fetchCursor(database, sql: sql)
    while found.count < limit, let row = try calls.next() {
      if CallID(row["id"] as String).digest.hasPrefix(prefix) { found.append(CallOutline(row)) }
    }
    return found
  }

  init(_ row: Row) {
    self.init(
      id: CallID(row["id"]),
      program: (version: VersionHash(row["version"]), flow: row["flow"]),
      startedAt: Timestamp(milliseconds: row["started_at"]),
      parties: (from: row["from_party"], to: row["to_party"])
    )
    connectionID = (row["connection_id"] as String?).map { CallConnectionID($0) }
    endReason = (row["end_reason"] as String?).flatMap { EndReason(rawValue: $0) }
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
  /// Reads the calls that have something left to do, by id.
  static func fetchAll(from database: Database) throws -> [OpenCall] {
    let sql = "SELECT id, is_unsettled, next_due FROM call WHERE is_open = 1 ORDER BY id"
    return try Row.fetchAll(database, sql: sql).map { row in
      OpenCall(
        id: CallID(row["id"]),
        isUnsettled: row["is_unsettled"],
        nextDue: (row["next_due"] as Int64?).map { Timestamp(milliseconds: $0) }
      )
    }
  }
}

extension ScheduledRow {
  /// Reads a call that is to begin later.
  static func fetch(_ id: CallID, from database: Database) throws -> ScheduledRow? {
    let sql = "SELECT * FROM scheduled LEFT JOIN call_key USING (id) WHERE id = ?"
    let statement = try database.cachedStatement(sql: sql)
    return try Row.fetchOne(statement, arguments: [id.rawValue]).map { row in
      ScheduledRow(
        id: id,
        due: Timestamp(milliseconds: row["due"]),
        call: row["call"],
        key: SealingKey(row)
      )
    }
  }
}

extension Alarm {
  /// Reads when the calls that are to begin later are due.
  static func fetchAll(from database: Database) throws -> [Alarm] {
    try Row.fetchAll(database, sql: "SELECT id, due FROM scheduled").map { row in
      Alarm(callID: CallID(row["id"]), due: Timestamp(milliseconds: row["due"]))
    }
  }
}

extension EntryRow {
  /// Reads a call's journal.
  static func fetchAll(of id: CallID, from database: Database) throws -> [EntryRow] {
    let sql = """
      WITH RECURSIVE line (number) AS (
        SELECT last_entry FROM call WHERE id = ?
        UNION ALL
        SELECT previous FROM entry JOIN line USING (number) WHERE previous IS NOT NULL
      )
      SELECT sequence, time, input, effects FROM entry JOIN line USING (number) ORDER BY sequence
      """
    return try Row.fetchAll(database, sql: sql, arguments: [id.rawValue]).map { EntryRow($0) }
  }

  init(_ row: Row) {
    self.init(
      sequence: row["sequence"],
      time: Timestamp(milliseconds: row["time"]),
      input: row["input"],
      effects: row["effects"]
    )
  }
}

/// Whether a call keeps a version.
func isVersionNeeded(_ hash: VersionHash, in database: Database) throws -> Bool {
  let sql = "SELECT 1 FROM call WHERE version = ? AND is_open = 1"
  return try Int.fetchOne(database, sql: sql, arguments: [hash.rawValue]) != nil
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
