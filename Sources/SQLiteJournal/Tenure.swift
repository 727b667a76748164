internal import FlowRuntime
internal import GRDB
internal import Synchronization

/// That the journal is still the one that was opened, and still this process's.
///
/// Both are looked at before anything that was written or read is relied upon. Who has lost the
/// journal never has it again: what another process may have written meanwhile is not known here.
final class Tenure: Sendable {
  private let path: String
  private let epoch: Int
  /// The database and what is beside it; SQLite has them open, so their numbers are not given to
  /// other files meanwhile.
  private let files: [String: FileIdentity?]
  private let loss = Mutex<JournalError?>(nil)
  /// Who else might hold a lease has lost the journal.
  private let leases: Mutex<LeaseTable>

  /// Begins a tenure, which ends that of whoever had the journal before.
  init(of path: String, in database: DatabasePool) throws {
    self.path = path
    epoch = try database.write { database in
      // A signed number of 32 bits.
      let epoch = (try storedEpoch(in: database) + 1) % Int(Int32.max)
      try write(epoch: epoch, in: database)
      return epoch
    }
    // Room for a million claims of one tenure.
    leases = Mutex(LeaseTable(after: epoch << 20))
    let names = [path] + FileIdentity.companions(of: path)
    files = Dictionary(uniqueKeysWithValues: names.map { ($0, FileIdentity(of: $0)) })
  }

  /// Throws unless the files are where they were when the journal was opened.
  func checkFiles() throws(JournalError) {
    if let known = loss.withLock({ $0 }) { throw known }
    for (name, identity) in files where FileIdentity(of: name) != identity {
      throw lose(.lost(path: path, because: .moved))
    }
  }

  /// Throws if somebody else has opened the journal since; within the transaction that writes.
  func checkEpoch(in database: Database) throws {
    guard try storedEpoch(in: database) != epoch else { return }
    throw lose(.lost(path: path, because: .taken))
  }

  /// Takes partitions over from whoever had them in this process.
  func claim(_ partitions: Set<Partition>) -> Leases {
    leases.withLock { $0.claim(partitions) }
  }

  /// Gives partitions back.
  func release(_ leases: Leases) {
    self.leases.withLock { $0.release(leases) }
  }

  /// Throws unless all of these leases hold.
  func check(_ leases: Leases) throws(JournalError) {
    try self.leases.withLock { table throws(JournalError) in try table.check(leases) }
  }

  /// Throws unless these advances may be written under these leases; within the transaction that writes.
  func check(_ leases: Leases, for advances: [CallAdvance]) throws(JournalError) {
    try self.leases.withLock { table throws(JournalError) in
      try table.check(leases, for: advances)
    }
  }

  /// Writes what is there already: proves that something can be written.
  func rewriteEpoch(in database: Database) throws {
    try write(epoch: epoch, in: database)
  }

  private func lose(_ error: JournalError) -> JournalError {
    loss.withLock { $0 = $0 ?? error }
    return error
  }
}

/// The number of times the journal was opened: `PRAGMA user_version`, which is in the database's
/// header and takes part in transactions like any row.
private func storedEpoch(in database: Database) throws -> Int {
  let statement = try database.cachedStatement(sql: "PRAGMA user_version")
  return try Int.fetchOne(statement) ?? 0
}

private func write(epoch: Int, in database: Database) throws {
  try database.execute(sql: "PRAGMA user_version = \(epoch)")
}
