import CallModel
import FlowRuntime
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// A journal that takes its time to tell which calls are open.
private final class SlowJournal: ForwardingJournal {
  let journal: MemoryJournal
  private let state = Mutex((isAsked: false, isOpen: false))

  init(_ journal: MemoryJournal) { self.journal = journal }

  var isAsked: Bool { state.withLock { $0.isAsked } }
  func open() { state.withLock { $0.isOpen = true } }

  func openCalls(
    in partitions: Set<Partition>
  ) async throws(JournalError) -> [OpenCall] {
    let calls = try await journal.openCalls(in: partitions)
    state.withLock { $0.isAsked = true }
    await eventually { self.state.withLock { $0.isOpen } }
    return calls
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
