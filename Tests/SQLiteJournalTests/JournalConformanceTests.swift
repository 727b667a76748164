import CallModel
import FlowEngine
import FlowLanguage
import FlowRuntime
import Foundation
import SQLiteJournal
import TestSupport
import Testing

/// The journals that have to behave alike.
enum JournalKind: String, CaseIterable, Sendable {
  case memory, sqlite

  /// Gives an empty journal to the body.
  func open(_ body: (any Journal) async throws -> Void) async throws {
    switch self {
    case .memory: try await body(MemoryJournal())
    case .sqlite:
      try await TemporaryFolder.use { folder in
        try await body(try SQLiteJournal(path: folder.path("calls.sqlite")))
      }
    }
  }
}

/// A folder that is there while a test runs.
struct TemporaryFolder {
  private let url: URL

  static func use(_ body: (TemporaryFolder) async throws -> Void) async throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("journal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: url) } catch { Issue.record(error) }
    }
    try await body(TemporaryFolder(url: url))
  }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// The version of the tests' calls.
let version = StoredVersion(
  hash: VersionHash("v1"),
  flow: "greeting",
  environment: "prod",
  files: [ProjectFile(path: "greeting.yaml", bytes: [1, 2, 0, 255])]
)

extension Journal {
  /// Writes advances of which none is to be rejected.
  func take(_ advances: [CallAdvance]) async throws {
    #expect(try await write(advances) == [:])
  }
}

/// An advance that follows on another one of its call.
func following(_ id: String, _ revision: Int = 1) -> CallAdvance {
  var advance = CallAdvance(callID: CallID(id), revision: revision)
  advance.state = Data("state-\(revision + 1)".utf8)
  return advance
}

/// An advance that ends its call.
func ending(_ id: String, at time: Int64 = 9, _ revision: Int = 1) -> CallAdvance {
  var advance = following(id, revision)
  advance.end = CallEnd(.over, at: Timestamp(milliseconds: time))
  advance.isLast = true
  return advance
}

/// A line of a call's journal.
func line(_ sequence: Int) -> EntryRow {
  EntryRow(
    sequence: sequence,
    time: Timestamp(milliseconds: 1_000),
    input: Data("in \(sequence)".utf8),
    effects: Data("out".utf8)
  )
}

/// An advance that begins a call.
func beginning(
  _ id: String,
  at time: Int64 = 1_000,
  _ version: StoredVersion = version
)
  -> CallAdvance
{
  var advance = CallAdvance(callID: CallID(id), revision: 0)
  advance.creation = CallCreation(
    version: version,
    startedAt: Timestamp(milliseconds: time),
    from: "4:+14255550123",
    to: "28:orgid:x"
  )
  advance.state = Data("state-1".utf8)
  return advance
}

