import CallModel
import TestSupport
import Testing

@testable import FlowRuntime

/// What is said of the journal and of the clock, whoever comes in between.
@Suite(.hangLimit)
struct MonitorSchedules {
  @Test func `what was said last of the journal is how it is`() async {
    for seed in UInt64(1)...100 {
      let log = LogLines()
      let isDone = await SeededScheduler.run(seed: seed) { scheduler in
        let monitor = JournalMonitor(
          of: MemoryJournal(),
          under: HeldLeases(),
          time: scheduler.clock.hostTime,
          log: CallLog(logger: log.logger)
        )
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<6 {
            group.addTask { monitor.note(number.isMultiple(of: 2) ? .diskFull : nil) }
          }
        }
        #expect(
          (log.lines.last?.hasPrefix("critical") ?? false) == (monitor.outage != nil),
          "seed \(seed)"
        )
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(alternates(log.lines, beginningWith: "critical"), "seed \(seed)")
    }
  }

  @Test func `that a clock is off and that it is right are said in turn`() async {
    for seed in UInt64(1)...100 {
      let log = LogLines()
      let isDone = await SeededScheduler.run(seed: seed) { _ in
        let watch = ClockWatch(against: "machine", limit: .seconds(2), log.logger)
        await withTaskGroup(of: Void.self) { group in
          for number in 0..<6 {
            group.addTask { watch.note(offBy: .seconds(number.isMultiple(of: 2) ? 3 : 0)) }
          }
        }
      }
      #expect(isDone, "stuck with seed \(seed)")
      #expect(alternates(log.lines, beginningWith: "error"), "seed \(seed)")
    }
  }

  /// Whether a beginning is said first, and never twice before an end.
  private func alternates(_ lines: [String], beginningWith word: String) -> Bool {
    lines.enumerated().allSatisfy { $1.hasPrefix(word) == $0.isMultiple(of: 2) }
  }
}
