import CallModel
import FlowRuntime
import Foundation
import GRDB
import TestSupport
import Testing

@testable import SQLiteJournal

/// What becomes of a journal whose file or disk fails it while it is open.
@Suite struct LossTests {
  @Test(arguments: ["calls.sqlite", "calls.sqlite-wal", "calls.sqlite-shm"])
  func `a journal whose file is deleted acknowledges nothing more`(name: String) async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      try await journal.take([beginning("a")])
      try await journal.renew(Leases())
      try FileManager.default.removeItem(atPath: folder.path(name))
      let lost = JournalError.lost(path: path, because: .moved)
      await #expect(throws: lost) { try await journal.write([beginning("b")]) }
      await #expect(throws: lost) { try await journal.renew(Leases()) }
      await #expect(throws: lost) { try await journal.call(CallID("nobody")) }
      #expect(lost.isOutage)
    }
  }

  @Test func `a file that is put in its place is not taken for it, nor one that comes back`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let files = FileManager.default
      let journal = try SQLiteJournal(path: path)
      try await journal.take([beginning("a")])
      try files.moveItem(atPath: path, toPath: folder.path("aside.sqlite"))
      try files.copyItem(atPath: folder.path("aside.sqlite"), toPath: path)
      let lost = JournalError.lost(path: path, because: .moved)
      await #expect(throws: lost) { try await journal.write([beginning("b")]) }
      try files.removeItem(atPath: path)
      try files.moveItem(atPath: folder.path("aside.sqlite"), toPath: path)
      await #expect(throws: lost) { try await journal.write([beginning("b")]) }
    }
  }

  @Test func `who opens the journal last has it, whatever became of the locks`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      try await journal.take([beginning("a")])
      // What an opener does that does not see the lock, as between machines.
      try await DatabaseQueue(path: path).write {
        try $0.execute(sql: "PRAGMA user_version = 2")
      }
      let lost = JournalError.lost(path: path, because: .taken)
      await #expect(throws: lost) { try await journal.write([beginning("b")]) }
      await #expect(throws: lost) { try await journal.probe() }
      #expect(try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: count) } == 1)
    }
  }

  @Test func `a disk that was full takes again what it has room for`() async throws {
    try await TemporaryFolder.use { folder in
      let journal = try SQLiteJournal(path: folder.path("calls.sqlite"))
      try await journal.take([beginning("a")])
      let pages = try await journal.database.write { database in
        let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        return pages
      }
      var large = beginning("b")
      large.state = Data(repeating: 7, count: 100_000)
      let advance = large
      await #expect(throws: JournalError.diskFull) { try await journal.write([advance]) }
      #expect(try await journal.call(CallID("b")) == nil)
      try await journal.database.write {
        try $0.execute(sql: "PRAGMA max_page_count = \(pages + 1_000)")
      }
      try await journal.probe()
      try await journal.take([advance])
      #expect(try await journal.call(CallID("b"))?.state == advance.state)
    }
  }
}

private let count = "SELECT count(*) FROM call"

/// What is done to a file when it is opened.
@Suite struct OpeningTests {
  @Test(arguments: [true, false])
  func `a database of another program is left as it is, to the byte`(isWAL: Bool) async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("foreign.sqlite")
      let foreign = try DatabaseQueue(path: path)
      try await foreign.writeWithoutTransaction {
        if isWAL { try $0.execute(sql: "PRAGMA journal_mode = WAL") }
        try $0.execute(sql: "PRAGMA application_id = 7; CREATE TABLE t (a)")
      }
      try foreign.close()
      try await expectUntouched(path, in: folder, error: .foreignDatabase(path: path))
    }
  }

  @Test func `a text is left as it is, to the byte`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("notes.txt")
      let text = "this is no database, only some text that is long enough to have a header"
      try Data((text + text).utf8).write(to: URL(filePath: path))
      try await expectUntouched(path, in: folder, error: .notADatabase(path: path))
    }
  }

  @Test func `a pipe is not waited for`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("pipe")
      #expect(mkfifo(path, 0o600) == 0)
      #expect(throws: JournalError.notWritable(path: path, reason: "it is not a file")) {
        try SQLiteJournal(path: path)
      }
    }
  }

  @Test func `nobody but its owner may read the journal or what is beside it`() async throws {
    let mask = umask(0)
    defer { umask(mask) }
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let names = [path, "\(path)-wal", "\(path)-shm"]
      var journal: SQLiteJournal? = try SQLiteJournal(path: path)
      try await journal?.take([beginning("a")])
      #expect(names.map(mode) == [0o600, 0o600, 0o600])
      // As one that an earlier version made, and whose process was killed.
      for name in names { #expect(chmod(name, 0o644) == 0) }
      try journal?.database.close()
      journal = nil
      journal = try SQLiteJournal(path: path)
      #expect(names.map(mode) == [0o600, 0o600, 0o600])
    }
  }

  @Test func `a journal whose process was killed while it was made is made anew`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      try SQLiteJournal(path: path).close()
      // The mark is there, the tables are not.
      let marked = folder.path("marked.sqlite")
      try await DatabaseQueue(path: marked).write {
        try $0.execute(sql: "PRAGMA application_id = \(applicationID)")
      }
      let journal = try SQLiteJournal(path: marked)
      try await journal.take([beginning("a")])
    }
  }

  private func expectUntouched(
    _ path: String,
    in folder: TemporaryFolder,
    error: JournalError
  ) async throws {
    let files = FileManager.default
    #expect(utimes(path, [timeval(tv_sec: 1, tv_usec: 0), timeval(tv_sec: 2, tv_usec: 0)]) == 0)
    #expect(chmod(path, 0o644) == 0)
    let bytes = files.contents(atPath: path)
    let names = try files.contentsOfDirectory(atPath: folder.path("."))
    #expect(throws: error) { try SQLiteJournal(path: path) }
    #expect(files.contents(atPath: path) == bytes)
    #expect(try files.contentsOfDirectory(atPath: folder.path(".")) == names)
    let attributes = try files.attributesOfItem(atPath: path)
    #expect(attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 2))
    #expect(mode(path) == 0o644)
  }
}

/// A file's permissions.
private func mode(_ path: String) -> mode_t {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}
