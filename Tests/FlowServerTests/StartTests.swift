import CallModel
import FlowRuntime
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// A journal that takes its time to tell its timers.
private final class SlowJournal: Journal {
  private let journal: MemoryJournal
  private let state = Mutex((isAsked: false, isOpen: false))

  init(_ journal: MemoryJournal) { self.journal = journal }

  var isAsked: Bool { state.withLock { $0.isAsked } }
  func open() { state.withLock { $0.isOpen = true } }

  func timers() async throws(JournalError) -> [StoredTimer] {
    let timers = try await journal.timers()
    state.withLock { $0.isAsked = true }
    await eventually { self.state.withLock { $0.isOpen } }
    return timers
  }

  func scheduled(_ id: CallID) async throws(JournalError) -> ScheduledRow? {
    try await journal.scheduled(id)
  }

  func write(_ advances: [CallAdvance]) async throws(JournalError) {
    try await journal.write(advances)
  }

  func probe(byWriting: Bool) async throws(JournalError) {
    try await journal.probe(byWriting: byWriting)
  }

  func call(_ id: CallID) async throws(JournalError) -> StoredCall? { try await journal.call(id) }

  func call(ofRecording id: RecordingID) async throws(JournalError) -> CallID? {
    try await journal.call(ofRecording: id)
  }

  func openCalls(dueBy time: Timestamp) async throws(JournalError) -> [OpenCall] {
    try await journal.openCalls(dueBy: time)
  }

  func version(_ hash: VersionHash) async throws(JournalError) -> StoredVersion? {
    try await journal.version(hash)
  }

  func entries(of id: CallID) async throws(JournalError) -> [EntryRow] {
    try await journal.entries(of: id)
  }

  func keep(_ flag: StoredFlag) async throws(JournalError) {
    try await journal.keep(flag)
  }

  func flags() async throws(JournalError) -> [StoredFlag] { try await journal.flags() }

  func outlines(limit: Int) async throws(JournalError) -> [CallOutline] {
    try await journal.outlines(limit: limit)
  }
}

@Suite(.hangLimit)
struct StartTests {
  @Test func `nothing is taken before it is known how calls were left`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let memory = MemoryJournal()
      let before = Box<(id: CallID, port: Int)>()
      try await TestServer.run(journal: memory, in: folder) { test in
        let id = try await test.ring()
        await test.service.wait(for: ":answer")
        await eventually { await isAnswered(id, memory) }
        before.value = (id, test.port)
      }
      let (id, port) = try #require(before.value)
      let journal = SlowJournal(memory)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await TestServer.run(journal: journal, in: folder, port: port) { test in
            #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
            await test.service.wait(for: ":play")
            #expect(await test.tell(id, "PlayCompleted", id: "e2", context: "2.1") == 200)
            await test.service.wait(for: ":terminate")
            #expect(test.service.actions.count { $0.hasSuffix(":play") } == 1)
          }
        }
        await eventually { journal.isAsked }
        #expect(try await isRefusing(port))
        journal.open()
        try await group.waitForAll()
      }
    }
  }
}

/// Whether nobody listens on a port.
private func isRefusing(_ port: Int) async throws -> Bool {
  let client = try HTTPClient()
  var isRefusing = false
  do {
    let request = HTTPClientRequest(method: "GET", url: "http://127.0.0.1:\(port)/healthz")
    _ = try await client.send(request)
  } catch {
    isRefusing = true
  }
  await client.shutdown()
  return isRefusing
}
