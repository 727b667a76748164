import CallModel
import FlowEngine
import FlowLanguage
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// Calls that begin later (SEMANTICS.md, rule 68).
@Suite(.hangLimit)
struct ScheduledCallTests {
  private static let asking = file(
    "asking.yaml",
    """
    flow: asking
    identities:
      line: { rawId: \(lineRawID) }
    routes: [{ to: line }]
    blocks:
      main:
        - schedule: { flow: later, with: { patient: +14255550123 }, after: 10m }
        - reject: busy
    """
  )

  private static func later(_ parameters: String = "patient: phoneNumber") -> ProjectFile {
    file(
      "later.yaml",
      """
      flow: later
      identities:
        desk: +12065551212
        account: { rawId: 28:orgid:dd123456-5678-5678-1234-ccc123456789 }
      parameters: { \(parameters) }
      blocks:
        main:
          - dial: { to: desk, as: account }
            on: { failed: end }
          - hangUp
      """
    )
  }

  private static func file(_ path: String, _ text: String) -> ProjectFile {
    ProjectFile(path: path, bytes: Array(text.utf8))
  }

  private func host(
    _ journal: MemoryJournal = MemoryJournal(),
    _ clock: ManualClock = ManualClock(),
    _ files: [ProjectFile] = [asking, later()]
  ) throws -> TestHost {
    try TestHost(journal: journal, clock: clock, files: files)
  }

  /// The call that another one asked for; that one is over.
  private func schedule(in test: TestHost) async throws -> Alarm {
    try await test.ring()
    try await test.sender.next().answer(200)
    await test.clock.passUntil { test.traces.ends == [.over] }
    return try #require(try await test.journal.scheduledCalls().first)
  }

  /// Lets time go by at one stroke and wakes the alarms, until something holds; what begins then is
  /// sent before its deadline, however slow the machine is.
  private func pass(
    _ length: Duration,
    in test: TestHost,
    until condition: () async throws -> Bool
  ) async throws {
    test.clock.advance(by: length)
    while try await !condition(), !Task.isCancelled {
      test.host.runner.alarms.ring()
      await Task.yield()
    }
  }

  /// Lets time go by, and gives whoever could do something then the time to do it.
  private func pass(_ length: Duration, in test: TestHost) async throws {
    var turns = 0
    try await pass(length, in: test) {
      turns += 1
      return turns > 200
    }
  }

  private func isScheduled(in test: TestHost) async throws -> Bool {
    try await !test.journal.scheduledCalls().isEmpty
  }

  @Test func `it begins when it is due, not before, and once`() async throws {
    try await host().running { test in
      let timer = try await schedule(in: test)
      try await pass(.seconds(540), in: test)
      #expect(try await test.journal.call(timer.callID) == nil)
      #expect(test.sender.count == 1)
      try await pass(.seconds(61), in: test) { test.sender.count == 2 }
      let create = try await test.sender.next()
      #expect(create.line == "POST callConnections")
      #expect(try await !isScheduled(in: test))
      #expect(try await test.journal.call(timer.callID)?.flow == "later")
      // A timer that fires again finds a call that goes on.
      test.host.post.wake(timer.callID) {}
      create.answer(201, answered)
      try await pass(.seconds(1), in: test)
      #expect(test.sender.count == 2)
    }
  }

  @Test func `it begins after a crash`() async throws {
    let (journal, clock) = (MemoryJournal(), ManualClock())
    let asked = Mutex<CallID?>(nil)
    try await host(journal, clock).running { test in
      let timer = try await schedule(in: test)
      asked.withLock { $0 = timer.callID }
    }
    clock.advance(by: .seconds(1_200))
    let next = try host(MemoryJournal(copying: journal), clock)
    _ = try await next.host.takeStock()
    try await next.running { test in
      let create = try await test.sender.next()
      #expect(create.line == "POST callConnections")
      let id = try #require(asked.withLock { $0 })
      #expect(try await test.journal.call(id)?.flow == "later")
    }
  }

  @Test func `it is not begun when it is more than an hour late`() async throws {
    let (journal, clock) = (MemoryJournal(), ManualClock())
    try await host(journal, clock).running { test in _ = try await schedule(in: test) }
    clock.advance(by: .seconds(600 + 3_600 + 1))
    let next = try host(MemoryJournal(copying: journal), clock)
    _ = try await next.host.takeStock()
    try await next.running { test in
      try await pass(.seconds(1), in: test) { try await !isScheduled(in: test) }
      #expect(test.sender.count == 0)
    }
  }

  @Test func `it has the version that is current when it is due`() async throws {
    try await host().running { test in
      let timer = try await schedule(in: test)
      let newer = Self.later("patient: phoneNumber, more: int = 1")
      guard case .loaded = test.store.load(sources([Self.asking, newer])) else {
        throw TestFailure("the fixture does not compile")
      }
      try await pass(.seconds(601), in: test) { test.sender.count == 2 }
      _ = try await test.sender.next()
      let current = try #require(test.store.flow(named: "later")).version
      #expect(try await test.journal.call(timer.callID)?.version == current)
    }
  }

  @Test func `values that no longer fit end it`() async throws {
    try await host().running { test in
      let timer = try await schedule(in: test)
      let other = Self.later("patient: communicationUser")
      let nobody = Self.file(
        "asking.yaml",
        String(decoding: Self.asking.bytes, as: UTF8.self)
          .replacing(
            "schedule: { flow: later, with: { patient: +14255550123 }, after: 10m }",
            with: "log: none"
          )
      )
      guard case .loaded = test.store.load(sources([nobody, other])) else {
        throw TestFailure("the fixture does not compile")
      }
      try await pass(.seconds(601), in: test) { try await !isScheduled(in: test) }
      #expect(try await !isScheduled(in: test))
      #expect(try await test.journal.call(timer.callID) == nil)
      #expect(test.sender.count == 1)
    }
  }

  @Test func `a flow that is not served for a while is waited for`() async throws {
    try await host().running { test in
      _ = try await schedule(in: test)
      guard case .loaded = test.store.load(sources([greeting()])) else {
        throw TestFailure("the fixture does not compile")
      }
      try await pass(.seconds(601), in: test)
      #expect(test.sender.count == 1)
      guard case .loaded = test.store.load(sources([Self.asking, Self.later()])) else {
        throw TestFailure("the fixture does not compile")
      }
      try await pass(.seconds(61), in: test) { test.sender.count == 2 }
      let create = try await test.sender.next()
      #expect(create.line == "POST callConnections")
    }
  }

  @Test func `it can be taken back, and later it is hung up`() async throws {
    try await host().running { test in
      let timer = try await schedule(in: test)
      let id = timer.callID
      #expect(await test.host.deliver([.hangUpRequested], to: CallID("none")) == .unknownCall)
      #expect(await test.host.deliver([.hangUpRequested], to: id) == .committed)
      #expect(try await test.journal.scheduledCalls().isEmpty)
      try await pass(.seconds(601), in: test)
      #expect(test.sender.count == 1)
      #expect(await test.host.deliver([.hangUpRequested], to: id) == .unknownCall)
    }
  }
}
