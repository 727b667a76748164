import CallAutomation
import CallModel
import FlowEngine
import FlowLanguage
import JSON
import TestSupport
import Testing

@testable import FlowRuntime

/// A call as a trace (W3C Trace Context, OTLP).
@Suite(.hangLimit)
struct SpanTests {
  @Test func `a trace is named by its call alone, and begins with the call's digest`() {
    let call = CallID(String(repeating: "a", count: 32))
    let context = TraceContext(of: call)
    #expect(context.traceID.hasPrefix(call.digest))
    #expect(context.traceparent.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-01/) != nil)
    #expect(!context.traceparent.contains(call.rawValue))
    let spans = Set((1...100).map { TraceContext(of: call, ordinal: $0).spanID })
    #expect(spans.union([context.spanID]).count == 101)
    #expect(TraceContext(of: call, ordinal: 1).traceID == context.traceID)
    #expect(TraceContext(of: CallID("other")).traceID != context.traceID)
  }

  @Test func `commands, reads and requests of flows say which part of the trace they are`()
    async throws
  {
    let test = try TestHost(files: [paying])
    let id = callID(for: ringing())
    try await test.running { test in
      try await test.ring()
      let answer = try await test.sender.next()
      let context = TraceContext(of: id, ordinal: 1)
      #expect(answer.request?.header("traceparent") == context.traceparent)
      answer.answer(200, answered)
    }
  }

  @Test func `steps, commands and requests are spans of the call's trace`() async throws {
    let test = try TestHost(files: [paying])
    let id = callID(for: ringing())
    try await test.running { test in
      _ = try await test.reachSecondQuestion()
      try await test.answerSecondQuestion(of: id)
    }
    let outline = try #require(try await test.journal.call(id)?.outline)
    let entries = try await test.journal.entries(of: id).map { try JournalEntry($0) }
    let all = spans(of: outline, entries)
    #expect(Set(all.map(\.context.traceID)) == [TraceContext(of: id).traceID])
    #expect(Set(all.map(\.context.spanID)).count == all.count)
    let root = all[0]
    #expect(root.parent == nil && root.kind == .server && root.name == "call")
    #expect(root.attributes["flowctl.flow"] == "pay" && root.attributes["flowctl.end"] == "over")
    let answer = try #require(all.first { $0.attributes["flowctl.path"] == "main/0" })
    #expect(answer.name == "answer" && answer.attributes["flowctl.outcome"] == "done")
    let command = try #require(all.first { $0.context == TraceContext(of: id, ordinal: 1) })
    #expect(command.parent == answer.context.spanID && command.kind == .client)
    let request = try #require(all.first { $0.name == "POST" })
    #expect(request.context == TraceContext(of: id, ordinal: 3))
    #expect(request.attributes["http.response.status_code"] == "200" && request.failure == nil)
    #expect(all.allSatisfy { root.start <= $0.start && $0.start <= $0.end })
    let text = otlpRequest(all).text(in: .compact)
    for secret in payingSecrets + [id.rawValue, callerRawID] {
      #expect(!text.contains(secret), "\(secret)")
    }
  }

  @Test func `what failed says so`() async throws {
    let test = try TestHost()
    let id = callID(for: ringing())
    try await test.running { test in
      try await test.ring()
      try await test.sender.next().answer(400, #"{"error":{"code":"8523","message":"no"}}"#)
      await eventually { !test.traces.ends.isEmpty }
    }
    let outline = try #require(try await test.journal.call(id)?.outline)
    let entries = try await test.journal.entries(of: id).map { try JournalEntry($0) }
    let failed = spans(of: outline, entries).filter { $0.failure != nil }
    #expect(failed.map(\.name).sorted() == ["answer", "answer"])
    let status = otlpRequest(failed).text(in: .compact)
    #expect(status.contains(#""status":{"code":2,"message":"400/8523"#), "\(status)")
  }

  @Test func `of a call without end the first spans are told`() {
    let call = CallID("long")
    let outline = CallOutline(
      id: call,
      program: (VersionHash("v"), "loop"),
      startedAt: Timestamp(milliseconds: 0),
      parties: ("a", "b")
    )
    let entries = (1...2_000).map { number in
      let trace = StepTrace(path: .block("main").step(0), keyword: "play", mark: .started)
      let input = CallInput(at: Timestamp(milliseconds: Int64(number)), .hangUpRequested)
      return JournalEntry(sequence: number, input: input, effects: [.trace(trace)])
    }
    #expect(spans(of: outline, entries).count == 1_000)
  }
}
