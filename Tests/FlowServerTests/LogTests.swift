import CallModel
import FlowRuntime
import HTTPTransport
import TestSupport
import Testing

@testable import FlowServer

/// What somebody who can post to the server can do to its log.
@Suite(.hangLimit)
struct LogTests {
  private func serving(
    _ body: @escaping @Sendable (TestServer, LogLines) async throws -> Void
  ) async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let log = LogLines()
      try await TestServer.run(in: folder, log: log) { try await body($0, log) }
    }
  }

  @Test(arguments: [
    ("callbacks", 256, "events of a callback change nothing"),
    ("callbacks", 500_000, "callback cannot be read"),
    ("incomingCall", 5_000, "events cannot be understood"),
    ("incomingCall", 500_000, "delivery cannot be read"),
  ])
  func `a body is one line of the log, whatever it holds`(
    path: String,
    count: Int,
    message: String
  ) async throws {
    try await serving { test, log in
      let id = try await test.ring()
      let before = log.lines.count { $0.hasPrefix("warning") }
      let target = path == "callbacks" ? "/api/callbacks/\(id)" : "/api/incomingCall"
      let body = "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
      #expect(await test.status("POST", target, body) == 400)
      let lines = log.lines.filter { $0.hasPrefix("warning") }
      #expect(lines.count == before + 1)
      #expect(lines.last?.contains(message) == true)
    }
  }

  @Test func `each line about a call has its flow beside its digest`() async throws {
    try await serving { test, log in
      let id = try await test.ring()
      await test.service.wait(for: ":answer")
      for body in ["[1]", "{", "[" + callback("New", id: "n").dropFirst().dropLast() + "]"] {
        _ = await test.status("POST", "/api/callbacks/\(id)", String(body))
      }
      let lines = log.lines.filter { $0.contains("call=\(id.digest)") }
      for message in ["call began", "events of a callback", "callback cannot be read"] {
        #expect(lines.contains { $0.contains(message) }, "\(lines)")
      }
      #expect(lines.allSatisfy { $0.contains("flow=greeting") }, "\(lines)")
    }
  }

  @Test func `the first reload that succeeds says that the folder is good again`() async throws {
    try await TemporaryFolder.use { folder in
      try folder.write(greeting(), to: "greeting.yaml")
      let log = LogLines()
      try await TestServer.run(in: folder, log: log) { test in
        func good() -> [String] { log.lines.filter { $0.contains("is good again") } }
        try folder.write("flow: greeting\nblox: {}", to: "greeting.yaml")
        await eventually { test.reloads.count == 1 }
        #expect(good().isEmpty)
        // As it was: no flow is another, and what was wrong is over all the same.
        try folder.write(greeting(), to: "greeting.yaml")
        await eventually { test.reloads.count == 2 }
        #expect(good().count == 1)
        #expect(good().first?.contains(/versions="?greeting [0-9a-f]{12}/) == true, "\(good())")
        try folder.write(greeting(file: "new"), to: "greeting.yaml")
        await eventually { test.reloads.count == 3 }
        #expect(good().count == 1)
        #expect(log.lines.contains { $0.contains("flows reloaded flows=1") }, "\(log.lines)")
      }
    }
  }

  @Test func `calls that no flow takes and events of another leg are one line a body`()
    async throws
  {
    try await serving { test, log in
      let id = try await test.ring()
      await test.service.wait(for: ":answer")
      #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
      let stranger = incomingCall("key-1", to: "4:+14255550199").dropFirst().dropLast()
      let calls = "[" + Array(repeating: stranger, count: 100).joined(separator: ",") + "]"
      #expect(await test.status("POST", "/api/incomingCall", calls) == 200)
      let other = callback("CallConnected", id: "e2")
        .replacing("\"connection-1\"", with: "\"connection-2\"").dropFirst().dropLast()
      let events = "[" + Array(repeating: other, count: 100).joined(separator: ",") + "]"
      #expect(await test.status("POST", "/api/callbacks/\(id)", events) == 200)
      #expect(log.lines.count { $0.contains(" count=100") } == 1)
      #expect(log.lines.count { $0.contains("other_legs=100") } == 1)
      #expect(log.lines.count { $0.contains("connection-2") || $0.contains("+14255550199") } == 2)
    }
  }

  @Test func `events of unknown types, broken ones and those of another leg are one line a body`()
    async throws
  {
    try await serving { test, log in
      let id = try await test.ring()
      await test.service.wait(for: ":answer")
      #expect(await test.tell(id, "CallConnected", id: "e1") == 200)
      let unknown = (0..<200).map { callback("New", id: "u\($0)").dropFirst().dropLast() }
      let before = log.lines.count
      #expect(await test.status("POST", "/api/callbacks/\(id)", body(unknown)) == 200)
      #expect(log.lines.count == before + 1)
      #expect(log.lines.last?.hasPrefix("info events of a callback change nothing") == true)
      #expect(log.lines.last?.contains("unknown=200") == true)

      let other = callback("CallConnected", id: "e2")
        .replacing("\"connection-1\"", with: "\"connection-2\"").dropFirst().dropLast()
      let mixed = unknown.prefix(10) + Array(repeating: other, count: 20) + ["1", "2", "3"]
      #expect(await test.status("POST", "/api/callbacks/\(id)", body(mixed)) == 200)
      #expect(log.lines.count == before + 2)
      let line = try #require(log.lines.last)
      for number in ["malformed=3", "unknown=10", "other_legs=20"] {
        #expect(line.contains(number), "\(line)")
      }
      #expect(line.hasPrefix("warning"))
    }
  }

  private func body(_ events: some Sequence<Substring>) -> String {
    "[" + events.joined(separator: ",") + "]"
  }

  @Test func `an event's type forges no line, and a call's id is not shown`() async throws {
    try await serving { test, log in
      let id = try await test.ring()
      let type = #"x\n2026-01-01T00:00:00+0000 critical flowctl: forged\u2028\u001b[31m"#
      let body = #"[{"type":"\#(type)","data":{}}]"#
      #expect(await test.status("POST", "/api/callbacks/\(id)", body) == 400)
      let active: Set<Unicode.Scalar> = ["\n", "\u{2028}", "\u{1B}"]
      #expect(!log.lines.joined().unicodeScalars.contains(where: active.contains))
      #expect(log.lines.contains { $0.contains("call=\(id.digest)") })
      #expect(!log.lines.contains { $0.contains(id.rawValue) })
    }
  }
}
