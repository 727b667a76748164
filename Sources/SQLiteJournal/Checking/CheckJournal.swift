internal import CEL
internal import CallModel
internal import FlowEngine
package import FlowRuntime
internal import Foundation
internal import GRDB

extension JournalReader {
  /// Looks whether all that is stored goes together: calls with their states, lines, versions and
  /// recordings, calls that are to begin later, and flags.
  ///
  /// A server may be using the journal meanwhile: what it changes between two looks is no problem. Of
  /// a file whose pages or columns are broken nothing else is said.
  package func check() throws(JournalError) -> JournalReport {
    var report = JournalReport()
    for step in [checkPages, checkTables, checkColumns] {
      try step(&report)
      guard report.problemCount == 0 else { return report }
    }
    let last = try read { try Int64.fetchOne($0, sql: "SELECT max(number) FROM entry") } ?? 0
    var reached = NumberSet()
    try checkCalls(&report, reaching: &reached)
    try checkEntries(upTo: last, but: reached, &report)
    try checkVersions(&report)
    try checkRecordings(&report)
    try checkScheduled(&report)
    try checkKeys(&report)
    try checkFlags(&report)
    return report
  }

  /// SQLite's own look at the pages, table by table.
  private func checkPages(_ report: inout JournalReport) throws(JournalError) {
    let tables = try read { try String.fetchAll($0, sql: tableNames) }
    for table in tables {
      do {
        let lines = try read { database in
          try String.fetchAll(
            database,
            sql: "PRAGMA integrity_check(\(table.quotedDatabaseIdentifier))"
          )
        }
        for line in lines where line != "ok" { report.note(.table(table), line) }
      } catch JournalError.failed(let reason) {
        report.note(.table(table), reason)
      }
    }
  }

  /// Looks whether tables and indexes are those that a new journal has.
  private func checkTables(_ report: inout JournalReport) throws(JournalError) {
    let expected = try translatingErrors {
      let empty = try DatabaseQueue()
      try migrator.migrate(empty)
      return try empty.read { try declarations(in: $0) }
    }
    let found = try read { try declarations(in: $0) }
    for name in Set(expected.keys).union(found.keys).sorted() where expected[name] != found[name] {
      let text =
        switch (expected[name], found[name]) {
        case (_?, nil): "`\(name)` is missing"
        case (nil, _): "`\(name)` is no part of a journal"
        case (_?, _?): "`\(name)` is not as a journal has it"
        }
      report.note(.file, text)
    }
  }

  /// Looks whether every value is of the kind that its column has.
  private func checkColumns(_ report: inout JournalReport) throws(JournalError) {
    for column in ColumnKind.all {
      let count = try read { try Int.fetchOne($0, sql: column.misfits) } ?? 0
      guard count > 0 else { continue }
      report.note(
        .table(column.table),
        "values of `\(column.name)` that are no \(column.kind): \(count)"
      )
    }
  }

  private func checkVersions(_ report: inout JournalReport) throws(JournalError) {
    let hashes = try read { try String.fetchAll($0, sql: "SELECT hash FROM version") }
    for hash in hashes.map({ VersionHash($0) }) {
      report.versions += 1
      do {
        try read { database in
          guard try StoredVersion.fetch(hash, from: database) != nil,
            try !isVersionNeeded(hash, in: database)
          else { return }
          report.note(.version(hash), "no call needs it")
        }
      } catch JournalError.unreadable(let reason) {
        report.note(.version(hash), reason)
      }
    }
  }

  private func checkRecordings(_ report: inout JournalReport) throws(JournalError) {
    let sql = "SELECT id FROM recording WHERE call_id NOT IN (SELECT id FROM call)"
    for id in try read({ try String.fetchAll($0, sql: sql) }) {
      report.note(.recording(RecordingID(id)), "its call is not there")
    }
  }

  private func checkScheduled(_ report: inout JournalReport) throws(JournalError) {
    let ids = try read { try String.fetchAll($0, sql: "SELECT id FROM scheduled") }
    for id in ids.map({ CallID($0) }) {
      try read { database in
        guard let row = try ScheduledRow.fetch(id, from: database) else { return }
        if try FoundCall.fetch(id, from: database) != .scheduled(row) {
          report.note(.scheduled(id), "it has begun already")
        }
        for problem in row.problems { report.note(.scheduled(id), problem) }
      }
    }
  }

  private func checkKeys(_ report: inout JournalReport) throws(JournalError) {
    let sql = """
      SELECT id FROM call_key
      WHERE id NOT IN (SELECT id FROM call WHERE is_open = 1) AND id NOT IN (SELECT id FROM scheduled)
      """
    for id in try read({ try String.fetchAll($0, sql: sql) }) {
      report.note(.call(CallID(id)), "there is a key of it, and nothing that it opens")
    }
  }

  private func checkFlags(_ report: inout JournalReport) throws(JournalError) {
    for flag in try read({ try StoredFlag.fetchAll(from: $0) }) {
      if flag.revision < 1 { report.note(.flag(flag.name), "its revision is \(flag.revision)") }
      do throws(JournalError) {
        if let value = flag.value { _ = try StoredForm.decode(CELValue.self, from: value) }
      } catch {
        report.note(.flag(flag.name), error.description)
      }
    }
  }
}

private let tableNames = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"

/// Tables and indexes with the statements that made them.
private func declarations(in database: Database) throws -> [String: String] {
  let sql = "SELECT name, coalesce(sql, '') AS sql FROM sqlite_master"
  return try Row.fetchAll(database, sql: sql).reduce(into: [:]) { $0[$1["name"]] = $1["sql"] }
}

/// Which kind of value a column has.
private struct ColumnKind {
  let table: String
  let name: String
  let kind: String
  let isOptional: Bool

  /// Counts the values of another kind.
  var misfits: String {
    let kinds = isOptional ? "('\(kind)', 'null')" : "('\(kind)')"
    return "SELECT count(*) FROM \(table) WHERE typeof(\(name)) NOT IN \(kinds)"
  }

  /// The columns of all tables, as `Schema.swift` declares them.
  static let all: [ColumnKind] = [
    of(
      "call",
      integers:
        "started_at is_open is_erased revision is_unsettled ended_at? next_due? last_entry?",
      texts: "id version flow from_party to_party end_manner? end_reason? connection_id?",
      blobs: "state"
    ),
    of("entry", integers: "call sequence time previous?", blobs: "input effects"),
    of("version", texts: "hash flow environment?", blobs: "files"),
    of("recording", texts: "id call_id"),
    of("call_key", texts: "id", blobs: "key"),
    of("scheduled", integers: "due", texts: "id", blobs: "call"),
    of("flag", integers: "revision", texts: "name", blobs: "value?"),
  ].flatMap(\.self)

  private static func of(
    _ table: String,
    integers: String = "",
    texts: String = "",
    blobs: String = ""
  ) -> [ColumnKind] {
    [("integer", integers), ("text", texts), ("blob", blobs)].flatMap { kind, names in
      names.split(separator: " ").map { name in
        ColumnKind(
          table: table,
          name: String(name.prefix { $0 != "?" }),
          kind: kind,
          isOptional: name.hasSuffix("?")
        )
      }
    }
  }
}

extension ScheduledRow {
  /// What is wrong with a call that is to begin later.
  fileprivate var problems: [String] {
    do throws(JournalError) {
      guard key != nil else { return ["its key is missing"] }
      let stored = try scheduledCall()
      return [
        stored.id == id ? nil : "what is stored is another call",
        stored.due == due ? nil : "it is due at another time than its row says",
      ].compactMap(\.self)
    } catch {
      return [error.description]
    }
  }
}
