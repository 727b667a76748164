import CallModel
import FlowRuntime
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// A memory journal whose commits wait for as long as a test says.
private final class WaitingJournal: ForwardingJournal {
  let journal = MemoryJournal()
  private let state = Mutex((isClosed: false, waiting: 0))

  var waiting: Int { state.withLock { $0.waiting } }

  func close() { state.withLock { $0.isClosed = true } }
  func open() { state.withLock { $0.isClosed = false } }

  func write(
    _ advances: [CallAdvance],
    under leases: Leases
  ) async throws(JournalError) -> [Int: JournalError] {
    state.withLock { $0.waiting += 1 }
    await eventually { self.state.withLock { !$0.isClosed } }
    state.withLock { $0.waiting -= 1 }
    return try await journal.write(advances, under: leases)
  }
}

/// A memory journal that is well until a test says otherwise.
private final class RefusingJournal: ForwardingJournal {
  let journal = MemoryJournal()
  private let refuses = Mutex(false)

  func refuse() { refuses.withLock { $0 = true } }

  func renew(_ leases: Leases) async throws(JournalError) { try await probe() }

  func probe() async throws(JournalError) {
    if refuses.withLock({ $0 }) { throw .diskFull }
  }
}

/// What senders were answered.
private final class Statuses: Sendable {
  private let statuses = Mutex<[Int]>([])

  var all: [Int] { statuses.withLock { $0 } }
  func add(_ status: Int) { statuses.withLock { $0.append(status) } }
}

extension TestServer {
  /// The lines of an answer; none without one.
  fileprivate func lines(_ path: String) async -> [String] {
    do {
      return try await send("GET", path).lines
    } catch {
      return []
    }
  }
}

extension HTTPResponse {
  fileprivate var lines: [String] {
    String(decoding: body, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// What senders notice of load, and operators of several things that are wrong at once.
@Suite(.hangLimit)
struct LoadTests {
  /// Source: SEMANTICS.md, rule 62.
  @Test func `load makes senders wait, and no status tells them of it`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = WaitingJournal()
      let statuses = Statuses()
      try await TestServer.run(journal: journal, in: folder) { test in
        let id = try await test.ring()
        await test.service.wait(for: ":answer")
        journal.close()
        await withTaskGroup(of: Void.self) { group in
          // Each over a connection of its own.
          for number in 1...100 {
            group.addTask {
              let status = await test.tell(id, "ParticipantsUpdated", id: "e\(number)")
              statuses.add(status)
            }
          }
          await eventually { journal.waiting > 0 }
          // Whoever only asks is answered meanwhile.
          #expect(await test.status("GET", "/healthz") == 200)
          #expect(statuses.all.isEmpty)
          journal.open()
        }
        #expect(statuses.all == Array(repeating: 200, count: 100))
      }
    }
  }

  @Test func `readyz has a line for each thing that is wrong`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = RefusingJournal()
      let denied = #"{"error":{"code":"Unauthorized","message":"Denied by the resource"}}"#
      try await TestServer.run(
        journal: journal,
        in: folder,
        answering: { _ in .json(401, Array(denied.utf8)) },
        { test in
          for number in 1...3 { _ = try await test.ring("key-\(number)") }
          await eventually { await test.status("GET", "/readyz") == 503 }
          let one = try await test.send("GET", "/readyz")
          #expect(one.lines.count == 1, "\(one.lines)")
          journal.refuse()
          await eventually { await test.lines("/readyz").count == 2 }
          let two = try await test.send("GET", "/readyz")
          #expect(two.status == 503)
          #expect(two.lines.first == "nothing can be stored: the disk is full")
          #expect(two.lines.last == one.lines.first)
        }
      )
    }
  }
}
