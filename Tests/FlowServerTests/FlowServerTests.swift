import CallModel
import FlowRuntime
import HTTPTransport
import TestSupport
import Testing

@testable import FlowServer

@Suite(.hangLimit)
struct FlowServerTests {
  @Test func `a call is taken, played to and hung up over HTTP, each request signed`() async throws
  {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = MemoryJournal()
      try await TestServer.run(journal: journal, in: folder) { test in
        let id = try await test.ring()
        await test.service.wait(for: ":answer")
        let authorization = test.service.firstHeaders?["Authorization"] ?? ""
        #expect(authorization.hasPrefix("HMAC-SHA256 SignedHeaders=x-ms-date;host;"))
        let answer = try #require(test.service.bodies(":answer").first)
        #expect(answer.contains("https://calls.example/api/callbacks/\(id)"))
        #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
        await test.service.wait(for: ":play")
        #expect(await test.tell(id, "PlayCompleted", id: "e2", context: "2.1") == 200)
        await test.service.wait(for: ":terminate")
        #expect(await test.tell(id, "CallDisconnected", id: "e3") == 200)
        await eventually { await isOver(id, journal) }
        #expect(await test.tell(id, "CallDisconnected", id: "e3") == 200)
      }
    }
  }

  @Test func `a server that is stopped in the middle of a call goes on with it`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let journal = MemoryJournal()
      let id = try await ringAndStop(journal, folder)
      try await TestServer.run(journal: journal, in: folder) { test in
        #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
        await test.service.wait(for: ":play")
        #expect(!test.service.actions.contains { $0.hasSuffix(":answer") })
      }
    }
  }

  private func ringAndStop(
    _ journal: MemoryJournal,
    _ folder: TemporaryFolder
  ) async throws -> CallID {
    let box = Box<CallID>()
    try await TestServer.run(journal: journal, in: folder) { test in
      let id = try await test.ring()
      await test.service.wait(for: ":answer")
      await eventually { await isAnswered(id, journal) }
      box.value = id
    }
    return try #require(box.value)
  }

  @Test func `a changed flow is served, a broken one is not, and a live call keeps its own`()
    async throws
  {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      try await TestServer.run(in: folder) { test in
        let old = try await test.ring("old")
        await test.service.wait(for: ":answer")
        try folder.write(greeting(file: "new"), to: "greeting.yaml")
        await eventually { test.reloads.count == 1 }
        try folder.write("flow: greeting\nblox: {}", to: "greeting.yaml")
        await eventually { test.reloads.count == 2 }
        guard case .refused = test.reloads.last else {
          Issue.record("a broken flow was served")
          return
        }
        let new = try await test.ring("new")
        await test.service.wait(for: ":answer", count: 2)
        #expect(await test.tell(old, "CallConnected", id: "e1") == 200)
        #expect(await test.tell(new, "CallConnected", id: "e2") == 200)
        await test.service.wait(for: ":play", count: 2)
        let bodies = test.service.bodies(":play")
        #expect(bodies.count { $0.contains("hello.wav") } == 1)
        #expect(bodies.count { $0.contains("new.wav") } == 1)
      }
    }
  }

  @Test(arguments: [nil, "kept"] as [String?])
  func `who serves a flow that keeps recordings is told where there is no folder`(
    recordings: String?
  ) async throws {
    let log = LogLines()
    let name: @Sendable (String) -> Bool = { line in
      line.contains("fetches recordings into a folder") && line.contains("flow=fetching")
    }
    try await TemporaryFolder.use { folder in
      try folder.write(fetching(to: "office"), to: "fetching.yaml")
      let kept = recordings.map { "\(folder.path)/\($0)" }
      let configure: @Sendable (inout ServerConfiguration) -> Void = { $0.recordings = kept }
      try await TestServer.run(in: folder, log: log, configure: configure) { test in
        #expect(log.lines.count(where: name) == (recordings == nil ? 1 : 0))
        try folder.write(fetching(to: "https://store.contoso.com/x"), to: "fetching.yaml")
        await eventually { test.reloads.count == 1 }
        try folder.write(fetching(to: "elsewhere"), to: "fetching.yaml")
        await eventually { test.reloads.count == 2 }
        #expect(log.lines.count(where: name) == (recordings == nil ? 2 : 0))
      }
    }
  }

  private func fetching(to target: String) -> String {
    """
    flow: fetching
    blocks: { main: [answer, { record: start }, hangUp] }
    on: { recordingReady: [{ fetch: { to: "\(target)" } }] }
    """
  }

  @Test func `flows with errors do not start a server`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write("flow: greeting\nblox: {}", to: "greeting.yaml")
      await #expect(throws: ServerStartError.self) {
        try await TestServer.run(in: folder) { _ in }
      }
    }
  }
}

/// Whether the call's end is in the journal.
private func isOver(_ id: CallID, _ journal: MemoryJournal) async -> Bool {
  do { return try await journal.call(id)?.end != nil } catch { return false }
}

/// Whether the call's connection is in the journal.
func isAnswered(_ id: CallID, _ journal: MemoryJournal) async -> Bool {
  do { return try await journal.call(id)?.connectionID != nil } catch { return false }
}
