import CallDispatch
import CallModel
import Logging
import Metrics
import TestSupport
import Testing

@testable import FlowRuntime

/// Telling a collector of calls that have ended.
@Suite(.hangLimit)
struct SpanExporterTests {
  /// An exporter, with the network and the clock that a test plays.
  private struct Fixture: Sendable {
    let sender = ScriptedSender()
    let clock = ManualClock()
    let lines = LogLines()
    let exporter: SpanExporter

    /// Makes one that reads a journal in which calls have begun under these names.
    init(_ names: [String]) async throws {
      let journal = MemoryJournal()
      let version = StoredVersion(
        hash: VersionHash("v"),
        flow: "greeting",
        environment: nil,
        files: []
      )
      let advances = names.map { name in
        var advance = CallAdvance(callID: CallID(name), revision: 0)
        advance.creation = CallCreation(
          version: version,
          startedAt: Timestamp(milliseconds: 1),
          from: "a",
          to: "b"
        )
        return advance
      }
      #expect(try await journal.write(advances) == [:])
      exporter = SpanExporter(
        to: "http://collector/v1/traces",
        reading: journal,
        sender: sender,
        time: clock.hostTime,
        logger: lines.logger,
        metrics: NOOPMetricsHandler.instance
      )
    }

    func end(_ name: String) {
      exporter.note(
        CallTrace(
          callID: CallID(name),
          flow: "greeting",
          time: Timestamp(milliseconds: 2),
          content: .ended(.over)
        )
      )
    }

    func running(_ body: @Sendable (Fixture) async throws -> Void) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await exporter.run() }
        try await body(self)
        exporter.finish()
        try await group.waitForAll()
      }
    }
  }

  @Test func `calls that ended are told of in one request, which ends with the server`()
    async throws
  {
    let fixture = try await Fixture(["a", "b"])
    fixture.end("a")
    fixture.end("b")
    try await fixture.running { fixture in
      let request = try await fixture.sender.next()
      #expect(request.line == "POST http://collector/v1/traces")
      let body = String(decoding: try #require(request.web).body, as: UTF8.self)
      for name in ["a", "b"] {
        #expect(body.contains(TraceContext(of: CallID(name)).traceID))
      }
      request.answer(200, "{}")
    }
    #expect(fixture.sender.count == 1 && fixture.lines.lines.isEmpty)
  }

  @Test func `a collector that is busy or gone is asked again, later and not for ever`()
    async throws
  {
    let fixture = try await Fixture(["a", "b"])
    try await fixture.running { fixture in
      fixture.end("a")
      try await fixture.sender.next().answer(503, retryAfter: 7)
      await fixture.clock.pass(.seconds(7))
      try await fixture.sender.next().answer(.notSent(reason: "refused"))
      for number in 3...HostLimits.traceTries {
        await fixture.clock.passUntil { fixture.sender.count == number }
        try await fixture.sender.next().answer(.notSent(reason: "refused"))
      }
      // What comes after is told of all the same.
      fixture.end("b")
      let request = try await fixture.sender.next()
      let body = String(decoding: try #require(request.web).body, as: UTF8.self)
      #expect(body.contains(TraceContext(of: CallID("b")).traceID))
      #expect(!body.contains(TraceContext(of: CallID("a")).traceID))
      request.answer(200)
    }
    #expect(fixture.lines.lines.count { $0.contains("traces are lost") } == 1)
  }

  @Test func `losses are said once, until the collector takes some again`() async throws {
    let fixture = try await Fixture(["a", "b", "c", "d"])
    try await fixture.running { fixture in
      for (name, status) in [("a", 400), ("b", 401), ("c", 200), ("d", 400)] {
        fixture.end(name)
        try await fixture.sender.next().answer(status)
      }
    }
    let lines = fixture.lines.lines.filter { $0.contains("traces are lost") }
    #expect(lines.count == 2, "\(lines)")
  }

  @Test func `a collector that takes nothing holds up nobody, and what is too much is lost`()
    async throws
  {
    let fixture = try await Fixture(["a"])
    try await fixture.running { fixture in
      fixture.end("a")
      let request = try await fixture.sender.next()
      for _ in 0...HostLimits.tracesWaiting { fixture.end("a") }
      #expect(fixture.lines.lines.contains { $0.contains("too many calls wait") })
      fixture.exporter.finish()
      request.answer(400)
      let rest = HostLimits.tracesWaiting + HostLimits.tracesAtOnce - 1
      for _ in 0..<rest / HostLimits.tracesAtOnce { try await fixture.sender.next().answer(400) }
    }
    #expect(fixture.lines.lines.count == 1)
  }
}
