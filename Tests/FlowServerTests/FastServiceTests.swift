import CallModel
import FlowRuntime
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import FlowServer

/// A service on its own that answers at once, and whose events come at the same time.
@Suite(.hangLimit)
struct FastServiceTests {
  private static let plays = 5
  private static let calls = 120

  @Test func `each prompt is sent once, however fast the service is`() async throws {
    try await TemporaryFolder.use { folder in
      let steps = Array(repeating: "    - play: hello", count: Self.plays)
      let flow = greeting().replacing("    - play: hello", with: steps.joined(separator: "\n"))
      try folder.write(flow, to: "greeting.yaml")
      let service = FastService()
      try await TestServer.run(in: folder, answering: { service.respond(to: $0) }) { test in
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { await service.tellEvents(to: test) }
          for number in 0..<Self.calls { _ = try await test.ring("key-\(number)") }
          await eventually { service.terminates == Self.calls }
          service.finish()
          try await group.waitForAll()
        }
        let prompts = service.prompts
        #expect(prompts.count == Self.plays * Self.calls)
        let again = prompts.filter { $0.value > 1 }
        #expect(again.isEmpty, "sent more than once: \(again)")
      }
    }
  }
}

/// Answers within a millisecond, and tells the event of each command at once.
private final class FastService: Sendable {
  private struct Told: Sendable {
    let type: String
    let connection: String
    let context: String?
    let number: Int
  }

  private struct State {
    var prompts: [String: Int] = [:]
    var terminates = 0
    var events = 0
  }

  private let state = Mutex(State())
  private let events = AsyncStream.makeStream(of: Told.self)

  /// How often each prompt was asked for, by connection and context.
  var prompts: [String: Int] { state.withLock { $0.prompts } }
  var terminates: Int { state.withLock { $0.terminates } }

  func finish() { events.continuation.finish() }

  func respond(to request: HTTPRequest) -> HTTPResponse {
    let body = String(decoding: request.body, as: UTF8.self)
    let context = body.firstMatch(of: /"operationContext":"([^"]+)"/).map { String($0.1) }
    let named = request.path.firstMatch(of: /callConnections\/([0-9a-f]{32})/)
    let called = body.firstMatch(of: /api\/callbacks\/([0-9a-f]{32})/)
    let connection = (named.map { $0.1 } ?? called.map { $0.1 }).map { String($0) } ?? ""
    if request.path.hasSuffix(":answer") {
      tell("CallConnected", connection, nil)
    } else if request.path.hasSuffix(":play") {
      state.withLock { $0.prompts["\(connection) \(context ?? "")", default: 0] += 1 }
      tell("PlayCompleted", connection, context)
    } else if request.path.hasSuffix(":terminate") {
      state.withLock { $0.terminates += 1 }
      tell("CallDisconnected", connection, nil)
    }
    let answer = #"{"callConnectionId":"\#(connection)","serverCallId":"server-1"}"#
    return .json(200, Array(answer.utf8))
  }

  private func tell(_ type: String, _ connection: String, _ context: String?) {
    let number = state.withLock { state in
      state.events += 1
      return state.events
    }
    events.continuation.yield(
      Told(type: type, connection: connection, context: context, number: number)
    )
  }

  /// Posts the events until there are no more.
  func tellEvents(to server: TestServer) async {
    await withDiscardingTaskGroup { group in
      for await event in events.stream {
        group.addTask {
          let body = callback(event.type, id: "e\(event.number)", context: event.context)
            .replacing("connection-1", with: event.connection)
          let status = await server.status("POST", "/api/callbacks/\(event.connection)", body)
          #expect(status == 200)
        }
      }
    }
  }
}
