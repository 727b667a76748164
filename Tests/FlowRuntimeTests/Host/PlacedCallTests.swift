import CEL
import CallAutomation
import CallModel
import FlowEngine
import FlowLanguage
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

/// Calls that are begun here.
@Suite(.hangLimit)
struct PlacedCallTests {
  private static let id = CallID(String(repeating: "ab", count: 16))

  private static let reminder = file(
    """
    flow: reminder
    identities:
      line: { rawId: \(lineRawID) }
    parameters: { patient: phoneNumber }
    blocks:
      main:
        - dial: { to: "${patient}", as: line }
          on: { failed: end }
        - wait: 1h
        - hangUp
    """
  )

  private static let visit = file(
    """
    flow: visit
    profile: callAutomation
    parameters: { room: string }
    blocks:
      main:
        - join: { room: "${room}" }
          on: { failed: end }
        - wait: 1h
        - hangUp
    """
  )

  private static func file(_ text: String) -> ProjectFile {
    ProjectFile(path: "flow.yaml", bytes: Array(text.utf8))
  }

  private func start(
    _ flow: String,
    _ values: [String: String],
    in test: TestHost
  ) async throws -> DeliveryOutcome {
    let flow = try #require(test.store.flow(named: flow))
    let arguments = try flow.program.arguments(from: values.mapValues { .string($0) })
    return await test.host.start(with: arguments, as: Self.id, on: flow)
  }

  @Test func `a call that is begun twice is placed once`() async throws {
    try await TestHost(files: [Self.reminder]).running { test in
      let values = ["patient": "+14255550123"]
      #expect(try await start("reminder", values, in: test) == .committed)
      let create = try await test.sender.next()
      #expect(create.line == "POST callConnections")
      #expect(
        create.request?.header("Repeatability-Request-ID")
          == repeatabilityID(callID: Self.id, ordinal: 1)
      )
      #expect(try await start("reminder", values, in: test) == .duplicate)
      create.answer(201, answered)
      let context = OperationContext(ordinal: 1, attempt: 1)
      let connected = event(.callConnected, id: "e1", context: context)
      #expect(await test.host.deliver([connected], to: Self.id) == .committed)
      #expect(test.sender.count == 1)
    }
  }

  @Test func `one that was begun and not placed is placed after a crash, as the same request`()
    async throws
  {
    let journal = MemoryJournal()
    let clock = ManualClock()
    let original = Mutex<ServiceRequest?>(nil)
    try await TestHost(journal: journal, clock: clock, files: [Self.reminder]).running { test in
      _ = try await start("reminder", ["patient": "+14255550123"], in: test)
      let request = try await test.sender.next().request
      original.withLock { $0 = request }
    }
    let remains = MemoryJournal(copying: journal)
    let next = try TestHost(journal: remains, clock: clock, files: [Self.reminder])
    let stock = try await next.host.takeStock()
    try await next.running { test in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await test.host.recover(stock) {} }
        let again = try await test.sender.next()
        #expect(again.request == original.withLock { $0 })
        again.answer(201, answered)
        await eventually { test.traces.inputs.contains("answered 1.1") }
        group.cancelAll()
      }
    }
  }

  @Test func `a call that was joined is left when the operator ends it`() async throws {
    try await TestHost(files: [Self.visit]).running { test in
      #expect(try await start("visit", ["room": "r-1"], in: test) == .committed)
      let connect = try await test.sender.next()
      #expect(connect.line == "POST :connect")
      connect.answer(200, answered)
      let context = OperationContext(ordinal: 1, attempt: 1)
      let connected = event(.callConnected, id: "e1", context: context)
      #expect(await test.host.deliver([connected], to: Self.id) == .committed)
      #expect(await test.host.deliver([.hangUpRequested], to: Self.id) == .committed)
      let leave = try await test.sender.next()
      #expect(leave.line == "DELETE connection-1")
      leave.answer(204)
      #expect(
        await test.host.deliver([event(.callDisconnected, id: "e2")], to: Self.id) == .committed
      )
      await test.clock.passUntil { test.traces.ends == [.over] }
    }
  }

  @Test func `a call that nobody took in time is ended, for its events may be lost`() async throws {
    try await TestHost(files: [Self.reminder]).running { test in
      let values = ["patient": "+14255550123"]
      #expect(try await start("reminder", values, in: test) == .committed)
      try await test.sender.next().answer(201, answered)
      await eventually { test.traces.inputs.contains("answered 1.1") }
      await test.clock.passUntil { test.sender.count > 1 }
      let end = try await test.sender.next()
      #expect(end.line == "POST :terminate")
      end.answer(204)
      await test.clock.passUntil { test.traces.ends == [.over] }
    }
  }
}
