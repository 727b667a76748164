import CallAutomation
import CallModel
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct CrashTests {
  private let id = callID(for: ringing())
  /// More transactions than the call of the fixture takes.
  private static let plenty = 1_000

  /// Runs a call until its end, or until the journal takes nothing more.
  private func begin(_ journal: CrashingJournal, _ service: PlayedService) async throws {
    try await TestHost(journal: journal).running { test in
      let flow = try #require(test.store.flow(for: ringing().to))
      _ = await test.host.begin(ringing(), as: id, on: flow)
      await test.talk(with: service, about: id) {
        !test.traces.ends.isEmpty || journal.hasCrashed
      }
    }
  }

  /// Goes on with what a crash left, until the call's end.
  private func goOn(_ journal: MemoryJournal, _ service: PlayedService) async throws {
    try await TestHost(journal: journal).running { test in
      await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await test.host.recover(try await test.host.takeStock()) {} }
        await test.talk(with: service, about: id) { !test.traces.ends.isEmpty }
        group.cancelAll()
      }
    }
  }

  @Test func `a crash at any commit gives the same commands, but for one more prompt`()
    async throws
  {
    let whole = CrashingJournal(after: Self.plenty)
    let undisturbed = PlayedService()
    try await begin(whole, undisturbed)
    #expect(undisturbed.commands == ["POST :answer", "POST :play", "POST :terminate"])
    let transactions = Self.plenty - whole.transactionsLeft
    #expect(transactions >= 7)

    for boundary in 1..<transactions {
      let journal = CrashingJournal(after: boundary)
      let service = PlayedService()
      try await begin(journal, service)
      let remains = journal.remains
      if try await remains.call(id)?.end == nil { try await goOn(remains, service) }
      #expect(try await remains.call(id)?.end?.manner == .over, "crash at commit \(boundary)")
      let plays = service.commands.count { $0 == "POST :play" }
      let others = service.commands.filter { $0 != "POST :play" }
      #expect(others == ["POST :answer", "POST :terminate"], "crash at commit \(boundary)")
      #expect((1...2).contains(plays), "crash at commit \(boundary)")
    }
  }
}
