import CallModel
import FlowRuntime
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// A call that is answered and never told to be connected, over HTTP.
///
/// Source: SEMANTICS.md, rule 63.
@Suite(.hangLimit)
struct UncertainTests {
  /// Runs it until its time is up, at a service that answers reads so.
  private func unconnected(
    reads: HTTPResponse,
    _ body: @escaping @Sendable (FakeService, MemoryJournal, CallID) async throws -> Void
  ) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let service = FakeService()
      let journal = MemoryJournal()
      let clock = ManualClock()
      let isTaken = Mutex(false)
      try await TestServer.run(
        journal: journal,
        in: folder,
        time: clock.hostTime,
        observer: { trace in
          if case .input(let input) = trace.content, input.summary == "answered 1.1" {
            isTaken.withLock { $0 = true }
          }
        },
        answering: { request in
          let answer = service.respond(to: request)
          return request.method == "GET" ? reads : answer
        },
        { test in
          let id = try await test.ring()
          await eventually { isTaken.withLock { $0 } }
          clock.advance(by: .seconds(31))
          try await body(service, journal, id)
        }
      )
    }
  }

  @Test func `a call that turns out to be connected goes on`() async throws {
    let connected = HTTPResponse.json(200, Array(#"{"callConnectionState":"connected"}"#.utf8))
    try await unconnected(reads: connected) { service, _, _ in
      await service.wait(for: ":play")
      let actions = service.actions.map { $0.split(separator: ":").last.map(String.init) }
      #expect(actions == ["answer", "connection-1", "play"])
    }
  }

  @Test func `a call that is gone is over, and nothing more is asked of it`() async throws {
    let gone = #"{"error":{"code":"8522","message":"Call not found."}}"#
    try await unconnected(reads: .json(404, Array(gone.utf8))) { service, journal, id in
      await eventually { await journal.end(of: id) != nil }
      #expect(await journal.end(of: id)?.manner == .over)
      #expect(!service.actions.contains { $0.hasSuffix(":terminate") })
    }
  }
}

extension MemoryJournal {
  /// How a call ended; nil as long as it goes on.
  fileprivate func end(of id: CallID) async -> CallEnd? {
    do { return try await call(id)?.end } catch { return nil }
  }
}
