package import CallModel
package import FlowRuntime
internal import Foundation
internal import GRDB

/// The durable journal on one machine: one SQLite file, in WAL mode, flushed to disk at every
/// commit.
///
/// One process holds it, by a lock on the file beside it that ends in `-lock`; other processes may
/// read the database meanwhile. Only the committer writes.
package final class SQLiteJournal: Journal {
  private let database: DatabasePool
  /// Held as long as the journal lives.
  private let lock: JournalLock

  /// Opens a journal, making the file where there is none.
  package init(path: String) throws(JournalError) {
    try checkFolder(of: path)
    // One file has one lock, whatever links lead to it.
    let file = URL(filePath: path).resolvingSymlinksInPath().path
    lock = try JournalLock(for: file)
    database = try openDatabase(file)
  }

  /// Closes the database, all of it in its one file; the lock goes with the journal.
  package func close() throws(JournalError) {
    try translatingErrors {
      try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      try database.close()
    }
  }

  /// Writes all advances in one transaction, or none of them.
  package func write(_ advances: [CallAdvance]) async throws(JournalError) {
    do {
      try await database.write { database in
        for advance in advances { try advance.write(to: database) }
      }
    } catch {
      throw JournalError(error)
    }
  }

  /// What is stored of a call; nil for a call that never was.
  package func call(_ id: CallID) async throws(JournalError) -> StoredCall? {
    try await read { try StoredCall.fetch(id, from: $0) }
  }

  /// The calls that have something left to do, by id.
  package func openCalls(dueBy time: Timestamp) async throws(JournalError) -> [OpenCall] {
    try await read { try OpenCall.fetchAll(dueBy: time, from: $0) }
  }

  /// The timers of all calls, in no order.
  package func timers() async throws(JournalError) -> [StoredTimer] {
    try await read { try StoredTimer.fetchAll(from: $0) }
  }

  /// The sources of a version; nil once its last call has ended.
  package func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await read { try StoredVersion.fetch(hash, from: $0) }
  }

  /// What happened to a call, in order.
  package func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await read { try EntryRow.fetchAll(of: id, from: $0) }
  }

  /// The calls that began last, the last one first, at most so many.
  package func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    try await read { try CallOutline.fetchAll(limit: limit, from: $0) }
  }

  private func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    do {
      return try await database.read(body)
    } catch {
      throw JournalError(error)
    }
  }
}

/// Runs GRDB's code and throws what a journal throws.
func translatingErrors<Value>(_ body: () throws -> Value) throws(JournalError) -> Value {
  do {
    return try body()
  } catch {
    throw JournalError(error)
  }
}

extension JournalError {
  /// What an error of the database means.
  init(_ error: any Error) {
    switch error {
    case let error as JournalError: self = error
    case let error as DatabaseError where error.resultCode == .SQLITE_FULL: self = .diskFull
    case let error as DatabaseError where error.resultCode == .SQLITE_MISUSE: self = .closed
    case let error as DatabaseError:
      self = .failed("the database failed: \(error.message ?? "\(error.resultCode)")")
    case is CancellationError: self = .closed
    default: self = .failed("the database failed: \(error)")
    }
  }
}
