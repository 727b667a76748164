import CallAutomation
import CallDispatch
import CallModel
import FlowEngine
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// What the service says of a call that is connected.
private let connectedCall = #"{"callConnectionState":"connected"}"#
/// A list of parties with only the caller.
private let parties =
  #"{"value":[{"identifier":{"rawId":"4:+14255550123"},"isMuted":false,"isOnHold":false}]}"#

@Suite(.hangLimit)
struct RecoveryTests {
  /// Runs a host on a copy of a journal and recovers while the body runs.
  private func recovering(
    _ journal: MemoryJournal,
    clock: ManualClock,
    _ body: @Sendable (TestHost, ReadyFlag) async throws -> Void
  ) async throws {
    let ready = ReadyFlag()
    let host = try TestHost(journal: MemoryJournal(copying: journal), clock: clock)
    let stock = try await host.host.takeStock()
    try await host.running { test in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await test.host.recover(stock) { ready.raise() } }
        try await body(test, ready)
        group.cancelAll()
      }
    }
  }

  @Test func `an answer committed and never sent is sent after a start, under the same id`()
    async throws
  {
    let journal = MemoryJournal()
    let clock = ManualClock()
    let original = Mutex<ServiceRequest?>(nil)
    try await TestHost(journal: journal, clock: clock).running { test in
      try await test.ring()
      let request = try await test.sender.next().request
      original.withLock { $0 = request }
    }
    try await recovering(journal, clock: clock) { test, ready in
      let again = try await test.sender.next()
      #expect(again.request == original.withLock { $0 })
      again.answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      #expect(ready.isRaised)
    }
  }

  @Test func `a prompt caught unanswered is said again after the call is read and 3 s have gone`()
    async throws
  {
    let journal = MemoryJournal()
    let clock = ManualClock()
    let id = try await TestHost(journal: journal, clock: clock).reachingPrompt()
    try await recovering(journal, clock: clock) { test, ready in
      await eventually { ready.isRaised }
      let first = try await test.sender.next()
      #expect(first.line == "GET connection-1")
      first.answer(200, connectedCall)
      let second = try await test.sender.next()
      #expect(second.line == "GET participants")
      second.answer(200, parties)
      await eventually { test.traces.inputs.count == 2 }
      #expect(test.traces.inputs == ["started again", "read: call connected, 1 parties"])
      #expect(test.sender.count == 2)
      await clock.pass(.seconds(3))
      let play = try #require(try await test.sender.next().request)
      let body = String(decoding: play.body, as: UTF8.self)
      #expect(body.contains(#""operationContext":"2.2""#))
      #expect(body.contains(#""interruptCallMediaOperation":true"#))
      #expect(try await test.journal.call(id)?.end == nil)
    }
  }

  @Test func `a call that is gone at a start is over without a further command`() async throws {
    let journal = MemoryJournal()
    let clock = ManualClock()
    _ = try await TestHost(journal: journal, clock: clock).reachingPrompt()
    try await recovering(journal, clock: clock) { test, _ in
      let gone = #"{"error":{"code":"8522","message":"gone"}}"#
      try await test.sender.next().answer(404, gone)
      await eventually { test.traces.ends == [.over] }
      #expect(test.traces.inputs == ["started again", "read: call gone"])
      #expect(test.sender.count == 1)
    }
  }

  @Test func `what happens before a call is settled is taken, and sent when it is`() async throws {
    let journal = MemoryJournal()
    let clock = ManualClock()
    let id = try await TestHost(journal: journal, clock: clock).reachingPrompt()
    try await TestHost(journal: journal, clock: clock).running { test in
      test.host.runner.recovery.insert([id])
      #expect(await test.host.deliver([.hangUpRequested], to: id) == .committed)
      #expect(test.host.runner.dispatcher.lane(of: id) == nil)
      #expect(await test.host.post.send(.recover, to: id) == .committed)
      // A terminate goes beside whatever the machine reads at a start.
      var lines: [String] = []
      while lines.last != "POST :terminate" { lines.append(try await test.sender.next().line) }
      #expect(lines.dropLast().allSatisfy { $0.hasPrefix("GET") })
    }
  }

  @Test func `a call is taken up once, however often it is told of the start`() async throws {
    let journal = MemoryJournal()
    let clock = ManualClock()
    try await TestHost(journal: journal, clock: clock).running { test in
      try await test.ring()
      _ = try await test.sender.next()
    }
    try await recovering(journal, clock: clock) { test, ready in
      let again = try await test.sender.next()
      let id = callID(for: ringing())
      #expect(await test.host.post.send(.recover, to: id) == .committed)
      again.answer(200, answered)
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      #expect(try await test.sender.next().line == "POST :play")
      #expect(test.sender.count == 2)
    }
  }

  @Test func `an alarm that goes off early is set again, and what is newer than the stock stays`()
    async throws
  {
    try await TestHost().running { test in
      let id = try await test.ring()
      let timers = try #require(try await test.journal.call(id)).stored().outbox.timers
      let timer = try #require(timers.min { $0.value < $1.value })
      let early = Alarm(callID: id, due: test.clock.timestamp)
      let alarms = test.host.runner.alarms
      await eventually { alarms.due(of: id) == timer.value }
      alarms.restore([early])
      #expect(alarms.due(of: id) == timer.value)
      alarms.set([early])
      await test.clock.passUntil { alarms.due(of: id) == timer.value }
      await test.clock.passUntil { test.clock.timestamp >= timer.value }
      await test.clock.passUntil { test.traces.inputs.contains("timer \(timer.key)") }
    }
  }

  @Test func `a parked call is not read before the server is ready`() async throws {
    let journal = MemoryJournal()
    let clock = ManualClock()
    try await TestHost(journal: journal, clock: clock).running { test in
      try await test.ring()
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
    }
    try await recovering(journal, clock: clock) { test, ready in
      await eventually { ready.isRaised }
      #expect(test.sender.count == 0)
      await clock.pass(HostLimits.parkedReadInterval)
      let line = try await test.sender.next().line
      #expect(line.hasPrefix("GET"))
    }
  }

  @Test func `parked calls are read some at a time, and none of them waits for another's answer`()
    async throws
  {
    let journal = MemoryJournal()
    let clock = ManualClock()
    let calls = HostLimits.parkedReads + 3
    try await TestHost(journal: journal, clock: clock).running { test in
      for number in 0..<calls {
        try await test.ring("key-\(number)")
        try await test.sender.next().answer(200, answered)
      }
      await eventually { test.traces.inputs.count { $0 == "answered 1.1" } == calls }
    }
    try await recovering(journal, clock: clock) { test, _ in
      await clock.pass(HostLimits.parkedReadInterval)
      await eventually { test.sender.count == HostLimits.parkedReads }
      await clock.pass(HostLimits.parkedReadInterval)
      await eventually { test.sender.count == calls }
    }
  }

  @Test func `a call keeps its version over a reload and a restart`() async throws {
    let journal = MemoryJournal()
    let clock = ManualClock()
    let kept = Mutex<CallID?>(nil)
    try await TestHost(journal: journal, clock: clock).running { test in
      let id = try await test.ring()
      kept.withLock { $0 = id }
      try await test.sender.next().answer(200, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      guard case .loaded(_, isChanged: true) = test.store.load(sources([greeting(file: "new")]))
      else {
        Issue.record("not reloaded")
        return
      }
    }
    let id = try #require(kept.withLock { $0 })
    let files = [greeting(file: "new")]
    try await TestHost(journal: journal, clock: clock, files: files).running { test in
      #expect(await test.host.deliver([event(.callConnected, id: "e1")], to: id) == .committed)
      let current = try #require(test.store.current.first)
      let version = try #require(try await journal.call(id)?.version)
      #expect(version != current.version)
      #expect(try await test.store.program(of: version, for: CallID("c")).flow == "greeting")
      let play = try await test.sender.next()
      #expect(play.line == "POST :play")
      // The prompt of the version the call began with, not of the one served now.
      let body = String(decoding: try #require(play.request).body, as: UTF8.self)
      #expect(body.contains("hello.wav"))
    }
  }
}

/// Raised when a host is ready.
private final class ReadyFlag: Sendable {
  private let flag = Mutex(false)

  func raise() { flag.withLock { $0 = true } }
  var isRaised: Bool { flag.withLock { $0 } }
}
