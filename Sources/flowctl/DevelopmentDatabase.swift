import FlowRuntime
import Foundation
import SQLiteJournal

/// The database of `dev`: the one that was named, or one that goes when `dev` ends.
struct DevelopmentDatabase {
  let journal: SQLiteJournal
  private let temporaryFolder: URL?

  /// Opens the database of that path, or makes one in a folder of its own.
  init(path: String?) throws {
    if let path {
      temporaryFolder = nil
      journal = try SQLiteJournal(path: path)
      return
    }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "flowctl-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    temporaryFolder = folder
    journal = try SQLiteJournal(path: folder.appending(path: "calls.sqlite").path)
  }

  /// Closes the database, and removes it where nobody asked to keep it.
  func close() throws {
    try journal.close()
    if let temporaryFolder { try FileManager.default.removeItem(at: temporaryFolder) }
  }
}
