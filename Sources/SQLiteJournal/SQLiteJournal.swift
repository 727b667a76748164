package import CallModel
package import FlowRuntime
internal import Foundation
internal import GRDB
internal import Synchronization

/// The durable journal on one machine: one SQLite file, in WAL mode, flushed to disk at every
/// commit.
///
/// One process holds it, by a lock on the file; other processes may read the database meanwhile.
/// Only the committer, the flag board and retention write. Nothing is acknowledged that is not in the file the path leads to
/// (`Tenure`): a file that was deleted, replaced or opened by another process takes nothing more
/// until a restart, a disk that was full takes again what it has room for.
package final class SQLiteJournal: Journal {
  let database: DatabasePool
  private let tenure: Tenure
  /// Held as long as the journal lives, and let go of after the database.
  private let file: JournalFile
  /// Whether something was deleted that may stand in the write-ahead log; one that was found here
  /// may have anything.
  private let hasDeleted = Mutex(true)

  /// Opens a journal, making the file where there is none; a file that is no journal is left as it
  /// is, to the byte.
  package init(path: String) throws(JournalError) {
    try checkFolder(of: path)
    // One file has one lock, whatever links lead to it.
    let file = try JournalFile(at: URL(filePath: path).resolvingSymlinksInPath().path)
    let database = try openDatabase(file)
    self.file = file
    self.database = database
    tenure = try translatingErrors { try Tenure(of: file.path, in: database) }
  }

  /// Closes the database, all of it in its one file; the lock goes with the journal.
  ///
  /// - Throws: what is wrong with the journal, if anything is, after it was closed.
  package func close() throws(JournalError) {
    let state = Result { () throws(JournalError) in try tenure.checkFiles() }
    try translatingErrors {
      try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      try database.close()
    }
    try state.get()
  }

  /// Takes partitions over from whoever had them; all that are to be had are this process's.
  package func claim(_ partitions: Set<Partition>) async throws(JournalError) -> Leases {
    try tenure.checkFiles()
    return tenure.claim(partitions)
  }

  /// Throws where these leases do not hold any more, or the journal is not the one that was opened.
  package func renew(_ leases: Leases) async throws(JournalError) {
    try tenure.checkFiles()
    try tenure.check(leases)
  }

  /// Gives partitions back.
  package func release(_ leases: Leases) async { tenure.release(leases) }

  /// Writes advances in one transaction, but for those that do not follow on what is stored.
  ///
  /// Almost always all of them do: they are written together, and only where one does not is each
  /// written by itself.
  package func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    defer { if advances.contains(where: { $0.key == .forgotten }) { noteDeletion() } }
    let tenure = tenure
    return try await commit { database in
      try tenure.check(leases, for: advances)
      guard try rejection(of: advances[...], in: database) != nil else { return [:] }
      var rejected: [Int: JournalError] = [:]
      for place in advances.indices {
        rejected[place] = try rejection(of: advances[place...place], in: database)
      }
      return rejected
    }
  }

  /// Notes that something is deleted.
  func noteDeletion() { hasDeleted.withLock { $0 = true } }

  /// Whether something was deleted since this was last asked.
  func takeDeletion() -> Bool {
    hasDeleted.withLock { hasDeleted in
      defer { hasDeleted = false }
      return hasDeleted
    }
  }

  /// Proves that the journal is still the one that was opened, and that the disk takes something.
  package func probe() async throws(JournalError) {
    let tenure = tenure
    try await commit { try tenure.rewriteEpoch(in: $0) }
  }

  /// Writes in one transaction and returns when that is known to be in the journal's own file.
  func commit<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    let tenure = tenure
    try tenure.checkFiles()
    let value: Value
    do {
      value = try await database.write { database in
        try tenure.checkEpoch(in: database)
        return try body(database)
      }
    } catch {
      throw JournalError(error)
    }
    // It may have been deleted while it was written.
    try tenure.checkFiles()
    return value
  }

  /// What there is under these ids; nothing for calls that never were.
  package func find(_ ids: [CallID]) async throws(JournalError) -> [CallID: FoundCall] {
    try await read { database in
      var found: [CallID: FoundCall] = [:]
      for id in ids { found[id] = try FoundCall.fetch(id, from: database) }
      return found
    }
  }

  /// The call that a recording was of; nil for a recording nobody noted.
  package func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try await read { try CallID.fetch(ofRecording: id, from: $0) }
  }

  /// The calls of these partitions that have something left to do, by id.
  package func openCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [OpenCall] {
    let calls = try await read { try OpenCall.fetchAll(from: $0) }
    return calls.filter { partitions.contain($0.id) }
  }

  /// When the calls of these partitions that are to begin later are due, in no order.
  package func scheduledCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [Alarm] {
    let alarms = try await read { try Alarm.fetchAll(from: $0) }
    return alarms.filter { partitions.contain($0.callID) }
  }

  /// The sources of a version; nil once its last call has ended.
  package func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await read { try StoredVersion.fetch(hash, from: $0) }
  }

  /// What happened to a call, in order.
  package func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await read { try EntryRow.fetchAll(of: id, from: $0) }
  }

  /// The calls whose flows' versions begin so, those that began last first, at most so many.
  package func outlines(
    versionPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try await read { try CallOutline.fetchAll(versionPrefix: prefix, limit: limit, from: $0) }
  }

  /// The calls whose digests begin so, those that began last first, at most so many.
  package func outlines(
    digestPrefix prefix: String,
    limit: Int
  ) async throws(JournalError) -> [CallOutline] {
    try await read { try CallOutline.fetchAll(digestPrefix: prefix, limit: limit, from: $0) }
  }

  /// Keeps a flag, unless a newer change of it is kept already.
  package func keep(_ flag: StoredFlag) async throws(JournalError) {
    try await commit { try flag.write(to: $0) }
  }

  /// The flags that were ever given a value, in no order.
  package func flags() async throws(JournalError) -> [StoredFlag] {
    try await read { try StoredFlag.fetchAll(from: $0) }
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(JournalError) -> Value {
    let value: Value
    do {
      value = try await database.read(body)
    } catch {
      // A connection that reads may be opened only now, where the file is gone.
      try tenure.checkFiles()
      throw JournalError(error)
    }
    // What another file says of a call is not so: the call would seem never to have been.
    try tenure.checkFiles()
    return value
  }
}

/// Writes advances, or nothing of them where one is rejected; returns why.
private func rejection(
  of advances: ArraySlice<CallAdvance>,
  in database: Database
) throws -> JournalError? {
  do {
    try database.inSavepoint {
      for advance in advances { try advance.write(to: database) }
      return .commit
    }
    return nil
  } catch let error as JournalError where !error.isOutage {
    return error
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
