internal import FlowRuntime
internal import Foundation
internal import GRDB

/// Opens the database, and says in an operator's words why it cannot.
func openDatabase(_ path: String) throws(JournalError) -> DatabasePool {
  do {
    var configuration = Configuration()
    configuration.label = "journal"
    configuration.maximumReaderCount = readerCount
    let database = try DatabasePool(path: path, configuration: configuration)
    try database.read { try checkOwner(of: $0, path: path) }
    // WAL alone would lose the last commits with the power. GRDB chooses less when it opens the
    // connection that writes, so this comes after.
    try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    try migrator.migrate(database)
    return database
  } catch let error as DatabaseError {
    throw JournalError(opening: path, error)
  } catch {
    throw JournalError(error)
  }
}

/// Connections that read beside the one that writes.
private let readerCount = 4

/// Checks that the file's folder is there and that the path is not a folder itself.
func checkFolder(of path: String) throws(JournalError) {
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  var isFolder: ObjCBool = false
  guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
  else { throw .directoryMissing(path: path) }
  if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw .notWritable(path: path, reason: "it is a folder")
  }
}

/// Checks that a database that is not empty was made by this program and no later version of it.
private func checkOwner(of database: Database, path: String) throws {
  let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
  guard tables > 0 else { return }
  let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
  guard owner == applicationID else { throw JournalError.foreignDatabase(path: path) }
  guard try !migrator.hasBeenSuperseded(database) else {
    throw JournalError.newerFormat(path: path)
  }
}

extension JournalError {
  fileprivate init(opening path: String, _ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notADatabase(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_IOERR:
      self = .notWritable(path: path, reason: error.message ?? "\(error.resultCode)")
    default: self = JournalError(error)
    }
  }
}
