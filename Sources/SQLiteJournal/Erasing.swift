internal import CallDispatch
package import CallModel
internal import FlowEngine
package import FlowRuntime
internal import Foundation
internal import GRDB

extension SQLiteJournal: ErasableJournal {
  /// Erases a little of what calls have left that ended before a time, the first that ended first.
  package func erase(endedBefore time: Timestamp) async throws(JournalError) -> Bool {
    guard try await read({ try ErasableCall.fetch(endedBefore: time, from: $0) != nil }) else {
      return false
    }
    defer { noteDeletion() }
    return try await commit { database in
      var rows = RetentionLimits.stepRows
      while rows > 0, let call = try ErasableCall.fetch(endedBefore: time, from: database) {
        rows -= try call.erase(atMost: rows, in: database)
      }
      return rows < RetentionLimits.stepRows
    }
  }

  /// Moves pages from the end of the file into free ones before it, and cuts them off.
  package func shrink() async throws(JournalError) -> Bool {
    guard try await read({ try freePages(of: $0) > RetentionLimits.sparePages }) else {
      return false
    }
    return try await commit { database in
      let before = try freePages(of: database)
      let count = min(RetentionLimits.stepPages, before - RetentionLimits.sparePages)
      guard count > 0 else { return false }
      _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(\(count))")
      return try freePages(of: database) < before
    }
  }
}

extension SQLiteJournal {
  /// Folds the write-ahead log into the file and cuts it off, if something was deleted since.
  ///
  /// In the file what is deleted is written over (`secure_delete`), but the log has the pages as they
  /// were before, and the file has them until the log is folded into it.
  package func wipe() async throws(JournalError) -> Bool {
    guard takeDeletion() else { return true }
    do {
      try await database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      noteDeletion()
      return false
    } catch {
      noteDeletion()
      throw JournalError(error)
    }
  }
}

/// Pages of the file that nothing is in.
private func freePages(of database: Database) throws -> Int {
  try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
}

/// An ended call of which something is left to erase.
struct ErasableCall {
  private let number: Int64
  private let lastEntry: Int64?
  private let state: Data

  /// The call that ended first, among those that ended before a time.
  static let next = """
    SELECT number, last_entry, state FROM call
    WHERE is_open = 0 AND is_erased = 0 AND ended_at < ? ORDER BY ended_at LIMIT 1
    """
  /// The line before another one.
  static let previous = "SELECT previous FROM entry WHERE number = ?"
  static let deleteEntry = "DELETE FROM entry WHERE number = ?"
  /// Takes the values away, and notes which line is the last now.
  static let blank = """
    UPDATE call SET state = ?, end_reason = coalesce(end_reason, ?), next_due = NULL,
      is_unsettled = 0, last_entry = ?, is_erased = ? WHERE number = ?
    """

  /// Finds it.
  static func fetch(endedBefore time: Timestamp, from database: Database) throws -> ErasableCall? {
    let statement = try database.cachedStatement(sql: next)
    return try Row.fetchOne(statement, arguments: [time.milliseconds]).map { row in
      ErasableCall(number: row[0], lastEntry: row[1], state: Padding.strip(row[2]))
    }
  }

  /// Erases its lines from the last one back, at most so many rows with its own, and its values;
  /// returns how many.
  func erase(atMost limit: Int, in database: Database) throws -> Int {
    var last = lastEntry
    var rows = 1
    while rows < limit, let number = last {
      last = try Int64.fetchOne(
        database.cachedStatement(sql: Self.previous),
        arguments: [number]
      )
      try database.cachedStatement(sql: Self.deleteEntry).execute(arguments: [number])
      rows += 1
    }
    try database.cachedStatement(sql: Self.blank).execute(
      arguments: [try Self.blankState(), endReason, last, last == nil, number]
    )
    return rows
  }

  /// Why it ended, where its state says that.
  private var endReason: String? {
    do throws(JournalError) {
      let stored: StoredState = try StoredForm.decode(from: state)
      return stored.machine?.endReason?.rawValue
    } catch {
      // What cannot be read is erased all the same.
      return nil
    }
  }

  private static func blankState() throws(JournalError) -> Data {
    let state = StoredState(machine: nil, outbox: Outbox(), entryCount: 0)
    return Padding.pad(try StoredForm.encode(state))
  }
}
