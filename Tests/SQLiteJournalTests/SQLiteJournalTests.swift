import CallModel
import FlowRuntime
import Foundation
import GRDB
import Testing

@testable import SQLiteJournal

@Suite struct SQLiteJournalTests {
  @Test func `what was written is there after closing and opening again`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await writeAndClose(path)
      let journal = try SQLiteJournal(path: path)
      #expect(try await journal.call(CallID("a"))?.flow == "greeting")
    }
  }

  @Test func `what an advance of a call writes is one page of 2 KB`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      let ids = (0..<20).map { "call-\($0)" }
      try await journal.take(ids.map { beginning($0) })
      var sizes: [Int] = []
      for revision in 1...2 {
        for id in ids {
          var advance = following(id, revision)
          advance.state = Data(repeating: 7, count: 900)
          try await journal.take([advance])
        }
        sizes.append(try Data(contentsOf: URL(fileURLWithPath: path + "-wal")).count)
      }
      // The first round makes room for states of that size.
      #expect(sizes[1] - sizes[0] <= ids.count * 2_100, "\(sizes)")
    }
  }

  @Test func `one process holds a journal`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      #expect(throws: JournalError.heldByAnother(path: path)) { try SQLiteJournal(path: path) }
      try await journal.take([beginning("a")])
    }
  }

  @Test func `each thing that is no journal has its own error`() async throws {
    try await TemporaryFolder.use { folder in
      let missing = folder.path("nowhere/calls.sqlite")
      #expect(throws: JournalError.directoryMissing(path: missing)) {
        try SQLiteJournal(path: missing)
      }
      let text = folder.path("text.sqlite")
      try Data("this is no database, only some text that is long enough".utf8)
        .write(to: URL(fileURLWithPath: text))
      #expect(throws: JournalError.notADatabase(path: text)) { try SQLiteJournal(path: text) }
      let inner = folder.path("inner")
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
      #expect(throws: JournalError.notWritable(path: inner, reason: "it is a folder")) {
        try SQLiteJournal(path: inner)
      }
      let foreign = folder.path("foreign.sqlite")
      try await DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (a)") }
      #expect(throws: JournalError.foreignDatabase(path: foreign)) {
        try SQLiteJournal(path: foreign)
      }
    }
  }

  @Test func `a journal of a later version is left alone`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await writeAndClose(path)
      try await DatabaseQueue(path: path).write {
        try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('from the future')")
      }
      #expect(throws: JournalError.newerFormat(path: path)) { try SQLiteJournal(path: path) }
    }
  }

  @Test(arguments: ["1", "2", "3", "4"])
  func `a journal of an earlier version is left alone, to the byte`(step: String) async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await writeAndClose(path)
      let database = try DatabaseQueue(path: path)
      try await database.write {
        try $0.execute(
          sql: "UPDATE grdb_migrations SET identifier = '\(step)' WHERE identifier = '5'"
        )
      }
      try database.close()
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      for _ in 0..<2 {
        #expect(throws: JournalError.olderFormat(path: path)) { try SQLiteJournal(path: path) }
        #expect(throws: JournalError.olderFormat(path: path)) { try JournalReader(path: path) }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(JournalError.olderFormat(path: path).description.contains("name another file"))
    }
  }

  @Test func `a file that cannot be made is not writable`() throws {
    #expect {
      try SQLiteJournal(path: "/proc/calls.sqlite")
    } throws: { error in
      guard case JournalError.notWritable = error else { return false }
      return true
    }
  }

  @Test func `one process holds the file, whatever link leads to it`() async throws {
    try await TemporaryFolder.use { folder in
      let journal = try SQLiteJournal(path: folder.path("calls.sqlite"))
      try FileManager.default.createSymbolicLink(
        atPath: folder.path("link.sqlite"),
        withDestinationPath: folder.path("calls.sqlite")
      )
      #expect(throws: JournalError.self) { try SQLiteJournal(path: folder.path("link.sqlite")) }
      try journal.close()
    }
  }

  @Test func `a full disk is told apart`() {
    #expect(JournalError(DatabaseError(resultCode: .SQLITE_FULL)) == .diskFull)
  }

  @Test func `every commit is flushed to disk`() async throws {
    try await TemporaryFolder.use { folder in
      let file = try JournalFile(at: folder.path("calls.sqlite"))
      let database = try openDatabase(file)
      let settings = try await database.write { database in
        [
          try String.fetchOne(database, sql: "PRAGMA journal_mode"),
          try String.fetchOne(database, sql: "PRAGMA synchronous"),
        ]
      }
      #expect(settings == ["wal", "2"])
      try database.close()
    }
  }

  private func writeAndClose(_ path: String) async throws {
    let journal = try SQLiteJournal(path: path)
    try await journal.take([beginning("a")])
    try journal.close()
  }
}
