import CallModel
import FlowEngine
import Logging
import Synchronization
import TestSupport
import Testing

@testable import FlowRuntime

@Suite(.hangLimit)
struct JournalMonitorTests {
  @Test func `an outage is said once, loudly, and its end too`() {
    let log = LogLines()
    let monitor = JournalMonitor(
      of: MemoryJournal(),
      under: HeldLeases(),
      time: ManualClock().hostTime,
      log: CallLog(logger: log.logger)
    )
    monitor.note(.duplicateCall(CallID("a")))
    #expect(monitor.outage == nil)
    monitor.note(.diskFull)
    monitor.note(.lost(path: "p", because: .moved))
    #expect(monitor.outage == .lost(path: "p", because: .moved))
    monitor.note(.unknownCall(CallID("a")))
    monitor.note(nil)
    #expect(monitor.outage == nil)
    #expect(
      log.lines == [
        "critical nothing can be stored: ringing calls are not taken, events are refused "
          + "reason=the disk is full",
        "notice the journal stores again",
      ]
    )
  }

  @Test func `a journal that is well again is noticed without an event to lose`() async throws {
    let journal = GatedJournal()
    let test = try TestHost(journal: journal)
    try await test.running { test in
      let id = try await test.ring()
      journal.fail(with: .diskFull)
      let outcome = await test.host.deliver([event(.callConnected, id: "e1")], to: id)
      #expect(outcome == .unavailable(.diskFull))
      #expect(test.host.unreadiness?.contains("the disk is full") == true)
      journal.fail(with: nil)
      await test.clock.passUntil { test.host.unreadiness == nil }
    }
  }

  @Test func `a journal that is lost is noticed before a call rings`() async throws {
    let journal = GatedJournal()
    let test = try TestHost(journal: journal)
    try await test.running { test in
      journal.lose(.lost(path: "p", because: .moved))
      await test.clock.passUntil { test.host.unreadiness != nil }
    }
  }
}
