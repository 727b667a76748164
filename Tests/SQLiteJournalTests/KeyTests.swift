import CallModel
import Cryptography
import FlowRuntime
import Foundation
import GRDB
import Testing

@testable import SQLiteJournal

/// The keys of calls, and that nothing is left of those that were deleted (SEMANTICS.md, rule 18).
@Suite struct KeyTests {
  @Test(arguments: JournalKind.allCases)
  func `a call has its key until that is forgotten`(kind: JournalKind) async throws {
    try await kind.open { journal in
      let (key, other) = (try SealingKey(), try SealingKey())
      var first = beginning("a")
      first.key = .drawn(key)
      try await journal.take([first, beginning("b")])
      #expect(try await journal.call(CallID("a"))?.key == key)
      #expect(try await journal.call(CallID("b"))?.key == nil)
      try await journal.take([following("a")])
      #expect(try await journal.call(CallID("a"))?.key == key)
      var second = following("a", 2)
      second.key = .drawn(other)
      try await journal.take([second])
      #expect(try await journal.call(CallID("a"))?.key == other)
      var last = ending("a", 3)
      last.key = .forgotten
      try await journal.take([last])
      #expect(try await journal.call(CallID("a"))?.key == nil)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a call that is to begin later has a key, until it begins or is taken back`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      let (key, own) = (try SealingKey(), try SealingKey())
      let due = Timestamp(milliseconds: 5_000)
      let rows = ["later", "never"].map { id in
        ScheduledRow(id: CallID(id), due: due, call: Data("call".utf8), key: key)
      }
      var asking = beginning("a")
      asking.scheduled = rows
      try await journal.take([asking])
      #expect(try await journal.find([CallID("later")]) == [CallID("later"): .scheduled(rows[0])])
      var begins = beginning("later")
      begins.isUnscheduled = true
      begins.key = .drawn(own)
      var taken = CallAdvance(callID: CallID("never"), revision: 0)
      taken.isUnscheduled = true
      taken.key = .forgotten
      try await journal.take([begins, taken])
      #expect(try await journal.call(CallID("later"))?.key == own)
      #expect(try await journal.find([CallID("never")]).isEmpty)
      guard let journal = journal as? SQLiteJournal else { return }
      let count = try await journal.read {
        try Int.fetchOne($0, sql: "SELECT count(*) FROM call_key")
      }
      #expect(count == 1)
    }
  }

  @Test func `keys that were deleted stand nowhere once the journal is wiped`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      var generator = SystemRandomNumberGenerator()
      var keys: [SealingKey] = []
      for number in 0..<400 {
        keys.append(try SealingKey())
        var first = beginning("call \(number)")
        first.key = .drawn(keys[number])
        try await journal.take([first])
      }
      let order = keys.indices.shuffled(using: &generator)
      for number in order.prefix(300) {
        var last = ending("call \(number)")
        last.key = .forgotten
        try await journal.take([last])
      }
      let gone = order.prefix(300).map { keys[$0] }
      let live = order.dropFirst(300).map { keys[$0] }
      // They are in the log still, so this finds what it looks for.
      #expect(try found(gone, in: "\(path)-wal") > 0)
      #expect(try await journal.wipe())
      for file in [path, "\(path)-wal"] { #expect(try found(gone, in: file) == 0, "\(file)") }
      #expect(try found(live, in: path) == live.count)
      #expect(try FileManager.default.attributesOfItem(atPath: "\(path)-wal")[.size] as? Int == 0)
      try journal.close()
    }
  }

  @Test func `a journal that somebody reads is wiped later, and one that is closed is wiped`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      let key = try SealingKey()
      var first = beginning("a")
      first.key = .drawn(key)
      try await journal.take([first])
      var configuration = Configuration()
      configuration.readonly = true
      configuration.allowsUnsafeTransactions = true
      let reader = try DatabaseQueue(path: path, configuration: configuration)
      var last = ending("a")
      last.key = .forgotten
      try await reader.writeWithoutTransaction { database in
        try database.execute(sql: "BEGIN")
        _ = try Row.fetchAll(database, sql: "SELECT * FROM call")
      }
      try await journal.take([last])
      #expect(try await !journal.wipe())
      try await reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
      #expect(try await journal.wipe())
      #expect(try found([key], in: path) == 0)

      let other = try SealingKey()
      first = beginning("b")
      first.key = .drawn(other)
      last = ending("b")
      last.key = .forgotten
      try await journal.take([first, last])
      try journal.close()
      for file in [path, "\(path)-wal"] where FileManager.default.fileExists(atPath: file) {
        #expect(try found([other], in: file) == 0, "\(file)")
      }
    }
  }

  /// How many of the keys stand in a file.
  private func found(_ keys: some Sequence<SealingKey>, in path: String) throws -> Int {
    let bytes = try Data(contentsOf: URL(filePath: path))
    return keys.count { bytes.range(of: Data($0.bytes)) != nil }
  }
}