@Suite struct JournalConformanceTests {
  @Test(arguments: JournalKind.allCases)
  func `of a flag the newest change is kept, in whatever order they come`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      #expect(try await journal.flags().isEmpty)
      let first = StoredFlag(name: "emergency", value: Data([1, 2]), revision: 1)
      let taken = StoredFlag(name: "emergency", value: nil, revision: 2)
      let other = StoredFlag(name: "notice", value: Data(), revision: 3)
      for flag in [first, taken, first, other] { try await journal.keep(flag) }
      let kept = try await journal.flags().sorted { $0.name < $1.name }
      #expect(kept == [taken, other])
      let last = StoredFlag(name: "emergency", value: Data([3]), revision: 4)
      try await journal.keep(last)
      #expect(try await journal.flags().contains(last))
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `what one advance wrote is read back`(kind: JournalKind) async throws {
    try await kind.open { journal in
      var advance = beginning("a")
      advance.connectionID = CallConnectionID("c-1")
      advance.entries = [line(1), line(2)]
      try await journal.take([advance])
      let call = try #require(try await journal.call(CallID("a")))
      #expect(call.state == Data("state-1".utf8))
      #expect(call.revision == 1)
      #expect(call.version == version.hash)
      #expect(call.flow == "greeting")
      #expect(call.connectionID == CallConnectionID("c-1"))
      #expect(call.end == nil)
      #expect(try await journal.entries(of: CallID("a")) == [line(1), line(2)])
      #expect(try await journal.version(version.hash) == version)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `states of any length come back as they were`(kind: JournalKind) async throws {
    try await kind.open { journal in
      try await journal.take([beginning("a")])
      for (revision, length) in [0, 1, 123, 124, 125, 128, 5_000, 3].enumerated() {
        var advance = following("a", revision + 1)
        advance.state = Data(repeating: 7, count: length)
        try await journal.take([advance])
        #expect(try await journal.call(CallID("a"))?.state == advance.state)
      }
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `lines of calls that go on side by side stay apart, in order`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      try await journal.take([beginning("a"), beginning("b")])
      for revision in 1...5 {
        for id in ["a", "b"] {
          var advance = following(id, revision)
          advance.entries = [line(2 * revision), line(2 * revision + 1)]
          try await journal.take([advance])
        }
      }
      for id in ["a", "b"] {
        let entries = try await journal.entries(of: CallID(id))
        #expect(entries.map(\.sequence) == Array(2...11))
      }
      #expect(try await journal.entries(of: CallID("nobody")).isEmpty)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a recording leads to its call, the first that named it`(kind: JournalKind) async throws {
    try await kind.open { journal in
      let recording = RecordingID("r1")
      #expect(try await journal.call(ofRecording: recording) == nil)
      try await journal.take([beginning("a"), beginning("b")])
      for id in ["a", "b"] {
        var advance = following(id)
        advance.recordings = [recording]
        try await journal.take([advance])
      }
      try await journal.take([ending("a", 2)])
      #expect(try await journal.call(ofRecording: recording) == CallID("a"))
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a scheduled call is there until it begins or never does`(kind: JournalKind) async throws {
    try await kind.open { journal in
      let due = Timestamp(milliseconds: 5_000)
      let rows = ["b", "c"].map { id in
        ScheduledRow(id: CallID(id), due: due, call: Data("call \(id)".utf8), key: nil)
      }
      var asking = beginning("a")
      asking.scheduled = rows
      try await journal.take([asking])
      let ids = ["a", "b", "d"].map { CallID($0) }
      let found = try await journal.find(ids)
      #expect(found[ids[1]] == .scheduled(rows[0]))
      #expect(found[ids[2]] == nil)
      guard case .call? = found[ids[0]] else {
        Issue.record("the call that asked is not there")
        return
      }
      #expect(try await journal.openCalls().map(\.id) == [CallID("a")])
      #expect(try await Set(journal.scheduledCalls()) == Set(rows.map(\.alarm)))

      var begun = beginning("b")
      begun.isUnscheduled = true
      var canceled = CallAdvance(callID: CallID("c"), revision: 0)
      canceled.isUnscheduled = true
      try await journal.take([begun, canceled])
      #expect(try await journal.call(CallID("b")) != nil)
      #expect(try await journal.find([CallID("c")]).isEmpty)
      #expect(try await journal.scheduledCalls().isEmpty)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a later advance changes only what it names`(kind: JournalKind) async throws {
    try await kind.open { journal in
      var first = beginning("a")
      first.connectionID = CallConnectionID("c-1")
      first.entries = [line(1)]
      try await journal.take([first, following("a")])
      let call = try #require(try await journal.call(CallID("a")))
      #expect(call.state == Data("state-2".utf8))
      #expect(call.revision == 2)
      #expect(call.connectionID == CallConnectionID("c-1"))
      #expect(try await journal.entries(of: CallID("a")).count == 1)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `what does not follow on what is stored is left out alone, with nothing of it written`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      try await journal.take([beginning("a")])
      var late = following("a", 0)
      late.entries = [line(1)]
      late.recordings = [RecordingID("late")]
      var again = beginning("a")
      again.isUnscheduled = true
      let rejected = try await journal.write([
        beginning("b"), again, following("nobody"), late, following("a"), following("a"),
      ])
      let id = CallID("a")
      #expect(
        rejected == [
          1: .duplicateCall(id), 2: .unknownCall(CallID("nobody")), 3: .conflict(id),
          5: .conflict(id),
        ]
      )
      #expect(try await journal.call(CallID("b")) != nil)
      #expect(try await journal.call(id)?.revision == 2)
      #expect(try await journal.entries(of: id).isEmpty)
      #expect(try await journal.call(ofRecording: RecordingID("late")) == nil)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `who claims a partition last writes to it, and nobody else`(kind: JournalKind) async throws {
    try await kind.open { journal in
      let (ours, theirs) = (CallID("0a"), CallID("0b"))
      let both = Set([ours, theirs].map { Partition(of: $0) })
      let first = try await journal.claim(both)
      #expect(first.partitions == both)
      #expect(try await journal.write([beginning("0a"), beginning("0b")], under: first) == [:])
      let second = try await journal.claim([Partition(of: theirs)])
      try await journal.renew(second)
      let lost = JournalError.leaseLost(Partition(of: theirs))
      #expect(lost.isOutage)
      await #expect(throws: lost) { try await journal.renew(first) }
      // Nothing of a batch is written of which one is somebody else's.
      let batch = [following("0a"), following("0b")]
      await #expect(throws: lost) { try await journal.write(batch, under: first) }
      await #expect(throws: JournalError.leaseLost(Partition(of: ours))) {
        try await journal.write(batch, under: second)
      }
      #expect(try await journal.write([following("0a")], under: first) == [:])
      #expect(try await journal.write([following("0b")], under: second) == [:])
      for id in [ours, theirs] { #expect(try await journal.call(id)?.revision == 2) }
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `what was given back is nobody's, and who lost it gives nothing back`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      let partition = Partition(of: CallID("0a"))
      let first = try await journal.claim([partition])
      let second = try await journal.claim([partition])
      await journal.release(first)
      #expect(try await journal.write([beginning("0a")], under: second) == [:])
      await journal.release(second)
      await #expect(throws: JournalError.leaseLost(partition)) {
        try await journal.write([following("0a")], under: second)
      }
      await #expect(throws: JournalError.leaseLost(partition)) {
        try await journal.write([following("0a")], under: Leases())
      }
      #expect(try await journal.write([], under: Leases()) == [:])
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `who asks is told of the calls of some partitions alone`(kind: JournalKind) async throws {
    try await kind.open { journal in
      let row = { (id: String) in
        ScheduledRow(id: CallID(id), due: Timestamp(milliseconds: 5), call: Data(), key: nil)
      }
      var advance = beginning("0a")
      advance.scheduled = [row("0c"), row("0d")]
      try await journal.take([advance, beginning("0b")])
      let some = Set(["0b", "0d"].map { Partition(of: CallID($0)) })
      #expect(try await journal.openCalls(in: some).map(\.id) == [CallID("0b")])
      #expect(try await journal.scheduledCalls(in: some).map(\.callID) == [CallID("0d")])
      #expect(try await journal.openCalls(in: []).isEmpty)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `an ended call keeps its lines and is not open`(kind: JournalKind) async throws {
    try await kind.open { journal in
      var end = ending("a")
      end.entries = [line(1)]
      try await journal.take([beginning("a"), end])
      #expect(try await journal.call(CallID("a"))?.end == end.end)
      #expect(try await journal.entries(of: CallID("a")).count == 1)
      #expect(try await journal.openCalls().isEmpty)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a version goes with its last call`(kind: JournalKind) async throws {
    try await kind.open { journal in
      try await journal.take([beginning("a"), beginning("b")])
      for (id, isKept) in [("a", true), ("b", false)] {
        try await journal.take([ending(id)])
        #expect((try await journal.version(version.hash) != nil) == isKept)
      }
      try await journal.take([beginning("c")])
      #expect(try await journal.version(version.hash) == version)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `open calls tell what is unanswered and when they are due`(kind: JournalKind) async throws {
    try await kind.open { journal in
      var due = beginning("b-due")
      due.nextDue = Timestamp(milliseconds: 100)
      var unanswered = beginning("c-unanswered")
      unanswered.isUnsettled = true
      // What ends it is not answered yet.
      var ended = ending("d-ended")
      ended.isUnsettled = true
      ended.isLast = false
      try await journal.take([beginning("d-ended"), due, unanswered, beginning("a"), ended])
      let marks = [
        OpenCall(id: CallID("a"), isUnsettled: false),
        OpenCall(id: CallID("b-due"), isUnsettled: false, nextDue: due.nextDue),
        OpenCall(id: CallID("c-unanswered"), isUnsettled: true),
        OpenCall(id: CallID("d-ended"), isUnsettled: true),
      ]
      #expect(try await journal.openCalls() == marks)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `the last calls are listed first`(kind: JournalKind) async throws {
    try await kind.open { journal in
      try await journal.take([beginning("a", at: 1), beginning("b", at: 3), beginning("c", at: 2)])
      let outlines = try await journal.outlines(limit: 2)
      #expect(outlines.map(\.id.rawValue) == ["b", "c"])
      #expect(outlines.first?.from == "4:+14255550123")
      #expect(try await journal.outlines(limit: -1).isEmpty)
      let version = try #require(outlines.first?.version.rawValue)
      let same = try await journal.outlines(versionPrefix: String(version.prefix(4)), limit: 9)
      #expect(same.map(\.id.rawValue) == ["b", "c", "a"])
      #expect(try await journal.outlines(versionPrefix: "%", limit: 9).isEmpty)
      #expect(try await journal.outlines(versionPrefix: version + "0", limit: 9).isEmpty)
      let digest = CallID("c").digest
      let found = try await journal.outlines(digestPrefix: String(digest.prefix(8)), limit: 2)
      #expect(found.map(\.id.rawValue) == ["c"])
      #expect(
        try await journal.outlines(digestPrefix: "", limit: 2).map(\.id) == outlines.map(\.id)
      )
      #expect(try await journal.outlines(digestPrefix: "xyz", limit: 2).isEmpty)
    }
  }
}
