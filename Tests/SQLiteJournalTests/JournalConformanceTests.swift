import CallModel
import FlowEngine
import FlowLanguage
import FlowRuntime
import Foundation
import SQLiteJournal
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

/// An advance that begins a call.
func beginning(
  _ id: String,
  at time: Int64 = 1_000,
  _ version: StoredVersion = version
)
  -> CallAdvance
{
  var advance = CallAdvance(callID: CallID(id))
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
      let row = EntryRow(
        sequence: 1,
        time: Timestamp(milliseconds: 1_000),
        input: Data("in".utf8),
        effects: Data("out".utf8)
      )
      advance.entries = [row]
      advance.outboxAdded = [
        OutboxRow(position: 2, effect: Data("two".utf8)),
        OutboxRow(position: 1, effect: Data("one".utf8)),
      ]
      advance.timersSet = [TimerID("t"): Timestamp(milliseconds: 5_000)]
      try await journal.write([advance])
      let call = try #require(try await journal.call(CallID("a")))
      #expect(call.state == Data("state-1".utf8))
      #expect(call.version == version.hash)
      #expect(call.flow == "greeting")
      #expect(call.connectionID == CallConnectionID("c-1"))
      #expect(call.end == nil)
      #expect(call.entryCount == 1)
      #expect(call.lastPosition == 2)
      #expect(call.outbox.map(\.position) == [1, 2])
      #expect(call.timers == [TimerID("t"): Timestamp(milliseconds: 5_000)])
      #expect(try await journal.entries(of: CallID("a")) == [row])
      #expect(try await journal.version(version.hash) == version)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a recording leads to its call, the first that named it`(kind: JournalKind) async throws {
    try await kind.open { journal in
      let recording = RecordingID("r1")
      #expect(try await journal.call(ofRecording: recording) == nil)
      try await journal.write([beginning("a"), beginning("b")])
      for id in ["a", "b"] {
        var advance = CallAdvance(callID: CallID(id))
        advance.recordings = [recording]
        try await journal.write([advance])
      }
      var end = CallAdvance(callID: CallID("a"))
      end.end = CallEnd(.over, at: Timestamp(milliseconds: 9))
      try await journal.write([end])
      #expect(try await journal.call(ofRecording: recording) == CallID("a"))
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a scheduled call is there, with its timer, until it begins or never does`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      let due = Timestamp(milliseconds: 5_000)
      let rows = ["b", "c"].map { id in
        ScheduledRow(id: CallID(id), due: due, call: Data("call \(id)".utf8))
      }
      var asking = beginning("a")
      asking.scheduled = rows
      asking.timersSet = [TimerID("own"): due]
      try await journal.write([asking])
      #expect(try await journal.scheduled(CallID("b")) == rows[0])
      #expect(try await journal.scheduled(CallID("a")) == nil)
      #expect(try await journal.call(CallID("b")) == nil)
      #expect(try await journal.openCalls(dueBy: due).map(\.id) == [CallID("a")])
      let own = StoredTimer(callID: CallID("a"), id: TimerID("own"), due: due)
      #expect(try await Set(journal.timers()) == Set([own] + rows.map(\.timer)))

      var begun = beginning("b")
      begun.isUnscheduled = true
      var canceled = CallAdvance(callID: CallID("c"))
      canceled.isUnscheduled = true
      try await journal.write([begun, canceled])
      #expect(try await journal.scheduled(CallID("b")) == nil)
      #expect(try await journal.scheduled(CallID("c")) == nil)
      #expect(try await journal.call(CallID("b")) != nil)
      #expect(try await journal.call(CallID("c")) == nil)
      #expect(try await journal.timers() == [own])
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a later advance changes only what it names`(kind: JournalKind) async throws {
    try await kind.open { journal in
      var first = beginning("a")
      first.connectionID = CallConnectionID("c-1")
      first.outboxAdded = (1...3).map { OutboxRow(position: $0, effect: Data()) }
      first.timersSet = [
        TimerID("old"): Timestamp(milliseconds: 1), TimerID("kept"): Timestamp(milliseconds: 2),
      ]
      var second = CallAdvance(callID: CallID("a"))
      second.outboxRemoved = [1, 3, 99]
      second.timersRemoved = [TimerID("old")]
      second.timersSet = [TimerID("kept"): Timestamp(milliseconds: 9)]
      try await journal.write([first, second])
      let call = try #require(try await journal.call(CallID("a")))
      #expect(call.state == Data("state-1".utf8))
      #expect(call.connectionID == CallConnectionID("c-1"))
      #expect(call.outbox.map(\.position) == [2])
      #expect(call.lastPosition == 3)
      #expect(call.timers == [TimerID("kept"): Timestamp(milliseconds: 9)])
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `advances are written all together or not at all`(kind: JournalKind) async throws {
    try await kind.open { journal in
      try await journal.write([beginning("a")])
      await #expect(throws: JournalError.duplicateCall(CallID("a"))) {
        try await journal.write([beginning("b"), beginning("a")])
      }
      #expect(try await journal.call(CallID("b")) == nil)
      await #expect(throws: JournalError.self) {
        try await journal.write([beginning("c"), CallAdvance(callID: CallID("nobody"))])
      }
      #expect(try await journal.call(CallID("c")) == nil)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `an ended call keeps its lines and loses its timers`(kind: JournalKind) async throws {
    try await kind.open { journal in
      var advance = beginning("a")
      advance.timersSet = [TimerID("t"): Timestamp(milliseconds: 5_000)]
      var end = CallAdvance(callID: CallID("a"))
      end.entries = [
        EntryRow(sequence: 1, time: Timestamp(milliseconds: 2), input: Data(), effects: Data())
      ]
      end.end = CallEnd(.over, at: Timestamp(milliseconds: 9_000))
      try await journal.write([advance, end])
      #expect(try await journal.call(CallID("a"))?.end == end.end)
      #expect(try await journal.timers().isEmpty)
      #expect(try await journal.entries(of: CallID("a")).count == 1)
      #expect(try await journal.openCalls(dueBy: Timestamp(milliseconds: .max)).isEmpty)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `a version goes with its last call`(kind: JournalKind) async throws {
    try await kind.open { journal in
      try await journal.write([beginning("a"), beginning("b")])
      for (id, isKept) in [("a", true), ("b", false)] {
        var end = CallAdvance(callID: CallID(id))
        end.end = CallEnd(.over, at: Timestamp(milliseconds: 1))
        try await journal.write([end])
        #expect((try await journal.version(version.hash) != nil) == isKept)
      }
      try await journal.write([beginning("c")])
      #expect(try await journal.version(version.hash) == version)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `calls with something unanswered or due are unsettled, the others parked`(
    kind: JournalKind
  ) async throws {
    try await kind.open { journal in
      var due = beginning("b-due")
      due.timersSet = [TimerID("t"): Timestamp(milliseconds: 100)]
      var unanswered = beginning("c-unanswered")
      unanswered.outboxAdded = [OutboxRow(position: 1, effect: Data())]
      var parked = beginning("a-parked")
      parked.timersSet = [TimerID("t"): Timestamp(milliseconds: 101)]
      var ended = beginning("d-ended")
      ended.end = CallEnd(.faulted, at: Timestamp(milliseconds: 1))
      ended.outboxAdded = [OutboxRow(position: 1, effect: Data())]
      try await journal.write([due, unanswered, parked, ended])
      let open = try await journal.openCalls(dueBy: Timestamp(milliseconds: 100))
      #expect(
        open == [
          OpenCall(id: CallID("a-parked"), isUnsettled: false),
          OpenCall(id: CallID("b-due"), isUnsettled: true),
          OpenCall(id: CallID("c-unanswered"), isUnsettled: true),
          OpenCall(id: CallID("d-ended"), isUnsettled: true),
        ]
      )
      #expect(try await journal.timers().count == 2)
    }
  }

  @Test(arguments: JournalKind.allCases)
  func `the last calls are listed first`(kind: JournalKind) async throws {
    try await kind.open { journal in
      try await journal.write([beginning("a", at: 1), beginning("b", at: 3), beginning("c", at: 2)])
      let outlines = try await journal.outlines(limit: 2)
      #expect(outlines.map(\.id.rawValue) == ["b", "c"])
      #expect(outlines.first?.from == "4:+14255550123")
      #expect(try await journal.outlines(limit: -1).isEmpty)
    }
  }
}
