package import FlowRuntime
internal import Foundation
internal import GRDB

extension JournalReader {
  /// Writes all that is stored now into a new file that only its owner may read, and looks whether
  /// it goes together; a server may be writing meanwhile, and is not kept from it.
  ///
  /// The file is there, and on disk, once it is whole; until then what is written of it is beside it,
  /// and an end half way leaves that. A file that is there already is left as it is.
  package func backUp(to path: String) throws(JournalError) -> JournalReport {
    let part = "\(path).part"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw .notWritable(path: path, reason: "it is there already")
    }
    try makeEmpty(part)
    do throws(JournalError) {
      try translatingErrors {
        try database.writeWithoutTransaction {
          try $0.execute(sql: "VACUUM INTO ?", arguments: [part])
        }
      }
      let report = try JournalReader(path: part).check()
      // SQLite does not wait for the disk here.
      try synchronize(part)
      guard link(part, path) == 0 else {
        throw .notWritable(path: path, reason: lastSystemError())
      }
      unlink(part)
      try synchronize(URL(filePath: path).deletingLastPathComponent().path)
      return report
    } catch {
      unlink(part)
      throw error
    }
  }
}

/// Makes a file that only its owner may read; one of an attempt that was cut off is replaced.
private func makeEmpty(_ path: String) throws(JournalError) {
  unlink(path)
  let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ownerOnly)
  guard descriptor >= 0 else { throw .notWritable(path: path, reason: lastSystemError()) }
  close(descriptor)
}

/// Waits until a file, or what a folder names, is on disk.
private func synchronize(_ path: String) throws(JournalError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .notWritable(path: path, reason: lastSystemError()) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw .notWritable(path: path, reason: lastSystemError()) }
}
