internal import Foundation
internal import TestSupport

/// The bytes of a journal: of the database, and of what SQLite writes before it (its write-ahead log).
struct JournalFiles {
  private var database: [UInt8]
  private var log: [UInt8]

  /// What the disk writes whole or not at all.
  fileprivate static let sector = 512

  /// Reads the files of a journal; what is not there is empty.
  init(of path: String) throws {
    database = try bytes(of: path)
    log = try bytes(of: "\(path)-wal")
  }

  /// Writes them, in a folder that is made.
  func write(to path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if !database.isEmpty { try Data(database).write(to: URL(filePath: path)) }
    if !log.isEmpty { try Data(log).write(to: URL(filePath: "\(path)-wal")) }
  }

  /// What is on the disk where only the first of what was written got there.
  func cutShort(over before: JournalFiles, seed: UInt64) -> JournalFiles {
    var dice = SeededGenerator(seed: seed)
    return mixed(over: before) { after, before in
      let changed = changedRange(after, before)
      let end = dice.number(in: changed.lowerBound...changed.upperBound)
      return Array(after[..<end]) + before.dropFirst(end)
    }
  }

  /// What is on the disk where some of the sectors that were written got there, whichever.
  func torn(over before: JournalFiles, seed: UInt64) -> JournalFiles {
    var dice = SeededGenerator(seed: seed)
    return mixed(over: before) { after, before in
      var bytes = before + [UInt8](repeating: 0, count: max(0, after.count - before.count))
      let changed = changedRange(after, before)
      for start in stride(from: changed.lowerBound, to: changed.upperBound, by: Self.sector)
      where dice.chance(50) {
        let sector = start..<min(start + Self.sector, after.count)
        bytes.replaceSubrange(sector, with: after[sector])
      }
      return bytes
    }
  }

  /// Mixes what is written last: the log; or the database, which is only written when the log is
  /// flushed.
  private func mixed(
    over before: JournalFiles,
    _ mix: (_ after: [UInt8], _ before: [UInt8]) -> [UInt8]
  ) -> JournalFiles {
    var files = self
    if database == before.database {
      files.log = mix(log, before.log)
    } else {
      files.database = mix(database, before.database)
    }
    return files
  }
}

/// From the first sector that differs to the end of the last one.
///
/// Not from the first byte: what SQLite draws at random differs in each run, and a sector with some of it
/// always differs.
private func changedRange(_ after: [UInt8], _ before: [UInt8]) -> Range<Int> {
  let sectors = stride(from: 0, to: after.count, by: JournalFiles.sector)
  let changed = sectors.filter { start in
    let end = min(start + JournalFiles.sector, after.count)
    return end > before.count || after[start..<end] != before[start..<end]
  }
  guard let first = changed.first, let last = changed.last else { return after.count..<after.count }
  return first..<min(last + JournalFiles.sector, after.count)
}

private func bytes(of path: String) throws -> [UInt8] {
  guard FileManager.default.fileExists(atPath: path) else { return [] }
  return Array(try Data(contentsOf: URL(filePath: path)))
}
