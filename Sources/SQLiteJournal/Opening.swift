internal import FlowRuntime
internal import Foundation
internal import GRDB

/// Opens the database in a file that is a journal or empty, and says in an operator's words why it
/// cannot.
func openDatabase(_ file: JournalFile) throws(JournalError) -> DatabasePool {
  let path = file.path
  do {
    if file.isNew { try mark(path) } else { try openToRead(path).close() }
    var configuration = Configuration()
    configuration.label = "journal"
    configuration.maximumReaderCount = readerCount
    let database = try DatabasePool(path: path, configuration: configuration)
    // WAL alone would lose the last commits with the power. GRDB chooses less when it opens the
    // connection that writes, so this comes after.
    try database.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA synchronous = FULL")
      // As many bytes as of pages of 4 KB are kept in the log before they are written to their places.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 2000")
      // What is erased is written over.
      try database.execute(sql: "PRAGMA secure_delete = ON")
    }
    try migrator.migrate(database)
    return database
  } catch let error as DatabaseError {
    throw JournalError(opening: path, error)
  } catch {
    throw JournalError(error)
  }
}

/// Opens the journal in a file to be looked into, in a format that is read here; changes nothing.
///
/// Whoever goes on to write asks this first: a pool writes as soon as it is opened (GRDB, its issue
/// 102).
func openToRead(_ path: String) throws -> DatabaseQueue {
  var configuration = Configuration()
  configuration.readonly = true
  let database = try DatabaseQueue(path: path, configuration: configuration)
  try database.read { try checkFormat(of: $0, at: path) }
  return database
}

/// How large a page of a new file is.
///
/// A call's state is some 1 KB, and a commit writes whole pages: of those of 4 KB, which SQLite makes of
/// itself, most would be written for nothing.
let pageBytes = 2_048

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

/// Marks an empty file as a journal, before there is a write-ahead log that could have the mark
/// alone: whoever looks at the file's first bytes knows it from then on.
private func mark(_ path: String) throws {
  let database = try DatabaseQueue(path: path)
  try database.writeWithoutTransaction { database in
    try database.execute(sql: "PRAGMA page_size = \(pageBytes)")
    // Free pages can only be given back where there is a map of all pages from the beginning.
    try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
    try database.execute(sql: "PRAGMA application_id = \(applicationID)")
  }
  try database.close()
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
