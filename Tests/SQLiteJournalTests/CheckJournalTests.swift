import CallModel
import Cryptography
import FlowRuntime
import Foundation
import GRDB
import Testing

@testable import SQLiteJournal

/// `flowctl journal check` finds what no journal of this program has.
@Suite struct CheckJournalTests {
  @Test func `of a sound journal nothing is wrong, and all of it is counted`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let report = try JournalReader(path: path).check()
      #expect(report.problems == [])
      let counts: [Int] = [report.calls, report.entries, report.versions]
      #expect(counts == [2, 3, 1])
    }
  }

  @Test(arguments: plantedProblems)
  func `what is wrong is named`(planted: PlantedProblem) async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let database = try DatabaseQueue(path: path)
      try await database.writeWithoutTransaction { try $0.execute(sql: planted.sql) }
      try database.close()
      let report = try JournalReader(path: path).check()
      let lines = report.problems.map(\.description)
      #expect(lines.contains(planted.line), "\(lines)")
      #expect(report.problemCount == lines.count)
    }
  }

  @Test func `a state in clear that may be sensitive is named, and a key that is for nothing`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      let journal = try SQLiteJournal(path: path)
      let (early, late) = (SoundJournal.open, SoundJournal.later)
      var clear = beginning(early.rawValue)
      clear.entries = [try SoundJournal.entry(1)]
      clear.state = try SoundJournal.state(of: early, entries: 1, isAtRest: false)
      var sealed = beginning(late.rawValue)
      sealed.entries = [try SoundJournal.entry(1)]
      let key = try SealingKey()
      sealed.key = .drawn(key)
      sealed.state = try SoundJournal.state(
        of: late,
        entries: 1,
        isAtRest: true,
        under: key,
        revision: 1
      )
      try await journal.take([clear, sealed])
      try journal.close()
      let lines = try JournalReader(path: path).check().problems.map(\.description)
      #expect(
        lines == [
          "call \(early.digest): its state is in clear", "call \(late.digest): it has a key",
        ]
      )
    }
  }

  @Test func `a broken page is named, and nothing else is said`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let database = try DatabaseQueue(path: path)
      let (page, size) = try await database.read { database in
        let sql = "SELECT rootpage FROM sqlite_master WHERE name = 'call_started'"
        return (
          try #require(try Int.fetchOne(database, sql: sql)),
          try #require(try Int.fetchOne(database, sql: "PRAGMA page_size"))
        )
      }
      try database.close()
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: UInt64((page - 1) * size))
      try file.write(contentsOf: Data(repeating: 0, count: size))
      try file.close()
      let report = try JournalReader(path: path).check()
      #expect(report.problemCount > 0)
      #expect(report.problems.allSatisfy { $0.subject == .table("call") }, "\(report.problems)")
    }
  }

  @Test func `of very much that is wrong only so much is named`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let count = JournalReport.problemLimit + 5
      try await DatabaseQueue(path: path).write { database in
        for number in 0..<count {
          let sql = "INSERT INTO recording (id, call_id) VALUES (?, 'nobody')"
          try database.execute(sql: sql, arguments: ["lost \(number)"])
        }
      }
      let report = try JournalReader(path: path).check()
      #expect(report.problemCount == count)
      #expect(report.problems.count == JournalReport.problemLimit)
    }
  }

  @Test func `a server that writes meanwhile makes nothing wrong`() async throws {
    try await TemporaryFolder.use { folder in
      let path = folder.path("calls.sqlite")
      try await SoundJournal.write(to: path)
      let journal = try SQLiteJournal(path: path)
      let reader = try JournalReader(path: path)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for number in 0..<200 { try await journal.take(try SoundJournal.brief(number)) }
        }
        for _ in 0..<10 { #expect(try reader.check().problems == []) }
        try await group.waitForAll()
      }
      let report = try reader.check()
      #expect(report.problems == [])
      #expect(report.calls == 202)
    }
  }

  @Test func `numbers far apart and near are in a set that they were put into`() {
    var set = NumberSet()
    let numbers: [Int64] = [0, 1, 63, 64, 4_095, 4_096, 1 << 40, -1, .min, .max]
    for number in numbers {
      #expect(!set.contains(number))
      set.insert(number)
    }
    #expect(numbers.allSatisfy(set.contains))
    #expect(![2, 62, 65, 4_097, -2].contains(where: set.contains))
  }
}

