import CallModel
import FlowEngine
import FlowRuntime
import Foundation
import GRDB
import TestSupport
import Testing

@testable import SQLiteJournal

/// What ended calls have left goes, a little at a time.
@Suite struct ErasingTests {
  @Test func `of a call that ended long ago its times and how it ended stay`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let journal = try SQLiteJournal(path: path)
      let before = try #require(try await journal.call(SoundJournal.ended))
      // It ended at 9.
      #expect(try await !journal.erase(endedBefore: Timestamp(milliseconds: 9)))
      #expect(try await journal.call(SoundJournal.ended) == before)
      #expect(try await journal.erase(endedBefore: Timestamp(milliseconds: 10)))
      #expect(try await !journal.erase(endedBefore: Timestamp(milliseconds: 10)))
      let after = try #require(try await journal.call(SoundJournal.ended))
      #expect(after.outline.end == before.outline.end)
      #expect(after.outline.startedAt == before.outline.startedAt)
      #expect(after.outline.endReason == .callerLeft)
      #expect(after.revision == before.revision)
      #expect(try after.machine() == nil)
      #expect(try await journal.entries(of: SoundJournal.ended).isEmpty)
      #expect(try await journal.entries(of: SoundJournal.open).count == 2)
      #expect(try await journal.openCalls().map(\.id) == [SoundJournal.open])
      #expect(try JournalReader(path: path).check().problems == [])
    }
  }

  @Test func `a call of many lines goes in steps, and at each all goes together`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      let lines = 2 * RetentionLimits.stepRows + 50
      try await journal.take(try SoundJournal.long(1, lines: lines))
      let reader = try JournalReader(path: path)
      var left = lines
      var steps = 0
      while try await journal.erase(endedBefore: Timestamp(milliseconds: 10)) {
        let report = try reader.check()
        #expect(report.problems == [])
        #expect(left - report.entries <= RetentionLimits.stepRows)
        left = report.entries
        steps += 1
      }
      #expect(left == 0)
      #expect(steps == 3)
    }
  }

  @Test func `calls go on while others are erased`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      for number in 0..<300 { try await journal.take(try SoundJournal.brief(number)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for number in 300..<400 { try await journal.take(try SoundJournal.brief(number, at: 90)) }
        }
        while try await journal.erase(endedBefore: Timestamp(milliseconds: 10)) {}
        try await group.waitForAll()
      }
      let report = try JournalReader(path: path).check()
      #expect(report.problems == [])
      #expect(report.calls == 400)
      #expect(report.entries == 200)
    }
  }

  @Test func `nothing of what is erased is left in the file`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      do {
        let journal = try SQLiteJournal(path: path)
        try await journal.take(try SoundJournal.long(1, lines: 300, saying: "4929-s3cret"))
        try journal.close()
      }
      #expect(try holdsSecret(path))
      do {
        let again = try SQLiteJournal(path: path)
        while try await again.erase(endedBefore: Timestamp(milliseconds: 10)) {}
        try again.close()
      }
      #expect(try !holdsSecret(path))
      let log = "\(path)-wal"
      if FileManager.default.fileExists(atPath: log) {
        #expect(try !holdsSecret(log))
      }
    }
  }

  @Test func `space is given back a little at a time, but for what the next calls need`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      let text = String(repeating: "x", count: 3_000)
      try await journal.take(try SoundJournal.long(1, lines: 600, saying: text))
      #expect(try await !journal.shrink())
      while try await journal.erase(endedBefore: Timestamp(milliseconds: 10)) {}
      var pages = try await count("page_count", journal)
      let full = pages
      while try await journal.shrink() {
        let now = try await count("page_count", journal)
        #expect(now < pages && pages - now <= RetentionLimits.stepPages + 1)
        pages = now
      }
      #expect(try await count("freelist_count", journal) == RetentionLimits.sparePages)
      #expect(pages < full - 250)
      #expect(try JournalReader(path: path).check().problems == [])
      try journal.close()
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      #expect(size == pages * pageBytes)
    }
  }

  @Test func `what is to be erased is found by an index, and lines by their numbers`() async throws
  {
    try await TemporaryFolder.use { folder in
      let journal = try SQLiteJournal(path: folder.path("calls.sqlite"))
      let plans = try await journal.read { database in
        try [
          ErasableCall.next, ErasableCall.previous, ErasableCall.deleteEntry, ErasableCall.blank,
        ]
        .map { sql in
          let count = sql.count { $0 == "?" }
          let values = Array(repeating: 1, count: count)
          return try Row.fetchAll(
            database,
            sql: "EXPLAIN QUERY PLAN \(sql)",
            arguments: StatementArguments(values)
          )
          .map { $0["detail"] as String }
        }
      }
      #expect(
        plans == [
          ["SEARCH call USING INDEX call_ended (ended_at<?)"],
          ["SEARCH entry USING INTEGER PRIMARY KEY (rowid=?)"],
          ["SEARCH entry USING INTEGER PRIMARY KEY (rowid=?)"],
          ["SEARCH call USING INTEGER PRIMARY KEY (rowid=?)"],
        ]
      )
    }
  }

  private func holdsSecret(_ path: String) throws -> Bool {
    let bytes = try Data(contentsOf: URL(filePath: path))
    return bytes.range(of: Data("s3cret".utf8)) != nil
  }

  private func count(_ name: String, _ journal: SQLiteJournal) async throws -> Int {
    try await journal.read { try Int.fetchOne($0, sql: "PRAGMA \(name)") ?? 0 }
  }
}
