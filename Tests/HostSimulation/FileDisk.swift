internal import FlowRuntime
internal import Foundation
internal import SQLiteJournal
internal import Synchronization
internal import TestSupport

/// A disk with the journal that a server has, in a file: a write that is cut off may be on it in part.
///
/// Each life has a folder of its own, with the files as the life before has left them: a host that is
/// killed closes nothing.
final class FileDisk: Disk {
  let keepsPartsOfWrites = true

  private struct State {
    var journal: SQLiteJournal?
    var lives = 0
    /// What a write that was cut off has left.
    var remains: JournalFiles?
  }

  private let folder: URL
  private let state = Mutex(State())

  /// Makes an empty disk.
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("simulated-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("0"),
      withIntermediateDirectories: true
    )
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      FileHandle.standardError.write(Data("\(folder.path) cannot be removed: \(error)\n".utf8))
    }
  }

  func open() throws -> any Journal {
    let journal = try SQLiteJournal(path: path(of: state.withLock { $0.lives }))
    state.withLock { $0.journal = journal }
    return BlockingJournal(journal: journal)
  }

  func crash() throws {
    try state.withLock { state throws in
      let before = path(of: state.lives)
      let files = try state.remains ?? JournalFiles(of: before)
      state.remains = nil
      state.journal = nil
      state.lives += 1
      try files.write(to: path(of: state.lives))
      try FileManager.default.removeItem(at: URL(filePath: before).deletingLastPathComponent())
    }
  }

  func cutOff(
    _ write: () async throws(JournalError) -> Void,
    _ dice: Dice
  ) async throws -> Fault? {
    let path = path(of: state.withLock { $0.lives })
    let before = try JournalFiles(of: path)
    try await write()
    let after = try JournalFiles(of: path)
    let isShort = dice.happens(500)
    let seed = dice.roll { $0.next() }
    let remains =
      isShort ? after.cutShort(over: before, seed: seed) : after.torn(over: before, seed: seed)
    state.withLock { $0.remains = remains }
    return isShort ? .shortWrite : .tornWrite
  }

  private func path(of life: Int) -> String {
    folder.appendingPathComponent("\(life)").appendingPathComponent("journal").path
  }
}
