import CallModel
import FlowRuntime
import HTTPTransport
import TestSupport
import Testing

@testable import FlowServer

/// Commands of which no event comes, over HTTP.
///
/// Source: SEMANTICS.md, rule 63.
@Suite(.hangLimit)
struct UncertainTests {
  /// Runs a call whose prompt is asked for and never told of, at a service that answers reads so.
  private func untold(
    reads: HTTPResponse,
    _ body: @escaping @Sendable (FakeService, MemoryJournal, CallID) async throws -> Void
  ) async throws {
    try await TemporaryFolder.use { folder in
      let step = "    - play: hello"
      let flow = greeting().replacing(step, with: step + "\n      on: { failed: lost }")
      try folder.write(flow + lost, to: "greeting.yaml")
      let service = FakeService()
      let journal = MemoryJournal()
      try await TestServer.run(
        journal: journal,
        in: folder,
        time: FastClock(factor: 40).hostTime,
        answering: { request in
          let answer = service.respond(to: request)
          return request.method == "GET" ? reads : answer
        },
        { test in
          let id = try await test.ring()
          await service.wait(for: ":answer")
          #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
          await service.wait(for: ":play")
          try await body(service, journal, id)
        }
      )
    }
  }

  @Test func `a call that goes on is read before its step has failed`() async throws {
    let connected = HTTPResponse.json(200, Array(#"{"callConnectionState":"connected"}"#.utf8))
    try await untold(reads: connected) { service, journal, id in
      await service.wait(for: ":play", count: 2)
      let actions = service.actions.map { $0.split(separator: ":").last.map(String.init) }
      #expect(actions == ["answer", "play", "connection-1", "cancelAllMediaOperations", "play"])
      #expect(service.bodies(":play").last?.contains("sorry.wav") == true)
    }
  }

  @Test func `a call that is gone is over, and nothing more is asked of it`() async throws {
    let gone = #"{"error":{"code":"8522","message":"Call not found."}}"#
    try await untold(reads: .json(404, Array(gone.utf8))) { service, journal, id in
      await eventually { await journal.end(of: id) != nil }
      #expect(await journal.end(of: id)?.manner == .over)
      #expect(!service.actions.contains { $0.hasSuffix(":terminate") })
    }
  }
}

private let lost = """

    lost:
      - play: { file: "https://media.contoso.com/sorry.wav" }
      - hangUp
  """

extension MemoryJournal {
  /// How a call ended; nil as long as it goes on.
  fileprivate func end(of id: CallID) async -> CallEnd? {
    do { return try await call(id)?.end } catch { return nil }
  }
}