/// Something that is wrong, and the line that names it.
struct PlantedProblem: Sendable, CustomTestStringConvertible {
  let sql: String
  let line: String

  var testDescription: String { line }

  init(_ sql: String, _ line: String) {
    self.sql = sql
    self.line = line
  }
}

private let openDigest = SoundJournal.open.digest
private let endedDigest = SoundJournal.ended.digest
private let laterDigest = SoundJournal.later.digest
private let unreadable = "the stored form cannot be read or written: it is cut off at byte 0"
private let closed =
  "the stored form cannot be read or written: it does not open with the key that is there"

private let plantedProblems: [PlantedProblem] = [
  // Tables and columns.
  .init("DROP INDEX call_started", "the file: `call_started` is missing"),
  .init("CREATE TABLE extra (a)", "the file: `extra` is no part of a journal"),
  .init(
    "DROP INDEX call_started; CREATE INDEX call_started ON call (id)",
    "the file: `call_started` is not as a journal has it"
  ),
  .init("UPDATE call SET state = 'x'", "table call: values of `state` that are no blob: 2"),
  .init(
    "UPDATE entry SET time = 'x' WHERE number = 1",
    "table entry: values of `time` that are no integer: 1"
  ),
  // Calls.
  .init("UPDATE call SET id = 'x' WHERE number = 1", "call \(CallID("x").digest): its id is none"),
  .init(
    "UPDATE call SET revision = 0 WHERE number = 1",
    "call \(openDigest): it has had 0 advances"
  ),
  .init("UPDATE call SET ended_at = NULL", "call \(endedDigest): its end is half noted"),
  .init(
    "UPDATE call SET is_open = 0 WHERE number = 1",
    "call \(openDigest): it is closed and has not ended"
  ),
  .init(
    "UPDATE call SET is_open = 1",
    "call \(endedDigest): it has ended, nothing is open, and it is not closed"
  ),
  .init(
    "UPDATE call SET is_erased = 1 WHERE number = 1",
    "call \(openDigest): it is erased and open"
  ),
  .init(
    "UPDATE call SET is_erased = 1 WHERE number = 2",
    "call \(endedDigest): it is erased and has entries"
  ),
  .init(
    "UPDATE call SET is_erased = 1 WHERE number = 2",
    "call \(endedDigest): it is erased and has a state"
  ),
  .init("DELETE FROM version", "call \(openDigest): the version it keeps is not there"),
  // Their entries: 1 and 3 are those of the call that goes on.
  .init("DELETE FROM entry WHERE number = 1", "call \(openDigest): its entry 1 is missing"),
  .init(
    "UPDATE entry SET call = 2 WHERE number = 1",
    "call \(openDigest): its entry 1 is another call's"
  ),
  .init(
    "UPDATE entry SET sequence = 7 WHERE number = 1",
    "call \(openDigest): its entry 1 is not number 1"
  ),
  .init(
    "UPDATE entry SET previous = NULL WHERE number = 3",
    "call \(openDigest): its first entry is number 2"
  ),
  .init(
    "UPDATE entry SET previous = 3 WHERE number = 3",
    "call \(openDigest): its entry 3 follows a later one"
  ),
  .init(
    "UPDATE entry SET input = x'' WHERE number = 1",
    "call \(openDigest): its entry 1: \(unreadable)"
  ),
  .init(
    "UPDATE entry SET effects = x'' WHERE number = 2",
    "call \(endedDigest): its entry 2: \(unreadable)"
  ),
  .init(
    "UPDATE entry SET time = 7 WHERE number = 1",
    "call \(openDigest): its entry 1 is of another time"
  ),
  .init(
    "INSERT INTO entry SELECT 9, call, NULL, 1, time, input, effects FROM entry WHERE number = 1",
    "entry 9: no call leads to it"
  ),
  .init(
    "INSERT INTO entry SELECT 9, 7, NULL, 1, time, input, effects FROM entry WHERE number = 1",
    "entry 9: no call leads to it"
  ),
  // Their states.
  .init(
    "UPDATE call SET state = x'' WHERE number = 1",
    "call \(openDigest): its state: \(closed)"
  ),
  .init(
    "UPDATE call SET next_due = NULL",
    "call \(openDigest): its first timer is not when its row says"
  ),
  .init(
    "UPDATE call SET is_unsettled = 1 WHERE number = 2",
    "call \(endedDigest): whether something of it is unanswered is not as its row says"
  ),
  .init(
    "UPDATE call SET state = x'' WHERE number = 2",
    "call \(endedDigest): its state: \(unreadable)"
  ),
  .init(
    "UPDATE call SET revision = 3 WHERE number = 1",
    "call \(openDigest): its state: \(closed)"
  ),
  // Their keys.
  .init(
    "UPDATE call_key SET key = randomblob(32) WHERE id = '\(SoundJournal.open.rawValue)'",
    "call \(openDigest): its state: \(closed)"
  ),
  .init("UPDATE call_key SET key = x'00'", "call \(openDigest): its key is none"),
  .init("UPDATE call_key SET key = 'x'", "table call_key: values of `key` that are no blob: 2"),
  .init(
    "DELETE FROM call_key WHERE id = '\(SoundJournal.open.rawValue)'",
    "call \(openDigest): it has no key that opens its state"
  ),
  .init(
    "INSERT INTO call_key VALUES ('\(SoundJournal.ended.rawValue)', zeroblob(32))",
    "call \(endedDigest): there is a key of it, and nothing that it opens"
  ),
  .init(
    "DELETE FROM call_key WHERE id = '\(SoundJournal.later.rawValue)'",
    "scheduled call \(laterDigest): its key is missing"
  ),
  .init(
    "UPDATE call SET connection_id = 'c' WHERE number = 1",
    "call \(openDigest): its connection is not the one of its state"
  ),
  .init(
    "UPDATE call SET last_entry = NULL WHERE number = 1",
    "call \(openDigest): it has 0 entries, and its state says 2"
  ),
  .init("DELETE FROM recording", "call \(openDigest): its recording r1 leads to no call"),
  // What is beside them.
  .init("UPDATE recording SET call_id = 'nobody'", "recording r1: its call is not there"),
  .init(
    "INSERT INTO version SELECT 'v0', flow, environment, files FROM version",
    "version v0: no call needs it"
  ),
  .init("UPDATE version SET files = x''", "version v1: it is cut off at byte 0"),
  .init(
    "UPDATE scheduled SET id = '\(SoundJournal.ended.rawValue)'",
    "scheduled call \(endedDigest): it has begun already"
  ),
  .init(
    """
    UPDATE scheduled SET id = '\(String(repeating: "d", count: 32))';
    UPDATE call_key SET id = '\(String(repeating: "d", count: 32))'
      WHERE id = '\(SoundJournal.later.rawValue)'
    """,
    "scheduled call \(CallID(String(repeating: "d", count: 32)).digest): \(closed)"
  ),
  .init(
    "UPDATE scheduled SET due = 1",
    "scheduled call \(laterDigest): it is due at another time than its row says"
  ),
  .init("UPDATE scheduled SET call = x''", "scheduled call \(laterDigest): \(closed)"),
  .init("UPDATE flag SET revision = 0", "flag emergency: its revision is 0"),
  .init("UPDATE flag SET value = x''", "flag emergency: \(unreadable)"),
]
